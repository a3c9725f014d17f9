"""A stated multiple against the two observations that it compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.pairs import alike, difference, ratio
from evitab.rules.statistics.printed import answers, box, is_exact, meant, number, rows_with
from evitab.statistics.rounding import Box, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame

_SIDES = ("observation", "comparator_observation")
_READS = [
    "property",
    "value_low",
    "value_high",
    "value_comparator",
    "value_unit",
    "value_reported",
    *(f"{side}_id" for side in _SIDES),
    *(
        f"{side}.{name}"
        for side in _SIDES
        for name in ("value", "value_comparator", "value_unit", "value_reported")
    ),
]


@np.errstate(all="ignore")
def _bases(quantities: DataFrame, ours: Box, theirs: Box) -> Iterator[Box]:
    """What the two values give, by the ways in which a multiple can be counted."""
    low, high = ratio(ours, theirs)
    is_percent = answers(quantities["value_unit"] == "%")
    whole = np.where(is_percent, 100.0, 1.0)
    yield low * whole, high * whole  # times as much
    yield (low - 1) * whole, (high - 1) * whole  # more
    yield (1 - high) * whole, (1 - low) * whole  # less
    yield whole / high, whole / low  # times less
    # Percentages differ by percentage points.
    points = is_percent & answers(quantities["observation.value_unit"] == "%")
    for least, most in (difference(ours, theirs), difference(theirs, ours)):
        yield np.where(points, least, np.nan), np.where(points, most, np.nan)


def _stated(quantities: DataFrame) -> Box:
    """All that the stated multiple may be; nan where it is only "about" one."""
    printed = (
        box(quantities, "value_low", "value_reported")[0],
        box(quantities, "value_high", "value_reported")[1],
    )
    value = as_floats(quantities["value_low"]), as_floats(quantities["value_high"])
    # Less than half as much is no less than none.
    least, most = np.where(value[1] < 0, -np.inf, 0.0), np.inf
    return meant(quantities["value_comparator"], value, printed, (least, most))


def _multiples(quantities: DataFrame) -> DataFrame:
    """The figures that are a multiple of two exact values in one unit."""
    rows = quantities[answers(quantities["property"] == "relative-effect")]
    rows = rows_with(rows, *(f"{side}.value" for side in _SIDES))
    if rows.empty:
        return rows
    ours, theirs = (rows[f"{side}.value_unit"] for side in _SIDES)
    is_number = answers(rows["value_unit"].isna() | rows["value_unit"].isin(["1", "%"]))
    return rows[
        is_number & alike(ours, theirs) & is_exact(rows, *(f"{side}.value" for side in _SIDES))
    ]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    ours, theirs = (row[f"{side}.value"] for side in _SIDES)
    unit = "" if row["observation.value_unit"] is None else f" {row['observation.value_unit']}"
    ratio = ours / theirs
    shown = f"{ratio:.3g} times as much, {100 * (ratio - 1):+.3g} %"
    return Grounds(
        observed=row["value_reported"] or number(row["value_low"]),
        expected=shown,
        arithmetic=f"{number(ours)}{unit} / {number(theirs)}{unit} = {ratio:.3g}, that is {shown}. "
        f"The source says \u201c{row['value_reported']}\u201d.",
        assumption="The multiple compares these two values, each of which stands for all that "
        "rounds to it. Times as much, times or percent more, less, and percentage points were "
        "tried.",
        related_rows=f"{row['observation_id']} {row['comparator_observation_id']}",
    )


@rule(
    "quantities",
    reads=_READS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def stated_multiple_agrees_with_its_operands(quantities: DataFrame) -> DataFrame:
    """A stated multiple is one that the two values it compares can give.

    What it does: divides one observation by the other, over all that rounds to them, and asks
    whether the stated multiple is among what comes out: as times as much, as times or percent
    more, as less, and as percentage points. One way that fits is enough.
    Why it matters: a reader remembers "triple" and not the two values.
    What it cannot see: values of different units, at or below 0, or about a figure; which of the
    two is the larger, since "three times less" is read too; whether the difference is larger than
    chance.
    Example: "rose 3.8 % against 1.2 %, more than triple": 3.8 / 1.2 is 3.2, which holds. "Ten times
    as much" would not.
    What to do: nothing in the tables, if they say what the source says. The finding is published.
    """
    rows = _multiples(quantities)
    if rows.empty:
        return told(rows, _grounds)
    low, high = _stated(rows)
    ours, theirs = (box(rows, f"{side}.value") for side in _SIDES)
    fits = [(least <= high) & (most >= low) for least, most in _bases(rows, ours, theirs)]
    is_asked = (ours[0] > 0) & (theirs[0] > 0) & ~np.isnan(low)
    return told(rows[is_asked & ~np.logical_or.reduce(fits)], _grounds)
