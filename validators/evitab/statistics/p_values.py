"""p values from test statistics and from confidence intervals, exact and over boxes of rounding."""

from __future__ import annotations

from typing import Any

import numpy as np

from evitab.statistics.rounding import Box, Floats, as_floats

STATISTICS = ("t", "F", "chi-squared", "z", "r")


@np.errstate(all="ignore")
def p_from_statistic(
    kind: str, statistic: Any, df_1: Any = np.nan, df_2: Any = np.nan, tails: Any = 2
) -> Floats:
    """The p value of a test statistic: `kind` is one of `STATISTICS`.

    t and r have `df_1` degrees of freedom, chi-squared has `df_1`, F has `df_1` and `df_2`, z has
    none; t becomes z where `df_1` is infinite. With two tails p is that of a statistic as far
    from none on either side (F and chi-squared: as large), with one tail it is half of that. r is
    turned into t = r * sqrt(df / (1 - r^2)). nan where a value is missing or impossible.
    Arrays of one shape, or scalars.
    """
    from scipy.special import chdtrc, fdtrc, ndtr, stdtr

    value, first = as_floats(statistic), as_floats(df_1)
    if kind == "r":
        value = np.where(np.abs(value) <= 1, value, np.nan)
        value = value * np.sqrt(first / (1 - value**2))
    if kind in {"t", "r"}:
        both = 2 * stdtr(np.where(first > 0, first, np.nan), -np.abs(value))
    elif kind == "z":
        both = 2 * ndtr(-np.abs(value))
    elif kind == "F":
        both = fdtrc(first, as_floats(df_2), np.where(value >= 0, value, np.nan))
    elif kind == "chi-squared":
        both = chdtrc(first, np.where(value >= 0, value, np.nan))
    else:
        raise ValueError(f"{kind} is none of {', '.join(STATISTICS)}")
    return np.where(as_floats(tails) == 1, both / 2, both)


@np.errstate(all="ignore")
def p_range_from_statistic(
    kind: str, statistic: Box, df_1: Any = np.nan, df_2: Any = np.nan, tails: Any = 2
) -> Box:
    """The least and the greatest p of a statistic anywhere in a box of rounding.

    Each such p falls as the statistic moves away from 0, so the ends of the box tell; what lies
    outside of what a statistic can be (below 0 for F, above 1 for r) is cut off.
    """
    low, high = nearest(statistic), farthest(statistic)
    if kind in {"F", "chi-squared"}:
        low, high = np.maximum(statistic[0], 0), np.where(statistic[1] >= 0, statistic[1], np.nan)
    if kind == "r":
        high = np.where(low <= 1, np.minimum(high, 1), np.nan)
    least = p_from_statistic(kind, high, df_1, df_2, tails)
    return least, p_from_statistic(kind, low, df_1, df_2, tails)


@np.errstate(all="ignore")
def critical(level: Any, df: Any = np.inf) -> Floats:
    """How many standard errors half an interval is, at a level in % (95: 1.96).

    By Student's t with `df` degrees of freedom, by the normal distribution where that is infinite;
    nan outside of 0 to 100 %.
    """
    from scipy.special import stdtrit

    percent, freedom = np.broadcast_arrays(as_floats(level), as_floats(df))
    share = 0.5 + percent / 200
    share = np.where((share > 0.5) & (share < 1), share, np.nan)
    return stdtrit(np.where(freedom > 0, freedom, np.nan), share)


def p_from_interval(
    estimate: Any, low: Any, high: Any, level: Any = 95, *, is_ratio: bool = False, df: Any = np.inf
) -> Floats:
    """The two-tailed p value of an estimate with a confidence interval, as printed.

    The standard error is (high - low) / (2 * critical value), p that of estimate / standard error;
    for a ratio all three are logarithms (Altman and Bland, BMJ 2011;343:d2304, by the normal
    distribution itself, not by their formula for it). With `df`, interval and p are by t.
    """
    bounds = [as_floats(value) for value in (estimate, low, high)]
    if is_ratio:
        with np.errstate(all="ignore"):
            bounds = [np.log(np.where(value > 0, value, np.nan)) for value in bounds]
    middle, least, most = ((value, value) for value in bounds)
    return p_range_from_interval(middle, least, most, level=level, df_interval=df, df_test=df)[0]


@np.errstate(all="ignore")
def p_range_from_interval(
    estimate: Box,
    low: Box,
    high: Box,
    *,
    level: Any = 95,
    df_interval: Any = np.inf,
    df_test: Any = np.inf,
) -> Box:
    """The least and the greatest two-tailed p over all that rounds to estimate and bounds.

    All on a scale on which equality lies at 0 and intervals are symmetric: logarithms for ratios.
    p grows with the width of the interval and as the estimate nears 0. The interval may be by t
    with other degrees of freedom than the test; infinite ones mean the normal distribution.
    """
    wide = high[1] - low[0]
    narrow = np.maximum(high[0] - low[1], 0)
    errors = 2 * critical(level, df_interval)
    farthest_out = _ratio(errors * farthest(estimate), narrow)
    nearest_in = _ratio(errors * nearest(estimate), wide)
    least = p_from_statistic("t", farthest_out, df_test)
    return least, p_from_statistic("t", nearest_in, df_test)


@np.errstate(all="ignore")
def p_range_from_halves(estimate: Box, low: Box, high: Box, *, level: Any = 95) -> Box:
    """The least and the greatest two-tailed p that either half of an interval alone gives.

    For an interval that is not symmetric (an exact, bootstrap or profile interval): its standard
    error seen from either side of the estimate. Boxes as in `p_range_from_interval`.
    """
    factor = critical(level)
    statistics = [
        _ratio(factor * np.abs(middle), np.maximum(np.abs(bound - middle), 0))
        for middle in estimate
        for bound in (*low, *high)
    ]
    most = np.maximum.reduce(statistics)
    least = np.where(nearest(estimate) == 0, 0, np.minimum.reduce(statistics))
    return p_from_statistic("z", most), p_from_statistic("z", least)


def _ratio(above: Floats, below: Floats) -> Floats:
    """How often `below` goes into `above`; 0 where there is nothing above."""
    return np.where(above == 0, 0.0, above / below)


def farthest(box: Box) -> Floats:
    """The greatest distance from 0 within a box."""
    return np.maximum(np.abs(box[0]), np.abs(box[1]))


def nearest(box: Box) -> Floats:
    """The least distance from 0 within a box."""
    away = np.minimum(np.abs(box[0]), np.abs(box[1]))
    return np.where((box[0] <= 0) & (box[1] >= 0), 0.0, away)
