"""Unstated but usual ways to make an interval and a p value, and the p that each gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from evitab.rules.statistics.p_methods import Method, Printed
from evitab.rules.statistics.p_sets import may_face_away
from evitab.rules.statistics.printed import ONLY_IF_SYMMETRIC, answers, other_readings
from evitab.statistics.p_values import p_range_from_halves
from evitab.statistics.rounding import Box, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame

SIZES = ["study.design", "study.k", "study.n", "study_arm.n", "comparator_study_arm.n"]
_POOLED = ["meta-analysis", "systematic-review"]
# Score, likelihood-ratio, log-rank and exact tests give a statistic near that of the interval
# (estimate by standard error), and not the same: mostly within a tenth of it.
_NEAR = 1.1
_OTHER_TEST = (
    "a test other than the interval's (score, likelihood ratio, log rank, exact), whose statistic "
    "differs by up to a tenth"
)
_OTHER_SCALE = "an interval that was made on the other scale (as a ratio or as a difference)"
_LOPSIDED = "an interval that is not symmetric (exact, bootstrap, profile), seen from either side"
_ONE_TAILED_T = "a one-tailed test by t with {df} degrees of freedom"
_POOLED_T = (
    "a Hartung-Knapp interval and test over the pooled studies (t with {df} degrees of freedom)"
)


def alternatives(effects: DataFrame, shown: Printed) -> Iterator[tuple[Method, Box]]:
    """The p values of unstated but usual methods, the likelier first."""
    is_free = answers(effects["tails"].isna())
    free = {reading: mask & is_free for reading, mask in shown.readings.items()}
    away = {reading: mask & may_face_away(effects) for reading, mask in free.items()}
    other, df = other_readings(effects), degrees_of_freedom(effects)
    ways = [
        (Method("a one-tailed test", tails=1, faces_away=False), free, ONLY_IF_SYMMETRIC),
        (Method("a one-tailed test", tails=1), away, ONLY_IF_SYMMETRIC),
        *((method, shown.readings, ONLY_IF_SYMMETRIC) for method in _by_t(effects)),
        (Method(_ONE_TAILED_T, df, df, tails=1, faces_away=False), free, ONLY_IF_SYMMETRIC),
        (Method(_OTHER_SCALE), other, frozenset(other)),
    ]
    for method, which, symmetric in ways:
        for _, reckoned in shown.ranges(method, which, symmetric):
            yield method, reckoned
    yield Method(_LOPSIDED), _from_halves(shown)
    near = Method(_OTHER_TEST, slack=_NEAR)
    for _, reckoned in shown.ranges(near, shown.readings, ONLY_IF_SYMMETRIC):
        yield near, reckoned


def _by_t(effects: DataFrame) -> Iterator[Method]:
    """Student's t with the likely degrees of freedom, in the interval, in the test, or in both."""
    persons, studies = degrees_of_freedom(effects), _studies(effects)
    yield Method("Student's t with {df} degrees of freedom", persons, persons)
    yield Method(_POOLED_T, studies, studies)
    for df in (persons, studies):
        yield Method("a normal interval, and a test by t with {df} degrees of freedom", None, df)
        yield Method("an interval by t with {df} degrees of freedom, and a normal test", df, None)


def _studies(effects: DataFrame) -> Box:
    """One less than the number of studies that are pooled."""
    is_pooled = answers(effects["study.design"].isin(_POOLED))
    df = np.where(is_pooled, as_floats(effects["study.k"]) - 1, np.nan)
    df = np.where(df >= 1, df, np.nan)
    return df, df


def degrees_of_freedom(effects: DataFrame) -> Box:
    """The least and the greatest degrees of freedom that the numbers of persons make likely.

    n - 1 and n - 2 of the study; of two arms, one less than both together down to one less than
    the smaller (Welch's lie in between).
    """
    n, ours, theirs = (
        as_floats(effects[name]) for name in ("study.n", "study_arm.n", "comparator_study_arm.n")
    )
    likely = [n - 1, n - 2, ours + theirs - 1, np.minimum(ours, theirs) - 1]
    likely = [np.where(df >= 1, df, np.nan) for df in likely]
    return np.fmin.reduce(likely), np.fmax.reduce(likely)


def _from_halves(shown: Printed) -> Box:
    """The p values that either half of an interval gives which is symmetric on no scale."""
    plain = {name: is_so for name, is_so in shown.readings.items() if name not in ONLY_IF_SYMMETRIC}
    reads = {name: shown.interval.read_as(name) for name in plain}
    symmetric = [is_so & reads[name].may_be_symmetric() for name, is_so in plain.items()]
    is_asked = ~np.logical_or.reduce(symmetric)
    low = high = np.full(len(shown.level), np.nan)
    for name, is_so in plain.items():
        read = reads[name]
        halves = p_range_from_halves(read.estimate, read.low, read.high, level=shown.level)
        low = np.where(is_asked & is_so, np.fmin(low, halves[0]), low)
        high = np.where(is_asked & is_so, np.fmax(high, halves[1]), high)
    return low, high
