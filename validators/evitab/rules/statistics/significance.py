"""What is called significant against an interval that holds, or does not hold, no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.innocent import fits_text, with_fit
from evitab.rules.statistics.p_sets import p_reported, p_set
from evitab.rules.statistics.printed import (
    INTERVAL,
    Answers,
    answers,
    interval,
    is_in_order,
    number,
    readings,
    rows_with,
    with_texts,
)
from evitab.statistics.p_values import critical
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame

_READS = [
    *INTERVAL,
    "p_value",
    "p_value_comparator",
    "p_value_reported",
    "is_significant",
    "significance_reported",
    "tails",
]
_USUAL_LEVEL = 95
_HAIR = 1e-12


def _on_scales(effects: DataFrame) -> Iterator[tuple[Answers, Interval]]:
    """Each scale that an interval may be read on, where it has values there."""
    printed = interval(effects)
    for reading, is_read_so in readings(effects).items():
        read = printed.read_as(reading)
        yield is_read_so & ~np.isnan(read.low[1] + read.high[1]), read


def _everywhere(effects: DataFrame) -> tuple[Answers, Answers]:
    """Whether the interval surely holds no effect, and whether it surely does not, on each such
    scale.
    """
    counted, inside, outside = np.zeros((3, len(effects)), dtype=int)
    for is_read_so, read in _on_scales(effects):
        counted += is_read_so
        inside += is_read_so & (read.low[1] < 0) & (read.high[0] > 0)
        outside += is_read_so & ((read.low[0] > 0) | (read.high[1] < 0))
    is_known = (counted > 0) & is_in_order(effects)
    return is_known & (inside == counted), is_known & (outside == counted)


def _said(effects: DataFrame) -> tuple[Answers, Answers]:
    """Whether the source says that there is an effect, or that there is none, at the level of the
    interval: by its word, or by p where no estimate lets p be held against the interval itself.
    """
    level = as_floats(effects["ci_level"])
    p_low, p_high = p_set(effects)
    speaks = answers(effects["estimate"].isna())
    alpha = 1 - level / 100
    word = effects["is_significant"]
    is_meant = ~answers(effects["tails"] == 1) & (level > 0) & (level < 100)
    yes = (answers(word) & (level <= _USUAL_LEVEL)) | (speaks & (p_high <= alpha + _HAIR))
    no = (answers(~word) & (level >= _USUAL_LEVEL)) | (speaks & (p_low >= alpha - _HAIR))
    return yes & is_meant, no & is_meant


def _at(effects: DataFrame, factor: Floats, *, is_inside: bool) -> Answers:
    """Whether an interval so many times as wide may hold no effect, or may not hold it."""
    fits = np.zeros(len(effects), dtype=bool)
    near, far = (1 + factor) / 2, (1 - factor) / 2
    for is_read_so, read in _on_scales(effects):
        with np.errstate(invalid="ignore"):
            least = [near * low + far * high for low in read.low for high in read.high]
            most = [far * low + near * high for low in read.low for high in read.high]
        holds = (np.fmin.reduce(least) <= 0) & (np.fmax.reduce(most) >= 0)
        leaves = (np.fmax.reduce(least) >= 0) | (np.fmin.reduce(most) <= 0)
        fits |= is_read_so & (holds if is_inside else leaves)
    return fits


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    """How an interval of another width would agree with what is said."""
    level, yes = as_floats(rows["ci_level"]), answers(rows["says_yes"])
    one_tail, strict = (
        critical(to) / critical(level) for to in (2 * level - 100, (level + 400) / 5)
    )
    one, several = _at(rows, one_tail, is_inside=False), _at(rows, strict, is_inside=True)
    yield "a one-tailed test, or another test than the interval's", yes & one
    yield "a stricter level, as where several tests are corrected for", ~yes & several


def _grounds(row: Mapping[str, Any]) -> Grounds:
    level, low, high = number(row["ci_level"]), row["ci_low_text"], row["ci_high_text"]
    yes = row["says_yes"]
    return Grounds(
        observed=f"{_claim(row)}; {level} % interval {low} to {high}",
        expected="not significant" if yes else "significant",
        arithmetic=f"The {level} % interval from {low} to {high} "
        f"{'holds' if yes else 'does not hold'} {_no_effect(row)}, so at that level the effect is "
        f"{'not ' if yes else ''}significant.",
        assumption="Word, p and interval belong to the same two-tailed comparison, at the level of "
        f"the interval, with no correction for several tests.{fits_text(row)}",
        severity=Severity.INFO if row["fit"] else None,
    )


def _claim(row: Mapping[str, Any]) -> str:
    """What the source says, by word or by p."""
    if row["is_significant"] is None:
        return p_reported(row)
    return row["significance_reported"] or (
        "significant" if row["is_significant"] else "not significant"
    )


def _no_effect(row: Mapping[str, Any]) -> str:
    if row["scale"] == "unknown":
        return "no effect, whether it is read as a ratio or as a difference"
    is_one = row["scale"] == "ratio" and row["estimate_unit"] != "%"
    return f"no effect, which is {1 if is_one else 0}"


@rule(
    "effects",
    reads=_READS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def significance_agrees_with_interval(effects: DataFrame) -> DataFrame:
    """What is called significant has an interval without no effect, and the other way round.

    What it does: looks whether the interval holds no effect (1 for a ratio, 0 for a difference or
    a change in percent), where each bound stands for all that rounds to it, and compares that with
    the source's word, or with p where there is no estimate that p could be held against. An
    interval whose scale is not told must say the same on each. A one-tailed test, and a stricter
    level, are tried; one that fits makes the finding a note that names it.
    Why it matters: a reader takes from it that something works, or does not, and the interval
    says otherwise.
    What it cannot see: intervals that touch no effect, words beside intervals of a level that does
    not bear on them, tests that are declared one-tailed.
    Example: "significantly lower (risk ratio, 95% CI 0.70 to 1.30)".
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Altman and Bland, How to obtain the P value from a confidence interval, BMJ
    2011;343:d2304.
    """
    rows = rows_with(effects, "ci_low", "ci_high", "ci_level")
    if rows.empty:
        return told(rows, _grounds)
    yes, no = _said(rows)
    if not (yes | no).any():
        return told(rows[yes], _grounds)
    inside, outside = _everywhere(rows)
    rows = rows.assign(says_yes=yes)[(yes & inside) | (no & outside)]
    if rows.empty:
        return told(rows, _grounds)
    rows = with_texts(rows, ci_low="ci_reported", ci_high="ci_reported")
    return told(with_fit(rows, _innocent(rows)), _grounds)
