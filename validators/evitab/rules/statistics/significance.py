"""What is called significant against an interval that holds, or does not hold, no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.p_sets import p_reported, p_set
from evitab.rules.statistics.printed import (
    INTERVAL,
    Answers,
    answers,
    interval,
    number,
    readings,
    series,
    with_texts,
)
from evitab.statistics.p_values import critical
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame, Series

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


def _everywhere(effects: DataFrame, *, is_inside: bool) -> Answers:
    """Whether the interval surely holds no effect, or surely does not, on each such scale."""
    counted, agreed = np.zeros(len(effects), dtype=int), np.zeros(len(effects), dtype=int)
    for is_read_so, read in _on_scales(effects):
        inside = (read.low[1] < 0) & (read.high[0] > 0)
        outside = (read.low[0] > 0) | (read.high[1] < 0)
        counted += is_read_so
        agreed += is_read_so & (inside if is_inside else outside)
    in_order = as_floats(effects["ci_low"]) <= as_floats(effects["ci_high"])
    return (counted > 0) & (agreed == counted) & in_order


def _said(effects: DataFrame) -> tuple[Answers, Answers]:
    """Whether the source says that there is an effect, or that there is none, at the level of the
    interval: by its word, or by p where no estimate lets p be held against the interval itself.
    """
    level = as_floats(effects["ci_level"])
    p_low, p_high = p_set(effects)
    speaks = as_floats(effects["estimate"].isna().astype(float)) == 1
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


def _explain(effects: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = with_texts(effects[flagged], ci_low="ci_reported", ci_high="ci_reported")
    level = as_floats(rows["ci_level"])
    one_tail, strict = (
        critical(to) / critical(level) for to in (2 * level - 100, (level + 400) / 5)
    )
    yes = _said(rows)[0]
    one = yes & _at(rows, one_tail, is_inside=False)
    several = ~yes & _at(rows, strict, is_inside=True)
    rows["says_yes"] = yes
    rows["fit"] = np.where(
        one,
        "a one-tailed test, or another test than the interval's",
        np.where(several, "a stricter level, as where several tests are corrected for", ""),
    )
    return told(rows, _grounds)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    level, low, high = (
        number(row["ci_level"]),
        row["ci_low_text"],
        row["ci_high_text"],
    )
    yes = row["says_yes"]
    fits = f" The figures fit {row['fit']}, which the source does not state." if row["fit"] else ""
    return Grounds(
        observed=f"{_claim(row)}; {level} % interval {low} to {high}",
        expected="not significant" if yes else "significant",
        arithmetic=f"The {level} % interval from {low} to {high} "
        f"{'holds' if yes else 'does not hold'} {_no_effect(row)}, so at that level the effect is "
        f"{'not ' if yes else ''}significant.",
        assumption="Word, p and interval belong to the same two-tailed comparison, at the level of "
        f"the interval, with no correction for several tests.{fits}",
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
    explain=_explain,
)
def significance_agrees_with_interval(effects: DataFrame) -> Series[bool]:
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
    yes, no = _said(effects)
    inside, outside = (_everywhere(effects, is_inside=side) for side in (True, False))
    return series(~((yes & inside) | (no & outside)), effects)
