"""One figure of a row held against the words that it rests on: numbers, comparator, unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from evitab.figures import Figure
from evitab.grounding.evidence import Span

TEXT = "text_stands_in_passage"
NUMBER = "number_stands_in_passage"
COMPARATOR = "comparator_stands_in_passage"
UNIT = "unit_stands_in_passage"

Place = tuple[Span, Figure]


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
    return next(cut_figures(spans, reported), None) is not None


def cut_figures(spans: tuple[Span, ...], reported: str) -> Iterator[Place]:
    """The figures inside which a text as reported ends, between number and unit."""
    for span in spans:
        for start, end in span.places(reported):
            for figure in span.figures:
                if start <= figure.start < end < figure.after:
                    yield span, figure


def counts_what_is_named(unit: str | None, spans: tuple[Span, ...]) -> bool:
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


def as_printed(span: Span, figure: Figure) -> str:
    """A figure with its unit in the words of its span."""
    return " ".join(span.text[figure.start : figure.after].split())
