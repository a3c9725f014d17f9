"""Each figure of a row stands in the words that it rests on, with its unit and comparator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evitab.figures import Figure
from evitab.finding import Finding
from evitab.grounding.cells import FigureCells, figure_cells
from evitab.grounding.evidence import Evidence, Span
from evitab.grounding.frequency import ground_frequency
from evitab.grounding.held import (
    COMPARATOR,
    NUMBER,
    TEXT,
    UNIT,
    Place,
    as_printed,
    counts_what_is_named,
    cut_figures,
    figures_within,
    held,
)
from evitab.package import Table, finding_at

RULES = (NUMBER, COMPARATOR, UNIT)


@dataclass(frozen=True)
class Grounded:
    """A figure that a cell rests on, with the cell's row."""

    span: Span
    figure: Figure
    cells: FigureCells
    row: Mapping[str, Any]

    @property
    def claim(self) -> str | None:
        """The claim whose content the row holds."""
        return self.row.get("claim_id")

    @property
    def bounds(self) -> tuple[str, int, int]:
        """The source, and where in it the figure begins and ends."""
        start = self.span.start
        return self.span.source, start + self.figure.start, start + self.figure.end


def ground_numbers(evidence: Evidence, table: Table) -> Iterator[tuple[int, Finding | Grounded]]:
    """What each figure of a table rests on, or what is wrong with it, beside its row.

    Rows whose text as reported stands nowhere are left to the rule that says so.
    """
    cells = [each for each in figure_cells(table.schema) if _is_read(table, each)]
    for at, row, spans in evidence.rows_with_words(table):
        for each in cells:
            if each.low == "frequency":
                for found in ground_frequency(table, at, row, spans):
                    if isinstance(found, Finding):
                        yield at, found
                    else:
                        yield at, Grounded(*found, each, row)
            elif each.low != "period":
                yield from ((at, found) for found in _figure(table, at, row, spans, each))


def _is_read(table: Table, cells: FigureCells) -> bool:
    columns = (cells.low, cells.high, cells.reported, cells.comparator, cells.unit_field)
    return table.has([column for column in columns if column])


def _figure(
    table: Table, at: int, row: Mapping[str, Any], spans: tuple[Span, ...], cells: FigureCells
) -> Iterator[Finding | Grounded]:
    reported, unit = row[cells.reported], cells.unit_of(row)
    if reported is None:
        return
    if row[cells.low] is None and row[cells.high] is None:
        unread = [place for place in figures_within(spans, reported) if place[1].counts]
        if unread and not _is_read_elsewhere(table, row, cells):
            yield _number(table, at, row, cells, unread)
        return
    bounds = row[cells.low], row[cells.high]
    rule, places = held(spans, reported, bounds, cells.comparators_of(row), unit)
    if rule is None and cells.unit_field and not counts_what_is_named(unit, spans):
        rule = UNIT
    if rule is None:
        yield from (Grounded(span, figure, cells, row) for span, figure in places)
    elif rule == NUMBER:
        yield _number(table, at, row, cells, places)
    elif rule == UNIT:
        yield _unit(table, at, cells, unit, places[0][1])
    elif rule == COMPARATOR:
        yield _comparator(table, at, cells, row, places[0][1])
    elif cut := next(cut_figures(spans, reported), None):
        yield _cut(table, at, cells, as_printed(*cut))


def _is_read_elsewhere(table: Table, row: Mapping[str, Any], cells: FigureCells) -> bool:
    """Whether another figure of the row has the same text ("95% CI: 11-39%": level and limits)."""
    return any(
        row[name] is not None
        for other in figure_cells(table.schema)
        if other.reported == cells.reported
        for name in (other.low, other.high)
        if name in row
    )


# Findings --------------------------------------------------------------------------------------


def _cut(table: Table, at: int, cells: FigureCells, whole: str) -> Finding:
    return finding_at(
        table,
        at,
        rule=TEXT,
        field=cells.reported,
        value=table.text_of(at, cells.reported),
        expected=f"the figure with its unit: '{whole}'",
        advice="Copy the words as they are printed.",
    )


def _number(
    table: Table, at: int, row: Mapping[str, Any], cells: FigureCells, printed: list[Place]
) -> Finding:
    read = dict.fromkeys(as_printed(span, figure) for span, figure in printed)
    found = ", ".join(read) if read else "no whole figure stands there"
    single = cells.low == cells.high
    names = (cells.low,) if single else (cells.low, cells.high)
    values = dict.fromkeys(table.text_of(at, name) or "null" for name in names)
    return finding_at(
        table,
        at,
        rule=NUMBER,
        field=", ".join(names),
        value=" to ".join(values),
        expected=f"the figure of '{row[cells.reported]}': {found}",
        advice="Mend the number, or the words that it rests on.",
    )


def _unit(table: Table, at: int, cells: FigureCells, unit: str | None, figure: Figure) -> Finding:
    printed = " or ".join(sorted(figure.units))
    where = "is printed with the figure" if printed else "neither passage nor context prints"
    return finding_at(
        table,
        at,
        rule=UNIT,
        field=cells.unit_field or cells.low,
        value=unit,
        expected=f"{printed}, which {where}" if printed else f"a unit, since {where} this one",
        advice="Mend the unit, or leave it empty where the source gives none; a new way to print "
        "a unit goes into the lexicon of the source's language in schema/lexicons.",
    )


def _comparator(
    table: Table, at: int, cells: FigureCells, row: Mapping[str, Any], figure: Figure
) -> Finding:
    return finding_at(
        table,
        at,
        rule=COMPARATOR,
        field=cells.comparator or f"is_{cells.low}_inclusive, is_{cells.high}_inclusive",
        value=" or ".join(sorted(cells.comparators_of(row) or ())),
        expected=" or ".join(sorted(figure.comparators)) + ", as the words say",
        advice="Mend the comparator, or the words that the figure rests on.",
    )
