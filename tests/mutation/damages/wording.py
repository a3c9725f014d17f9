"""Damage to what words name, deny and stress: concepts, arms, claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import (
    Cell,
    another,
    at,
    but,
    cells,
    changed,
    code,
    in_passage,
    key,
    negated,
    only,
)
from packages import Row

_DENIAL = re.compile(
    r"n['’]t\b|\b(?:no|not|never|nor|neither|without|nothing|none|cannot|un\w+)\b", re.I
)
_LIMIT = 3


class Words:
    """The words that rows rest on, and the names of concepts."""

    def __init__(self, package: Package) -> None:
        self.claims = {row["claim_id"]: row for row in package.rows.get("claims", ())}
        self.passages = {row["passage_id"]: row for row in package.rows.get("passages", ())}
        self.labels: dict[str, list[str]] = {}
        self.kinds = {row["concept_id"]: row["kind"] for row in package.rows["concepts"]}
        for row in package.rows["concept_labels"]:
            self.labels.setdefault(row["concept_id"], []).append(row["label"])

    def claim_of(self, row: Row) -> Row:
        """The claim whose content a row holds, or the row itself."""
        return self.claims.get(row.get("claim_id", ""), row)

    def under(self, row: Row) -> str:
        """The passage and the context of a row."""
        claim = self.claim_of(row)
        links = (claim.get(name, "") for name in ("passage_id", "context_passage_id"))
        return " ".join(self.passages[link]["exact"] for link in links if link in self.passages)

    def name(self, concept: str, text: str) -> bool:
        """Whether a text holds any of a concept's names, be it inside a word."""
        return any(_plain(label) in _plain(text) for label in self.labels[concept])

    def name_plainly(self, concept: str, text: str) -> bool:
        """Whether a text holds any of a concept's longer names between blanks or stops."""
        labels = (re.escape(_plain(label)) for label in self.labels[concept] if len(label) > 1)
        return any(re.search(rf"(?<!\w){label}(?!\w)", _plain(text)) for label in labels)


def _plain(text: str) -> str:
    return re.sub(r"[\s-]+", " ", text.lower())


def _other_concept(
    fits: Callable[[Words, Cell, str], bool],
) -> Callable[[Package], Iterator[Variant]]:
    """Each concept that a row is about, replaced by others of its kind that fit."""

    def make(package: Package) -> Iterator[Variant]:
        if package.whose != "article":
            return
        words = Words(package)
        for one in cells(package, in_passage("name")):
            kind = words.kinds.get(one.text)
            others = [c for c in words.labels if words.kinds.get(c) == kind and c != one.text]
            for other in [c for c in others if one.text and fits(words, one, c)][:_LIMIT]:
                yield Variant((Edit(one.table.name, one.at, {one.field.name: other}),))

    return make


damage(
    "concept_is_named_in_passage", "a concept is another of its kind that the words do not name"
)(_other_concept(lambda words, one, other: not words.name(other, words.under(one.row))))
damage(
    "concept_is_named_in_statement",
    "a concept is another that the words name, the statement does not",
)(
    _other_concept(
        lambda words, one, other: (
            words.name_plainly(other, words.under(one.row))
            and not words.name(other, words.claim_of(one.row)["statement"])
        )
    )
)


@damage("concept_is_named_in_statement", "the subject of a claim is another of its kind")
def other_subject(package: Package) -> Iterator[Variant]:
    words = Words(package)
    for one in cells(package, at("claims", "subject_id", "object_id")):
        kind = words.kinds.get(one.text)
        if kind in {"substance", "analyte", "condition", "food", "protein", "body-structure"}:
            others = [c for c in words.labels if words.kinds.get(c) == kind]
            for other in [c for c in others if not words.name(c, one.row["statement"])][:_LIMIT]:
                yield Variant((Edit("claims", one.at, {one.field.name: other}),))


@damage("amount_is_of_what_is_named_beside_it", "a dose is of the other substance of its sentence")
def other_substance(package: Package) -> Iterator[Variant]:
    words = Words(package)
    rows = package.rows["dosages"] if package.whose == "article" else []
    for place, row in enumerate(rows):
        for other in rows:
            same = words.claim_of(row)["passage_id"] == words.claim_of(other)["passage_id"]
            if same and row["dose_low"] and other["substance_id"] != row["substance_id"]:
                new = {"substance_id": other["substance_id"], "form_id": ""}
                yield Variant((Edit("dosages", place, new),))


@damage("words_of_no_fact_name_no_substance", "a sentence with its one claim is put down as idle")
def idle(package: Package) -> Iterator[Variant]:
    words, claims = Words(package), package.rows.get("claims", [])
    for place, passage in enumerate(package.rows.get("passages", ())):
        ours = [
            at_
            for at_, claim in enumerate(claims)
            if passage["passage_id"] in {claim["passage_id"], claim["context_passage_id"]}
        ]
        subject = claims[ours[0]]["subject_id"] if len(ours) == 1 else ""
        kind = words.kinds.get(subject)
        if kind in {"substance", "food", "condition"} and words.name(subject, passage["exact"]):
            role = Edit("passages", place, {"role": "rhetoric"})
            yield Variant((role, Edit("claims", ours[0], None)))


def _foreign_words(package: Package) -> Iterator[Variant]:
    words = Words(package)
    for one in cells(package, but(in_passage("verbatim"), "study_arms", "sources")):
        under = " ".join(words.under(one.row).lower().split())
        for text in another(one) if one.text else ():
            if " ".join(text.lower().split()) not in under:
                yield Variant((Edit(one.table.name, one.at, {one.field.name: text}),))


damage("text_stands_in_passage", "words as printed are those of another row")(
    only("article", _foreign_words)
)


# Arms ------------------------------------------------------------------------------------------


def _sibling(one: Cell) -> Iterator[str]:
    """The other arms of the study of an arm."""
    arms = one.package.rows["study_arms"]
    study = next(row["study_id"] for row in arms if row["study_arm_id"] == one.text)
    yield from (row["study_arm_id"] for row in arms if row["study_id"] == study)


damage("arm_is_named_in_passage", "a result is told of another arm of its study")(
    changed(at("observations", "study_arm_id"), _sibling)
)
damage("arm_is_named_in_passage", "an effect is told of another arm of its study")(
    changed(at("effects", "study_arm_id"), lambda one: (
        arm for arm in _sibling(one) if arm != one.row["comparator_study_arm_id"]))
)  # fmt: skip
damage("comparator_arm_is_the_one_compared_with", "an effect is compared with another arm")(
    changed(at("effects", "comparator_study_arm_id"), lambda one: (
        arm for arm in _sibling(one) if arm != one.row["study_arm_id"]))
)  # fmt: skip
damage("control_arm_is_called_one", "a control is none, or an arm is a control")(
    changed(at("study_arms", "is_control"), negated)
)
damage("regimen_rests_on_the_same_words", "an arm or a dose gets another regimen")(
    only("article", changed(at("study_arms", "regimen_id"), key))
)
damage("regimen_rests_on_the_same_words", "a dose gets another regimen")(
    only("article", changed(at("dosages", "regimen_id"), key))
)


# Claims ----------------------------------------------------------------------------------------


def _claims(package: Package) -> Iterator[tuple[int, Row, str, int]]:
    """Each claim with its place, its words and how many claims rest on the same passage."""
    words = Words(package)
    rows = package.rows.get("claims", [])
    for place, row in enumerate(rows):
        shared = sum(other["passage_id"] == row["passage_id"] for other in rows)
        yield place, row, words.under(row), shared


@damage("negation_stands_in_passage", "a claim is negated whose words deny nothing")
def denied(package: Package) -> Iterator[Variant]:
    for place, row, words, _ in _claims(package):
        if row["is_negated"] == "false" and not _DENIAL.search(words):
            new = {"is_negated": "true", "statement": "It does not hold."}
            yield Variant((Edit("claims", place, new),))


@damage("negation_of_passage_is_carried", "the denial of a sentence with one claim is dropped")
def dropped_denial(package: Package) -> Iterator[Variant]:
    for place, row, _, shared in _claims(package):
        if row["is_negated"] == "true" and shared == 1:
            statement = _DENIAL.sub("", row["statement"])
            new = {"is_negated": "false", "statement": statement, "condition_reported": ""}
            yield Variant((Edit("claims", place, new),))


damage(
    "statement_denies_where_claim_is_negated", "a claim is negated that was not, or the other way"
)(changed(at("claims", "is_negated"), negated))


@damage("statement_denies_where_claim_is_negated", "the not of a statement is dropped")
def dropped_not(package: Package) -> Iterator[Variant]:
    for place, row, _, _ in _claims(package):
        if " not " in row["statement"]:
            new = {"statement": row["statement"].replace(" not ", " ")}
            yield Variant((Edit("claims", place, new),))


def _figures(one: Cell) -> Iterator[str]:
    """A statement with the last digit of a figure changed; the digits of names are none."""
    for figure in re.finditer(r"(?<![\w(-])\d[\d,.]*(?![\w(+-])", one.text):
        place = figure.start() + len(figure.group().rstrip(".,")) - 1
        other = str((int(one.text[place]) + 1) % 10)
        yield one.text[:place] + other + one.text[place + 1 :]


damage("statement_figures_stand_in_passage", "a digit of a figure in a statement is changed")(
    changed(at("claims", "statement"), _figures)
)


@damage("strength_stands_in_passage", "a claim is put more or less firmly than its words")
def other_strength(package: Package) -> Iterator[Variant]:
    rows = package.rows.get("claims", [])
    for one in cells(package, at("claims", "assertion_strength")):
        shared = {r["assertion_strength"] for r in rows if r["passage_id"] == one.row["passage_id"]}
        for strength in code(one):
            if strength not in shared | {"plain"}:
                yield Variant((Edit("claims", one.at, {"assertion_strength": strength}),))
