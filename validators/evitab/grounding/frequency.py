"""How often a dose is taken, held against words such as "twice a day"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evitab.figures import Figure
from evitab.finding import Finding
from evitab.grounding.evidence import Span
from evitab.package import Table, finding_at

FREQUENCY = "frequency_stands_in_passage"
RULES = (FREQUENCY,)


def ground_frequency(
    table: Table, at: int, row: Mapping[str, Any], spans: tuple[Span, ...]
) -> Iterator[Finding | tuple[Span, Figure]]:
    """Hold the doses, the period and its unit of a row against its words; what agrees are the
    figures ("twice") that stand in them.
    """
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
                    yield from ((span, figure) for figure in _within(span, start, end))
                    return
            if given and _counted(span, start, end, given):
                yield from ((span, figure) for figure in _within(span, start, end))
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


def _within(span: Span, start: int, end: int) -> Iterator[Figure]:
    return (each for each in span.figures if start <= each.start and each.end <= end)


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
