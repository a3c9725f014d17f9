"""An estimate in the middle of its confidence interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.printed import (
    INTERVAL,
    INTERVAL_TEXTS,
    ONLY_IF_SYMMETRIC,
    Answers,
    interval,
    is_whole,
    readings,
    rows_with,
    with_texts,
)
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame


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
