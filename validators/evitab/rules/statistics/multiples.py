"""A stated multiple against the two observations that it compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.printed import Answers, answers, box, is_exact, number, series
from evitab.statistics.rounding import Box, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame, Series

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


def _operands(quantities: DataFrame) -> tuple[Box, Box]:
    ours, theirs = (box(quantities, f"{side}.value") for side in _SIDES)
    return ours, theirs


@np.errstate(all="ignore")
def _bases(quantities: DataFrame) -> Iterator[tuple[str, Box]]:
    """What the two values give, by the ways in which a multiple can be counted."""
    ours, theirs = _operands(quantities)
    is_positive = (ours[0] > 0) & (theirs[0] > 0)
    low = np.where(is_positive, ours[0] / theirs[1], np.nan)
    high = np.where(is_positive, ours[1] / theirs[0], np.nan)
    is_percent = answers(quantities["value_unit"] == "%")
    whole = np.where(is_percent, 100.0, 1.0)
    yield "times as much", (low * whole, high * whole)
    yield "more", ((low - 1) * whole, (high - 1) * whole)
    yield "less", ((1 - high) * whole, (1 - low) * whole)
    yield "times less", (whole / high, whole / low)
    # Percentages differ by percentage points.
    points = is_percent & answers(quantities["observation.value_unit"] == "%")
    for name, least, most in (
        ("points more", ours[0] - theirs[1], ours[1] - theirs[0]),
        ("points less", theirs[0] - ours[1], theirs[1] - ours[0]),
    ):
        yield name, (np.where(points, least, np.nan), np.where(points, most, np.nan))


def _stated(quantities: DataFrame) -> Box:
    """All that the stated multiple may be; nan where it is only "about" one."""
    comparator = quantities["value_comparator"]
    low = box(quantities, "value_low", "value_reported")[0]
    high = box(quantities, "value_high", "value_reported")[1]
    is_above, is_below = (answers(comparator.isin(signs)) for signs in ([">", ">="], ["<", "<="]))
    # Less than half as much is no less than none.
    least = np.where(as_floats(quantities["value_high"]) < 0, -np.inf, 0.0)
    low = np.where(is_above, as_floats(quantities["value_low"]), np.where(is_below, least, low))
    high = np.where(is_below, as_floats(quantities["value_high"]), np.where(is_above, np.inf, high))
    is_known = is_above | is_below | answers(comparator == "=")
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


def _is_asked(quantities: DataFrame) -> Answers:
    """Whether the figure is a multiple of two exact positive values in one unit."""
    ours, theirs = (quantities[f"{side}.value_unit"] for side in _SIDES)
    same = answers((ours == theirs).fillna(False) | (ours.isna() & theirs.isna()))
    is_multiple = answers(quantities["property"] == "relative-effect")
    is_number = answers(quantities["value_unit"].isna() | quantities["value_unit"].isin(["1", "%"]))
    exact = is_exact(quantities, *(f"{side}.value" for side in _SIDES))
    positive = np.logical_and.reduce([operand[0] > 0 for operand in _operands(quantities)])
    return is_multiple & is_number & same & exact & positive & ~np.isnan(_stated(quantities)[0])


def _explain(quantities: DataFrame, flagged: Series[bool]) -> DataFrame:
    return told(quantities[flagged], _grounds)


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
    explain=_explain,
)
def stated_multiple_agrees_with_its_operands(quantities: DataFrame) -> Series[bool]:
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
    low, high = _stated(quantities)
    agrees = np.zeros(len(quantities), dtype=bool)
    for _, (least, most) in _bases(quantities):
        agrees |= (least <= high) & (most >= low)
    return series(agrees | ~_is_asked(quantities), quantities)
