"""Rules about confidence intervals: their order, their estimate, their symmetry."""

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
    ONLY_IF_SYMMETRIC,
    Answers,
    interval,
    is_exact,
    is_in_order,
    is_whole,
    readings,
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


# An interval is symmetric ---------------------------------------------------------------------


def _symmetric(effects: DataFrame, read: Interval) -> Answers:
    """Whether the estimate may lie in the middle on one of the scales that it may be read on."""
    possible = np.zeros(len(effects), dtype=bool)
    for reading, is_read_so in readings(effects).items():
        on_scale = read.read_as(reading)
        is_known = ~np.isnan(sum((*on_scale.estimate, *on_scale.low, *on_scale.high)))
        # Where a number has no value on the scale, nothing is known of the middle.
        undecided = ~is_known if reading not in ONLY_IF_SYMMETRIC else np.zeros_like(is_known)
        possible |= is_read_so & (undecided | on_scale.may_be_symmetric())
    return possible


def _lopsided(row: Mapping[str, Any]) -> Grounds:
    low, high, estimate = (row[f"{name}_text"] for name in ("ci_low", "ci_high", "estimate"))
    scale = {
        "ratio": "logarithms",
        "difference": "the numbers themselves",
        "unknown": "the numbers themselves and by logarithms",
    }[row["scale"]]
    return Grounds(
        observed=f"{estimate} ({low} to {high})",
        expected=_middle(row),
        unit=row["estimate_unit"],
        arithmetic=f"By {scale}, {estimate} lies nearer to one end of the interval from {low} to "
        f"{high} than rounding explains.",
        assumption="The interval was made the usual way, by as many standard errors on either "
        "side. Exact, bootstrap, profile-likelihood and Bayesian intervals need not be symmetric.",
    )


def _middle(row: Mapping[str, Any]) -> str:
    low, high = row["ci_low"], row["ci_high"]
    linear = f"{(low + high) / 2:.3g} as a difference"
    shift = 100 if row["estimate_unit"] == "%" else 0
    if low + shift <= 0 or row["scale"] == "difference":
        return f"an estimate near {linear}"
    log = f"{((low + shift) * (high + shift)) ** 0.5 - shift:.3g} as a ratio"
    return f"an estimate near {log}" + (f", {linear}" if row["scale"] == "unknown" else "")


@rule(
    "effects",
    reads=INTERVAL,
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def interval_is_symmetric_on_its_scale(effects: DataFrame) -> DataFrame:
    """An estimate lies in the middle of its interval, by logarithms for a ratio.

    What it does: asks whether the estimate may lie halfway between the bounds, where each of the
    three stands for all that rounds to it: by logarithms for a ratio, by the numbers for a
    difference, by either where the source does not tell. A percentage is read as so much more, so
    much less, or as a share.
    Why it matters: a slip in one of three figures mostly shows here first.
    What it cannot see: whether the interval is of a kind that need not be symmetric; so this is a
    note and no more. A number needed to treat, and an estimate outside of its interval, are left
    alone.
    Example: "risk ratio 0.80 (0.70 to 1.30)": the middle by logarithms is 0.95.
    What to do: nothing in the tables. A reader may look the figures up in the original report.
    Rests on: Altman and Bland, How to obtain the P value from a confidence interval, BMJ
    2011;343:d2304, which takes the same symmetry for granted.
    """
    rows = rows_with(effects, *INTERVAL_TEXTS)
    if rows.empty:
        return told(rows, _lopsided)
    read = interval(rows)
    is_asked = is_whole(rows, read) & np.logical_or.reduce(list(readings(rows).values()))
    rows = rows[is_asked & ~_symmetric(rows, read)]
    if rows.empty:
        return told(rows, _lopsided)
    return told(with_texts(rows, **INTERVAL_TEXTS), _lopsided)
