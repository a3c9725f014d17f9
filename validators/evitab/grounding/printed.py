"""What claims to be as printed stands in the words that a row rests on: texts and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evitab.finding import Finding
from evitab.grounding.evidence import Evidence, Span
from evitab.grounding.held import TEXT, Place
from evitab.package import Table, finding_at
from evitab.standard import Field

YEAR = "printed_number_stands_in_passage"
RULES = (TEXT, YEAR)


def ground_texts(evidence: Evidence, table: Table) -> Iterator[Finding | Place]:
    """Hold the texts and years that are as printed against passage and context.

    Yields the figures that texts other than reported ones hold (a DOI, a title), and findings.
    """
    fields = fields_in_passage(table, "verbatim")
    numbers = fields_in_passage(table, "figure")
    for at, row, spans in _rows(evidence, table):
        for field in fields:
            if (text := row[field.name]) is not None:
                yield from _text(table, at, field, text, spans)
        for field in numbers:
            if (number := row[field.name]) is not None:
                yield from _year(table, at, field, number, spans)


def _rows(
    evidence: Evidence, table: Table
) -> Iterator[tuple[int, dict[str, Any], tuple[Span, ...]]]:
    if table.name != "sources":
        yield from evidence.rows_with_words(table)
        return
    for at, row in enumerate(table.data.to_pylist()):
        if (whole := evidence.whole(row["source_id"])) is not None:
            yield at, row, (whole,)


def fields_in_passage(table: Table, how: str) -> list[Field]:
    """The columns of a table that stand in the words in some way: verbatim, figure or name."""
    return [
        field
        for field in table.schema.fields
        if field.descriptor.get("inPassage") == how and table.has([field.name])
    ]


def _text(
    table: Table, at: int, field: Field, text: str, spans: tuple[Span, ...]
) -> Iterator[Finding | Place]:
    # Names, titles and identifiers are printed in one case; of other words it does not matter.
    is_name = not field.name.endswith("_reported")
    places = [(span, place) for span in spans for place in span.places(text, is_cased=is_name)]
    if not places:
        yield finding_at(
            table,
            at,
            rule=TEXT,
            field=field.name,
            value=text,
            expected=f"words that stand in '{' '.join(spans[0].text.split())[:160]}'",
            advice="Copy the words as they are printed, or point to the passage that has them.",
        )
    elif is_name:
        for span, (start, end) in places:
            for figure in span.figures:
                if start <= figure.start and figure.end <= end:
                    yield span, figure


def _year(
    table: Table, at: int, field: Field, number: int, spans: tuple[Span, ...]
) -> Iterator[Finding | Place]:
    fitting = [
        (span, figure)
        for span in spans
        for figure in span.figures
        if figure.is_about(number, number)
    ]
    yield from fitting
    if not fitting:
        yield finding_at(
            table,
            at,
            rule=YEAR,
            field=field.name,
            value=table.text_of(at, field.name),
            expected="a number that the passage or its context prints",
            advice="Mend the number, or point to the passage that has it.",
        )
