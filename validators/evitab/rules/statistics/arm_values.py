"""Effects that follow from what was measured in two arms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.adjusted import ADJUSTED, may_be_adjusted
from evitab.rules.statistics.counted import COMPARED, beside_both, observations_with
from evitab.rules.statistics.innocent import may_be_text, with_fit
from evitab.rules.statistics.pairs import alike, difference, ratio
from evitab.rules.statistics.printed import (
    INTERVAL,
    Answers,
    answers,
    box,
    is_exact,
    number,
    rows_with,
)
from evitab.statistics.rounding import Box, Floats

if TYPE_CHECKING:
    from pandas import DataFrame

_TIME = ["time_offset", "time_offset_unit", "time_anchor"]
_VALUE = ["value", "value_comparator", "value_unit", "value_reported", *_TIME]
_MEASURES = ("mean-difference", "ratio-of-means")


def _is_comparable(rows: DataFrame) -> Answers:
    """Whether the values of both arms may be compared: both exact, in one unit, at one time."""
    comparable = is_exact(rows, "our_value", "their_value")
    for name in ("value_unit", *_TIME):
        comparable &= alike(rows[f"our_{name}"], rows[f"their_{name}"])
    return comparable


def _printed(rows: DataFrame, measure: str, *, is_turned: bool = False) -> Iterator[Box]:
    """The numbers as which a measure may be printed in the unit of the estimate."""
    ours, theirs = box(rows, "our_value"), box(rows, "their_value")
    if is_turned:
        ours, theirs = theirs, ours
    is_percent = answers(rows["estimate_unit"] == "%")
    if measure == "mean-difference":
        yield difference(ours, theirs)
        yield difference(theirs, ours)
        return
    low, high = ratio(ours, theirs)
    yield np.where(is_percent, 100 * (low - 1), low), np.where(is_percent, 100 * (high - 1), high)
    yield np.where(is_percent, 100 * (1 - high), low), np.where(is_percent, 100 * (1 - low), high)
    yield np.where(is_percent, 100 * low, low), np.where(is_percent, 100 * high, high)


def _fits(rows: DataFrame, measure: str, *, is_turned: bool = False) -> Answers:
    low, high = box(rows, "estimate")
    printed = _printed(rows, measure, is_turned=is_turned)
    return np.logical_or.reduce([(low <= most) & (high >= least) for least, most in printed])


def _is_asked(rows: DataFrame, measure: str) -> Answers:
    """Whether the estimate is one of that measure, in a unit that the values give."""
    unit = rows["estimate_unit"]
    own = answers(rows["measure"] == measure)
    if measure == "mean-difference":
        return own & alike(unit, rows["our_value_unit"])
    is_known = ~np.isnan(ratio(box(rows, "our_value"), box(rows, "their_value"))[0])
    return own & is_known & answers(unit.isna() | unit.isin(["1", "%"]))


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    own = {measure: answers(rows["measure"] == measure) for measure in _MEASURES}
    turned = own["ratio-of-means"] & _fits(rows, "ratio-of-means", is_turned=True)
    yield "the ratio of the second arm to the first", turned
    yield "the ratio of the means", own["mean-difference"] & _fits(rows, "ratio-of-means")
    yield "the difference of the means", own["ratio-of-means"] & _fits(rows, "mean-difference")
    for measure, is_own in own.items():
        plain: list[Floats] = [end for ends in _printed(rows, measure) for end in ends]
        yield ADJUSTED, is_own & may_be_adjusted(rows, plain)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    ours, theirs = row["our_value"], row["their_value"]
    is_difference, is_percent = row["measure"] == "mean-difference", row["estimate_unit"] == "%"
    sign = "-" if is_difference else "/"
    value = ours - theirs if is_difference else ours / theirs
    turned = "" if is_difference or not is_percent else f" ({100 * (value - 1):+.3g} %)"
    name, estimate = row["measure"].replace("-", " "), number(row["estimate"])
    tried = " The other direction, the other measure and adjustment were tried; none explains it."
    return Grounds(
        observed=f"{name} {estimate}",
        expected=f"{name} {value:.3g}{turned}",
        unit=row["estimate_unit"],
        arithmetic=f"{number(ours)} {sign} {number(theirs)} = {value:.3g}{turned}; the source says "
        f"{estimate}. Each figure stands for all that rounds to it.",
        assumption="The effect is of these two means, not of changes since an earlier time, and "
        f"not adjusted for anything.{may_be_text(row, tried)}",
        related_rows=f"{row['our_observation_id']} {row['their_observation_id']}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "effects",
    reads=[*INTERVAL, *COMPARED],
    beside={"observations": observations_with(*_VALUE)},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def effect_follows_from_arm_values(effects: DataFrame, *, observations: DataFrame) -> DataFrame:
    """A mean difference or a ratio of means follows from the values of its two arms.

    What it does: where both arms have one observation of the outcome, in one unit and at one time,
    reckons the measure over all that rounds to the values and asks whether it rounds to the
    estimate, in either sign for a difference and in percent more, less or of it for a ratio in
    percent. The other direction, the other measure and adjustment are tried; one that fits makes
    the finding a note that names it. An adjusted estimate is thought possible where the interval
    holds what the values give, or, without an interval, where the two differ less than twofold.
    Why it matters: one of three figures is not what was meant, or the effect is of something else
    than a reader will think.
    What it cannot see: arms with several observations of the outcome, since the effect may be one
    of changes; percent changes, which may be counted from the start; relative potencies.
    Example: 12 against 10 ng/mL, "a difference of 5 ng/mL".
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Cochrane Handbook for Systematic Reviews of Interventions, chapter 6.
    """
    is_measured = answers(effects["measure"].isin(_MEASURES)) & is_exact(effects, "estimate")
    rows = beside_both(rows_with(effects[is_measured], "estimate"), observations, _VALUE)
    if rows.empty:
        return told(rows, _grounds)
    rows = rows[_is_comparable(rows)]
    is_off = [_is_asked(rows, measure) & ~_fits(rows, measure) for measure in _MEASURES]
    rows = rows[np.logical_or.reduce(is_off)]
    return told(with_fit(rows, _innocent(rows)), _grounds)
