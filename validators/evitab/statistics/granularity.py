"""Means and standard deviations that whole numbers can have: GRIM, GRIMMER and DEBIT."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from evitab.statistics.rounding import Box, Floats, as_floats, printed_bounds

Answers = npt.NDArray[np.bool_]

# With more sums than this that give the mean, some one of them gives nearly every deviation.
_MOST_SUMS = 10_000
_HAIR = 1e-9
_TINY = 1e-15


def mean_is_possible(mean: Any, n: Any, items: Any = 1, *, reported: Any = None) -> Answers:
    """GRIM: whether `n` scores, each the mean of `items` whole numbers, can have a printed mean.

    Some whole number, divided by n * items, must round to it (Brown and Heathers 2017, doi
    10.1177/1948550616673876). `reported` prints the mean ("3.10"); without it the decimals of the
    number itself count. True where a value is missing. Scalars, or arrays of one shape.
    """
    return sum_exists(printed_bounds(mean, reported), as_floats(n) * as_floats(items))


@np.errstate(all="ignore")
def sum_exists(mean: Box, count: Floats) -> Answers:
    """Whether some whole number divided by `count` lies within the bounds of the mean."""
    least, most = _sums(mean, count)
    return ~((least > most) & (count >= 1))


def _sums(mean: Box, count: Floats) -> Box:
    """The least and the greatest whole sum of `count` numbers with such a mean."""
    low, high = mean[0] * count, mean[1] * count
    return np.ceil(low - _HAIR * np.abs(low)), np.floor(high + _HAIR * np.abs(high))


def deviation_is_possible(
    mean: Any,
    sd: Any,
    n: Any,
    items: Any = 1,
    *,
    reported: Any = None,
    sd_reported: Any = None,
    is_of_population: bool = False,
) -> Answers:
    """GRIMMER: whether `n` scores, each the mean of `items` whole numbers, can have mean and SD.

    For every whole sum that gives the mean, the sum of squares must be a whole number that gives
    the standard deviation, is even where the sum is, and is not below that of scores as alike as
    the sum allows (Anaya 2016, doi 10.7287/peerj.preprints.2400v1; Allard 2018). The deviation has
    n - 1 in its denominator, n where it `is_of_population`. Exact from n = 5 on; two to four scores
    have a few sums of squares fewer. True where a value is missing, the mean itself is impossible
    or n is below 2. Scalars, or arrays of one shape.
    """
    return squares_exist(
        printed_bounds(mean, reported),
        printed_bounds(sd, sd_reported),
        as_floats(n),
        as_floats(items),
        is_of_population=is_of_population,
    )


@np.errstate(all="ignore")
def squares_exist(
    mean: Box, sd: Box, n: Floats, items: Floats, *, is_of_population: bool = False
) -> Answers:
    """Whether some sum within the bounds of the mean has a sum of squares within those of the SD.

    The numbers are the totals of each participant over the items: n of them, whole.
    """
    *columns, persons, parts = np.broadcast_arrays(*mean, *sd, n, items)
    low, high, sd_low, sd_high = (column.ravel() for column in columns)
    count, scale = persons.ravel(), parts.ravel() ** 2
    is_asked, which, sums = _each_sum((low, high), count, count * parts.ravel(), sd_low)
    scale = (scale * (count - (0 if is_of_population else 1)))[which]
    around = sums**2 / count[which]
    least = np.maximum(sd_low, 0)[which] ** 2 * scale + around
    most = sd_high[which] ** 2 * scale + around
    lowest = np.maximum(least * (1 - _HAIR), _squares(sums, count[which]))
    fits = _even_or_odd(lowest, sums) <= most * (1 + _HAIR)
    return _any_fits(is_asked, which[fits]).reshape(persons.shape)


def _each_sum(
    mean: Box, n: Floats, count: Floats, sd: Floats
) -> tuple[Answers, npt.NDArray[np.intp], Floats]:
    """Every whole sum of `count` numbers that gives a mean: which rows have any, then for each
    sum the row that it belongs to, and the sum.
    """
    least, most = _sums(mean, count)
    how_many = np.where(np.isfinite(most - least) & (n >= 2), most - least + 1, 0)
    is_asked = (how_many >= 1) & (how_many <= _MOST_SUMS) & np.isfinite(sd)
    (rows,) = np.nonzero(is_asked)
    times = how_many[rows].astype(int)
    before = np.repeat(np.cumsum(times) - times, times)
    which = np.repeat(rows, times)
    return is_asked, which, least[which] + np.arange(len(which)) - before


def _any_fits(is_asked: Answers, fitting: npt.NDArray[np.intp]) -> Answers:
    """True for a row with a sum that fits, and for one that was not asked."""
    possible = ~is_asked
    possible[fitting] = True
    return possible


def _squares(sums: Floats, n: Floats) -> Floats:
    """The sum of squares of n whole numbers with a sum that are as alike as can be."""
    each, left_over = np.floor(sums / n), np.mod(sums, n)
    return (n - left_over) * each**2 + left_over * (each + 1) ** 2


def _even_or_odd(low: Floats, sums: Floats) -> Floats:
    """The least whole number from `low` on that is even where the sum is, odd where it is odd."""
    whole = np.ceil(low)
    return whole + np.mod(whole + sums, 2)


def deviation_of_share_is_possible(
    share: Any,
    sd: Any,
    n: Any,
    *,
    reported: Any = None,
    sd_reported: Any = None,
    is_of_population: bool = False,
) -> Answers:
    """DEBIT: whether a share of `n` persons, each of them 0 or 1, can have a printed SD.

    It is sqrt(share * (1 - share) * n / (n - 1)), without n / (n - 1) where it `is_of_population`
    (Heathers and Brown 2019, DEBIT). Where whole numbers of persons give the share, only those
    shares count. True where a value is missing, the share lies outside of 0 to 1 or n is below 2.
    Scalars, or arrays of one shape.
    """
    return deviation_of_zeros_and_ones_exists(
        printed_bounds(share, reported),
        printed_bounds(sd, sd_reported),
        as_floats(n),
        is_of_population=is_of_population,
    )


@np.errstate(all="ignore")
def deviation_of_zeros_and_ones_exists(
    share: Box, sd: Box, n: Floats, *, is_of_population: bool = False
) -> Answers:
    """Whether 0s and 1s of which such a share is 1 can have an SD within such bounds."""
    low, high, sd_low, sd_high, count = np.broadcast_arrays(*share, *sd, n)
    least, most = deviations_of_share((low, high), count, is_of_population=is_of_population)
    misses = (least > sd_high) | (most < sd_low)
    flat = (np.maximum(low, 0).ravel(), np.minimum(high, 1).ravel())
    persons = count.ravel()
    is_asked, which, sums = _each_sum(flat, persons, persons, sd_low.ravel())
    factor = persons if is_of_population else persons - 1
    square = (sums - sums**2 / persons[which]) / factor[which]
    most_square = sd_high.ravel()[which] ** 2 * (1 + _HAIR)
    least_square = np.maximum(sd_low.ravel()[which], 0) ** 2 * (1 - _HAIR)
    fits = (square <= most_square + _TINY) & (square >= least_square)
    return ~misses & _any_fits(is_asked, which[fits]).reshape(misses.shape)


@np.errstate(all="ignore")
def deviations_of_share(share: Box, n: Floats, *, is_of_population: bool = False) -> Box:
    """The least and the greatest SD of 0s and 1s of which such a share is 1."""
    low, high = np.maximum(share[0], 0), np.minimum(share[1], 1)
    low, high = (np.where((low <= high) & (n >= 2), end, np.nan) for end in (low, high))
    factor = np.ones_like(n) if is_of_population else n / (n - 1)
    variances = low * (1 - low), high * (1 - high)
    most = np.where((low <= 0.5) & (high >= 0.5), 0.25, np.maximum(*variances))
    least = np.maximum(np.minimum(*variances) * (1 - _HAIR), 0)
    return np.sqrt(factor * least), np.sqrt(factor * most * (1 + _HAIR))
