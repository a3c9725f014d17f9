"""A p value against the test statistic that is printed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.innocent import fits_text, with_fit
from evitab.rules.statistics.p_sets import (
    may_be,
    may_face_away,
    one_tailed,
    p_range_text,
    p_reported,
    p_set,
)
from evitab.rules.statistics.printed import answers, box, is_exact, number, rows_with
from evitab.statistics.p_values import STATISTICS, p_range_from_statistic
from evitab.statistics.rounding import Box, Floats, as_floats
from evitab.statistics.scales import at

if TYPE_CHECKING:
    from pandas import DataFrame

_READS = [
    "statistic_type",
    "statistic",
    "statistic_comparator",
    "statistic_reported",
    "df_1",
    "df_2",
    "tails",
    "p_value",
    "p_value_comparator",
    "p_value_reported",
]


def _two_tailed(effects: DataFrame, first: Floats, second: Floats) -> Box:
    """The p values of each statistic, with two tails; nan where they cannot be reckoned."""
    statistic, kinds = box(effects, "statistic"), effects["statistic_type"]
    low = high = np.full(len(effects), np.nan)
    for kind in STATISTICS:
        is_kind = answers(kinds == kind) & is_exact(effects, "statistic")
        if not is_kind.any():
            continue
        reckoned = p_range_from_statistic(kind, statistic, first, second)
        low, high = np.where(is_kind, reckoned[0], low), np.where(is_kind, reckoned[1], high)
    return low, high


def _given(effects: DataFrame) -> tuple[Floats, Floats]:
    return as_floats(effects["df_1"]), as_floats(effects["df_2"])


def _agrees(effects: DataFrame, reckoned: Box, *, is_one: Any) -> Any:
    """Whether p agrees, with one tail (either way it may face) where told, else with two."""
    reported = p_set(effects)
    half, rest = one_tailed(reckoned)
    one = may_be(half, reported) | (may_be(rest, reported) & may_face_away(effects))
    return np.where(is_one, one, may_be(reckoned, reported))


def _innocent(effects: DataFrame, plain: Box) -> Iterator[tuple[str, Any]]:
    """What an unstated but usual test would be called, and whether p agrees with it."""
    is_free = answers(effects["tails"].isna())
    yield "a one-tailed test", is_free & _agrees(effects, plain, is_one=True)
    is_one = answers(effects["tails"] == 1)
    is_t, is_f = (answers(effects["statistic_type"] == kind) for kind in ("t", "F"))
    first, second = _given(effects)
    ends = [_two_tailed(effects, first + by * is_t, second + by * is_f) for by in (-0.5, 0.5)]
    around = np.fmin(ends[0][0], ends[1][0]), np.fmax(ends[0][1], ends[1][1])
    words = "degrees of freedom that are rounded to a whole number (Welch's are none)"
    yield words, (is_t | is_f) & _agrees(effects, around, is_one=is_one)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    df = ", ".join(number(row[name]) for name in ("df_1", "df_2") if row[name] is not None)
    test = row["statistic_reported"] or (
        f"{row['statistic_type']}{f'({df})' if df else ''} = {number(row['statistic'])}"
    )
    tried = " One tail and rounded degrees of freedom were tried; neither fits."
    half = " With one tail it is half of that." if row["tails"] == 1 else ""
    return Grounds(
        observed=f"{test}, {p_reported(row)}",
        expected=f"p {row['gives']} with two tails",
        arithmetic=f"{test} stands for all that rounds to it; p is {row['gives']} with two tails."
        f"{half} The source says {p_reported(row)}.",
        assumption="p belongs to this statistic, with no correction for several tests or for "
        f"unequal variances, and is rounded, not cut off.{fits_text(row, tried)}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "effects",
    reads=_READS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def p_value_agrees_with_test_statistic(effects: DataFrame) -> DataFrame:
    """A p value is one that its test statistic can have.

    What it does: reckons p from t, F, chi-squared, z or r with the printed degrees of freedom, over
    all that rounds to the statistic, with two tails or as many as are declared, and asks whether
    any such p is among those reported. One tail and degrees of freedom that were rounded are
    tried; one that fits makes the finding a note that names it.
    Why it matters: one of the figures is not what was meant; a p that is too small lends an effect
    more weight than it has.
    What it cannot see: figures that agree and are all wrong, corrections for several tests or for
    unequal variances, statistics without their degrees of freedom.
    Example: "t(28) = 2.20, p = .03": such a t has a p of 0.036. "t(28) = 2.2" may have p = .03.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Nuijten et al., The prevalence of statistical reporting errors in psychology,
    Behavior Research Methods 2016;48:1205-26, doi 10.3758/s13428-015-0664-2.
    """
    rows = rows_with(effects, "statistic", "p_value")
    if rows.empty:
        return told(rows, _grounds)
    reckoned = _two_tailed(rows, *_given(rows))
    is_known = ~np.isnan(reckoned[0] + reckoned[1] + p_set(rows)[0])
    is_off = is_known & ~_agrees(rows, reckoned, is_one=answers(rows["tails"] == 1))
    rows, reckoned = rows[is_off], at(reckoned, is_off)
    if rows.empty:
        return told(rows, _grounds)
    gives = [p_range_text(*ends) for ends in zip(*reckoned, strict=True)]
    return told(with_fit(rows, _innocent(rows, reckoned)).assign(gives=gives), _grounds)
