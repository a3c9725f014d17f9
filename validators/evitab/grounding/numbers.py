"""Each figure of a row stands in the words that it rests on, with its unit and comparator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from evitab.figures import Figure
from evitab.finding import Finding
from evitab.grounding.cells import FigureCells, figure_cells
from evitab.grounding.evidence import Evidence, Span
from evitab.package import Table, finding_at

TEXT = "text_stands_in_passage"
NUMBER = "number_stands_in_passage"
COMPARATOR = "comparator_stands_in_passage"
UNIT = "unit_stands_in_passage"
FREQUENCY = "frequency_stands_in_passage"
RULES = {
    NUMBER: "The numbers of a cell are those of its text as reported, read where it stands.",
    COMPARATOR: "The comparator of a cell is the one printed with its figure.",
    UNIT: "The unit of a cell is printed with its figure, or beside it where the figure has none.",
    FREQUENCY: "How often a dose is taken is what its words say.",
}

Place = tuple[Span, Figure]


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
                yield from ((at, found) for found in _frequency(table, at, row, spans))
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
    if rule is None and cells.unit_field and not _counts_what_is_named(unit, spans):
        rule = UNIT
    if rule is None:
        yield from (Grounded(span, figure, cells, row) for span, figure in places)
    elif rule == NUMBER:
        yield _number(table, at, row, cells, places)
    elif rule == UNIT:
        yield _unit(table, at, cells, unit, places[0][1])
    elif rule == COMPARATOR:
        yield _comparator(table, at, cells, row, places[0][1])
    elif cut := next(_cut_figures(spans, reported), None):
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


def held(
    spans: tuple[Span, ...],
    reported: str,
    bounds: tuple[float | None, float | None],
    comparators: frozenset[str] | None,
    unit: str | None,
) -> tuple[str | None, list[Place]]:
    """Hold a figure's numbers, unit and comparator against the words that it rests on.

    `bounds` are its two numbers, equal for a single one, None for an open side; `comparators`
    those that it allows, None for any. Gives the rule that does not hold, None where all do, and
    the figures of the words that were held against it.
    """
    if not any(span.places(reported) for span in spans):
        return TEXT, []
    printed = list(figures_within(spans, reported))
    if not printed and _is_cut(spans, reported):
        return TEXT, []
    fitting = [place for place in printed if place[1].is_about(*bounds)]
    if not fitting and comparators is None:
        fitting = _side_by_side(printed, bounds)
    if not fitting:
        return NUMBER, printed
    by_unit = [place for place in fitting if has_unit(place[1], unit, spans)]
    if not by_unit:
        return UNIT, fitting
    sound = [place for place in by_unit if not comparators or comparators & place[1].comparators]
    return (None, sound) if sound else (COMPARATOR, by_unit)


def figures_within(spans: tuple[Span, ...], reported: str) -> Iterator[Place]:
    """The figures that lie inside a text as reported, wherever it stands."""
    for span in spans:
        for start, end in span.places(reported):
            for figure in span.figures:
                is_end = figure.is_change and figure.start <= start and end <= figure.after
                if is_end or (start <= figure.start and figure.after <= end):
                    yield span, figure


def _side_by_side(printed: list[Place], bounds: tuple[float | None, float | None]) -> list[Place]:
    """The limits of an interval as two figures: "95% CI 0.7, 1.2"."""
    low, high = bounds
    for one, two in pairwise(printed):
        gap = one[0].folded[one[1].after : two[1].start] if one[0] is two[0] else ""
        if re.fullmatch(r"\s*[,;]\s*", gap) and one[1].is_about(low, low):
            return [one, two] if two[1].is_about(high, high) else []
    return []


def _is_cut(spans: tuple[Span, ...], reported: str) -> bool:
    """Whether the text ends inside a figure, between a number and its unit."""
    return next(_cut_figures(spans, reported), None) is not None


def _cut_figures(spans: tuple[Span, ...], reported: str) -> Iterator[Place]:
    for span in spans:
        for start, end in span.places(reported):
            for figure in span.figures:
                if start <= figure.start < end < figure.after:
                    yield span, figure


def _counts_what_is_named(unit: str | None, spans: tuple[Span, ...]) -> bool:
    """Whether what an annotated unit counts is named: {article} beside "0 Articles"."""
    if unit is None or not unit.startswith("{"):
        return True
    noun = re.compile(rf"(?<![^\W_]){re.escape(unit.strip('{}'))}", re.IGNORECASE)
    return any(noun.search(span.folded) for span in spans)


def has_unit(figure: Figure, unit: str | None, spans: tuple[Span, ...]) -> bool:
    """Whether a figure may have a unit: the one printed with it, else one printed beside it."""
    if unit is None or unit == "1" or unit.startswith("{"):
        return figure.units <= {"1"}
    if figure.units:
        return unit in figure.units
    if unit in figure.lent_units:
        return True
    return figure.may_borrow and any(unit in span.units for span in spans)


# How often -------------------------------------------------------------------------------------


def _frequency(
    table: Table, at: int, row: Mapping[str, Any], spans: tuple[Span, ...]
) -> Iterator[Finding]:
    """Doses, the period and its unit against words such as "twice a day"."""
    reported, given = row["timing_reported"], _rate(row)
    if reported is None:
        return
    if given is None and not any(
        span.lexicon.search("frequency").search(reported) for span in spans
    ):
        return
    for span in spans:
        for start, end in span.places(reported):
            words = span.lexicon.search("frequency").finditer(span.folded, start, end)
            for match in words:
                known = span.lexicon.word("frequency", match.group())
                if given == (known.value, known.unit):
                    return
            if given and _counted(span, start, end, given):
                return
    yield finding_at(
        table,
        at,
        rule=FREQUENCY,
        field="frequency, period, period_unit",
        value=reported,
        expected="how often, as the words say it",
        advice="Mend frequency, period or period_unit, or the words; a new word goes into the "
        "lexicon of the source's language in schema/lexicons.",
    )


def _rate(row: Mapping[str, Any]) -> tuple[str, str] | None:
    if row["frequency"] is None or row["period"] is None:
        return None
    return f"{row['frequency']}/{row['period']:g}", row["period_unit"]


def _counted(span: Span, start: int, end: int, given: tuple[str, str]) -> bool:
    """Whether a figure of the words is the period and the frequency is once ("every 2 weeks")."""
    times, unit = given
    return any(
        start <= figure.start
        and figure.end <= end
        and figure.low is not None
        and times == f"1/{figure.low:g}"
        and unit in figure.units
        and span.lexicon.pattern(r"«every»\s+\Z").search(span.folded[: figure.start])
        for figure in span.figures
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


def as_printed(span: Span, figure: Figure) -> str:
    """A figure with its unit in the words of its span."""
    return " ".join(span.text[figure.start : figure.after].split())


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
