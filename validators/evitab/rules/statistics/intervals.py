"""Rules about confidence intervals: their order, and their estimate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.innocent import with_fit
from evitab.rules.statistics.printed import (
    INTERVAL,
    INTERVAL_TEXTS,
    Answers,
    interval,
    is_exact,
    is_in_order,
    rows_with,
    with_texts,
)
from evitab.statistics.rounding import Box
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("effects", reads=["ci_low", "ci_high", "ci_level", "ci_reported"], kind="conformance")
def interval_bounds_are_in_order(effects: DataFrame) -> Series[bool]:
    """An interval has two bounds, the lower not above the upper, and a level only beside them.

    What it does: wants both ci_low and ci_high or neither, in order. Where both are empty, ci_level
    and ci_reported have to be empty too.
    Why it matters: swapped bounds turn every test of an effect against its interval round.
    What it cannot see: bounds in order with a wrong digit.
    Example: an interval from 39 to 11.
    What to do: swap them back, fill the one that is missing, or empty ci_level and ci_reported.
    """
    has_low, has_high = effects["ci_low"].notna(), effects["ci_high"].notna()
    is_bare = effects["ci_level"].isna() & effects["ci_reported"].isna()
    in_order = (effects["ci_low"] <= effects["ci_high"]).fillna(True)
    return (has_low == has_high) & in_order & (has_low | is_bare)


# An interval holds its estimate --------------------------------------------------------------


def _turned(read: Interval) -> Mapping[str, Box]:
    """What an estimate would be if it were printed in another way than its interval."""
    low, high = read.estimate
    with np.errstate(all="ignore"):
        return {
            "with the other sign": (-high, -low),
            "as the ratio that a change of so many percent is": (1 + low / 100, 1 + high / 100),
            "as the ratio that is so many percent lower": (1 - high / 100, 1 - low / 100),
            "turned over (1 divided by it)": (
                np.where(low > 0, 1 / np.where(low > 0, high, 1), np.nan),
                np.where(low > 0, 1 / np.where(low > 0, low, 1), np.nan),
            ),
        }


def _innocent(read: Interval) -> Iterator[tuple[str, Answers]]:
    """The ways to print an estimate in which it would be the middle of its interval."""
    for name, other in _turned(read).items():
        yield name, read.contains(other) & _is_middle(Interval(other, read.low, read.high))


def _is_middle(read: Interval) -> Answers:
    """Whether the estimate may be the middle of the interval, by logarithms or by the numbers."""
    return read.may_be_symmetric() | read.read_as("ratio").may_be_symmetric()


def _outside(row: Mapping[str, Any]) -> Grounds:
    low, high, estimate = (row[f"{name}_text"] for name in ("ci_low", "ci_high", "estimate"))
    side = "below" if row["estimate"] < row["ci_low"] else "above"
    fits = f" {estimate} would lie within them {row['fit']}." if row["fit"] else ""
    return Grounds(
        observed=f"{estimate}, interval {low} to {high}",
        expected=f"an estimate from {low} to {high}",
        unit=row["estimate_unit"],
        arithmetic=f"{estimate} lies {side} the interval from {low} to {high}, also where each of "
        "the three stands for all that rounds to it.",
        assumption="Estimate and interval are of the same contrast, printed in the same way and "
        f"in the same direction.{fits}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "effects",
    reads=INTERVAL,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def interval_contains_estimate(effects: DataFrame) -> DataFrame:
    """A confidence interval holds the estimate that it belongs to.

    What it does: asks whether anything that rounds to the estimate lies within anything that rounds
    to the bounds. An estimate that would lie in their middle with the other sign, turned over, or
    as the ratio that a change in percent is, gives a note that says so.
    Why it matters: one of the three figures is not what was meant, and a reader cannot tell which.
    What it cannot see: a wrong estimate that still lies between the bounds, or beyond them by no
    more than rounding. An estimate that is said to be about, above or below a figure is left alone.
    Example: "0.95 (95% CI 0.70 to 0.90)".
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    """
    rows = rows_with(effects, *INTERVAL_TEXTS)
    if rows.empty:
        return told(rows, _outside)
    read = interval(rows)
    is_known = is_in_order(rows) & is_exact(rows, "estimate") & ~np.isnan(read.estimate[0])
    is_off = is_known & ~read.contains(read.estimate)
    rows = rows[is_off]
    if rows.empty:
        return told(rows, _outside)
    rows = with_texts(with_fit(rows, _innocent(read.at(is_off))), **INTERVAL_TEXTS)
    return told(rows, _outside)
