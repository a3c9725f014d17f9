"""What a claim denies and how firmly it is put stand in its words, and no "not" is dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evitab.figures import Figure, figures_in
from evitab.finding import Finding
from evitab.grounding.evidence import Evidence, Span
from evitab.package import Contents, Table, finding_at

STANDS = "negation_stands_in_passage"
CARRIED = "negation_of_passage_is_carried"
SAID = "statement_denies_where_claim_is_negated"
FIGURES = "statement_figures_stand_in_passage"
STRENGTH = "strength_stands_in_passage"
RULES = (STANDS, CARRIED, FIGURES, STRENGTH, SAID)


def ground_wording(contents: Contents, evidence: Evidence) -> Iterator[Finding]:
    """Hold denials and strength of claims against their words, and denials the other way round."""
    claims = contents.tables.get("claims")
    if claims is None or not claims.has(["is_negated", "statement"]):
        return
    # Of a claim that is wrong otherwise, nobody knows what it denies.
    carriers = [
        (span, True)
        for at, row in enumerate(claims.data.to_pylist())
        if evidence.is_wrong(claims, at)
        for span in evidence.of(row)[:1]
    ]
    for at, row, spans in evidence.rows_with_words(claims):
        passage, words = spans[0], f"{row['statement'] or ''} {row.get('condition_reported') or ''}"
        denies = bool(passage.lexicon.search("denial").search(row["statement"] or ""))
        limits = bool(passage.lexicon.search("limit").search(words))
        carriers.append((passage, bool(row["is_negated"]) or denies or limits))
        if row["is_negated"] and not any(_negations(span) for span in spans):
            yield _claim(claims, at, STANDS, "a passage or context that denies something")
        if row["is_negated"] is not None and denies != row["is_negated"]:
            expected = "true, as the statement says" if denies else "a statement that denies"
            yield _claim(claims, at, SAID, expected)
        yield from _figures(claims, at, row["statement"] or "", evidence, spans)
        if _is_unworded(row.get("assertion_strength"), passage):
            yield _strength(claims, at)
    yield from _dropped(contents.tables["passages"], carriers)


def _figures(
    claims: Table, at: int, statement: str, evidence: Evidence, spans: tuple[Span, ...]
) -> Iterator[Finding]:
    """The first figure of a statement that neither passage nor context has."""
    if evidence.statements is None:
        return
    printed = [figure for span in spans for figure in span.figures]
    for figure in figures_in(statement, ".", evidence.statements):
        if not figure.counts or any(_is_same(figure, other) for other in printed):
            continue
        yield finding_at(
            claims,
            at,
            rule=FIGURES,
            field="statement",
            value=statement,
            expected=f"no figure beside those of the words; they lack "
            f"'{statement[figure.start : figure.after]}'",
            advice="Mend the figure, or point to a context that has it.",
        )
        return


def _is_same(ours: Figure, theirs: Figure) -> bool:
    agree = not ours.units or not theirs.units or ours.units & theirs.units
    return bool(agree) and theirs.is_about(ours.low, ours.high)


def _is_unworded(strength: str | None, passage: Span) -> bool:
    """Whether nothing in a passage makes a claim of that strength; plain needs no words."""
    kind = f"strength-{strength}"
    return kind in passage.lexicon.by_kind and not passage.lexicon.search(kind).search(
        passage.folded
    )


def _negations(span: Span) -> list[tuple[int, int]]:
    return [match.span() for match in span.lexicon.search("negation").finditer(span.folded)]


def _dropped(passages: Table, carriers: list[tuple[Span, bool]]) -> Iterator[Finding]:
    """Each denial of a passage with claims is carried by one of the claims that rest on it."""
    told: set[tuple[str, int]] = set()
    carrying: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for span, carries in carriers:
        if carries:
            carrying[span.source].add((span.start, span.start + len(span.text)))
    for passage, _ in sorted(carriers, key=lambda each: len(each[0].text)):
        for start, end in _negations(passage):
            at = passage.start + start
            if (passage.source, at) in told:
                continue
            told.add((passage.source, at))
            if not any(begin <= at < stop for begin, stop in carrying[passage.source]):
                yield finding_at(
                    passages,
                    passage.row,
                    rule=CARRIED,
                    field="exact",
                    value=passage.text[max(0, start - 20) : end + 20].strip(),
                    expected="a claim that carries the denial",
                    advice="Mark the claim as negated, or say in its statement or its condition "
                    "what is denied or left out.",
                )


def _claim(claims: Table, at: int, rule: str, expected: str) -> Finding:
    return finding_at(
        claims,
        at,
        rule=rule,
        field="is_negated",
        value=claims.text_of(at, "is_negated"),
        expected=expected,
        advice="Mend is_negated or the statement: a statement has not, no, never or the like "
        "where, and only where, its claim is negated.",
    )


def _strength(claims: Table, at: int) -> Finding:
    return finding_at(
        claims,
        at,
        rule=STRENGTH,
        field="assertion_strength",
        value=claims.text_of(at, "assertion_strength"),
        expected="a passage with words of that strength, or plain",
        advice="Mend the strength; words that are not known yet go into the lexicon of the "
        "source's language in schema/lexicons.",
    )
