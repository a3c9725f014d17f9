"""The concepts of a row are named in the words that it rests on, and in its claim's statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from evitab.finding import Finding
from evitab.grounding.evidence import Evidence, Span
from evitab.grounding.labels import Labels, behind, named
from evitab.grounding.numbers import Grounded
from evitab.grounding.printed import fields_in_passage
from evitab.package import Contents, Table, finding_at
from evitab.standard import Field

NAME = "concept_is_named_in_passage"
STATED = "concept_is_named_in_statement"
IDLE = "words_of_no_fact_name_no_substance"
BESIDE = "amount_is_of_what_is_named_beside_it"
RULES = (NAME, STATED, IDLE, BESIDE)
_SPOKEN_OF = frozenset({"substance", "analyte", "condition", "protein", "food"})
# Qualities, persons and works are described, not named.
_WITH_A_NAME = frozenset(
    {
        "substance",
        "analyte",
        "measurement",
        "condition",
        "protein",
        "body-structure",
        "procedure",
        "food",
        "product",
        "combination",
    }
)


class Names:
    """The names of a package's concepts, and where they stand in a text."""

    def __init__(self, contents: Contents) -> None:
        concepts, labels = contents.tables.get("concepts"), contents.tables.get("concept_labels")
        self.kinds: dict[str, str | None] = {}
        self.labels: dict[str, list[str]] = {}
        if concepts is None or labels is None or not labels.is_whole:
            return
        for row in concepts.data.to_pylist():
            self.kinds[row["concept_id"]] = row.get("kind")
        for row in labels.data.to_pylist():
            if row.get("label"):
                self.labels.setdefault(row["concept_id"], []).append(row["label"])

    def stand_in(self, concept: str, text: str) -> bool:
        """Whether a folded text names a concept, in the singular or the plural."""
        return any(named(label).search(text) for label in self.labels[concept])

    def first_spoken_of(self, text: str) -> str | None:
        """The first concept that claims can be made of and that a folded text names."""
        ours = self._spoken_of.perhaps_in(text)
        return next((concept for concept, label in ours if named(label).search(text)), None)

    def beside(self, span: Span, after: int) -> str | None:
        """The substance that is named right behind a figure: "100 mcg of K2"."""
        best: tuple[int, str] | None = None
        for concept, label in self._substances.perhaps_behind(span.folded, after):
            match = behind(label).match(span.folded, after)
            if match is not None and (best is None or match.end() > best[0]):
                best = match.end(), concept
        return None if best is None else best[1]

    @cached_property
    def _spoken_of(self) -> Labels:
        return self._index(concept for concept, kind in self.kinds.items() if kind in _SPOKEN_OF)

    @cached_property
    def _substances(self) -> Labels:
        return self._index(
            concept for concept in self.labels if self.kinds.get(concept) == "substance"
        )

    def _index(self, concepts: Iterable[str]) -> Labels:
        return Labels([(each, label) for each in concepts for label in self.labels.get(each, ())])


def ground_names(evidence: Evidence, names: Names, table: Table) -> Iterator[Finding]:
    """Hold the concepts that a row is about against the words that it rests on, and against the
    statement of its claim.
    """
    fields = fields_in_passage(table, "name")
    for at, row, spans in evidence.rows_with_words(table):
        statement = evidence.statement(row)
        for field in fields:
            concept = row[field.name]
            if concept is None or not names.labels.get(concept):
                continue
            if not any(names.stand_in(concept, span.folded) for span in spans):
                yield _unnamed(table, at, field, names.labels[concept])
            elif statement is not None and not names.stand_in(concept, statement):
                yield _unstated(table, at, field, names.labels[concept])
        if table.name == "claims" and statement is not None:
            yield from _triple(names, table, at, row, statement)


def _triple(
    names: Names, claims: Table, at: int, row: dict[str, Any], statement: str
) -> Iterator[Finding]:
    """Subject and object of a claim, where they are of a kind that has a name of its own."""
    for link in ("subject_id", "object_id"):
        concept = row.get(link)
        if concept is not None and names.kinds.get(concept) in _WITH_A_NAME:
            labels = names.labels.get(concept, [])
            if labels and not names.stand_in(concept, statement):
                yield _unstated(claims, at, claims.schema.by_name[link], labels)


def ground_idle(evidence: Evidence, names: Names, passages: Table) -> Iterator[Finding]:
    """Passages that are said to assert nothing, and name what the package makes claims of."""
    for at, row in enumerate(passages.data.to_pylist()):
        if row.get("role") not in {"rhetoric", "boilerplate"} or evidence.is_wrong(passages, at):
            continue
        if evidence.has_claim(row["passage_id"]):
            continue  # Another rule says that its role is wrong.
        words = evidence.words(row)
        spoken_of = names.first_spoken_of(words) if words else None
        if spoken_of is not None:
            yield finding_at(
                passages,
                at,
                rule=IDLE,
                field="role",
                value=row["role"],
                expected=f"factual, with a claim: the words name {spoken_of}",
                advice="Say in a claim what the words assert, or cut the passage to what is idle.",
            )


def _unnamed(table: Table, at: int, field: Field, labels: list[str]) -> Finding:
    shown = ", ".join(labels[:6]) + (", ..." if len(labels) > 6 else "")
    return finding_at(
        table,
        at,
        rule=NAME,
        field=field.name,
        value=table.text_of(at, field.name),
        expected=f"a passage or context with one of its names: {shown}",
        advice="Mend the concept, point to a context that names it, or add the name that the "
        "source uses to concept_labels.",
    )


def _unstated(table: Table, at: int, field: Field, labels: list[str]) -> Finding:
    return finding_at(
        table,
        at,
        rule=STATED,
        field=field.name,
        value=table.text_of(at, field.name),
        expected=f"a claim whose statement names it: {', '.join(labels[:6])}",
        advice="Mend the concept, or name it in the statement of the claim.",
    )


def misplaced_amount(names: Names, table: Table, at: int, amount: Grounded) -> Finding | None:
    """An amount that the words give of another substance than the row does."""
    field = amount.cells.amount_of or ""
    beside = names.beside(amount.span, amount.figure.after)
    concept = amount.row.get(field)
    named = {concept, amount.row.get("form_id")}
    if beside is None or concept is None or beside in named:
        return None
    return finding_at(
        table,
        at,
        rule=BESIDE,
        field=field,
        value=concept,
        expected=f"{beside}, which is named right behind the amount",
        advice="Mend the substance, or the amount.",
    )
