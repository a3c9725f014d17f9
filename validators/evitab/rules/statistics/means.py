"""Means and standard deviations that whole numbers can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.persons import PERSONS, is_borrowed, persons
from evitab.rules.statistics.printed import Answers, answers, box, is_exact, number, series
from evitab.statistics.granularity import (
    deviation_of_zeros_and_ones_exists,
    deviations_of_share,
    squares_exist,
    sum_exists,
)
from evitab.statistics.rounding import Box, Floats, as_floats, printed_decimals

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_MEAN = ["value", "value_comparator", "value_unit", "value_reported"]
_ITEMS = [*_MEAN, "items", "items_comparator", *PERSONS]
_DEVIATION = ["sd", "sd_comparator", "sd_reported"]
_RAW = (
    "The mean is that of all persons counted, each with a whole number for each item; it is "
    "neither adjusted nor weighted nor completed for missing answers."
)


def _counted(rows: DataFrame) -> Answers:
    """Whether a mean is one of whole numbers, by what the tables say."""
    is_share = answers(rows["value_unit"] == "%")
    return is_exact(rows, "value", "items") & ~is_share & (as_floats(rows["items"]) >= 1)


def _borrowed(row: Mapping[str, Any]) -> str:
    if not row["borrowed"]:
        return ""
    return " The number of persons is not that of this figure; fewer may have been measured."


# GRIM ------------------------------------------------------------------------------------------


def _mean_possible(rows: DataFrame) -> Answers:
    return sum_exists(box(rows, "value"), persons(rows) * as_floats(rows["items"]))


def _explain_mean(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    rows["persons"], rows["borrowed"] = persons(rows), is_borrowed(rows)
    rows["decimals"] = printed_decimals(rows["value"], rows["value_reported"])
    return told(rows, _impossible_mean)


def _impossible_mean(row: Mapping[str, Any]) -> Grounds:
    decimals, count = max(int(row["decimals"]), 0), row["persons"] * row["items"]
    mean, total = f"{row['value']:.{decimals}f}", row["value"] * count
    sums = [np.floor(total), np.ceil(total)]
    near = [f"{each / count:.{decimals + 2}f}" for each in sums]
    items = "" if row["items"] == 1 else f" x {number(row['items'])} items"
    return Grounds(
        observed=f"mean {mean} of n = {number(row['persons'])}",
        expected=f"{near[0]} or {near[1]}, before rounding",
        unit=row["value_unit"],
        arithmetic=f"{mean} x {number(row['persons'])}{items} = {number(total)}. Whole numbers add "
        f"up to {number(sums[0])} or {number(sums[1])}, of which the means are {near[0]} and "
        f"{near[1]}; neither rounds to {mean}.",
        assumption=_RAW + _borrowed(row),
        severity=Severity.INFO if row["borrowed"] else None,
    )


@rule(
    "observations",
    reads=_ITEMS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_mean,
)
def mean_is_possible_for_its_sample_size(observations: DataFrame) -> Series[bool]:
    """A mean of whole numbers is one that so many of them can have.

    What it does: asks whether some whole number, divided by persons times items, rounds to the
    mean (GRIM). Only where `items` says that each person has so many whole numbers. Where the
    number of persons is that of the arm or of the study, the finding is a note.
    Why it matters: the mean, or the number of persons behind it, is not what was meant.
    What it cannot see: means of many persons printed to few decimals, which nearly always fit.
    Example: a mean of 5.19 over 28 persons: 145 / 28 is 5.179 and 146 / 28 is 5.214.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Brown and Heathers, The GRIM test, Social Psychological and Personality Science
    2017;8:363-9, doi 10.1177/1948550616673876.
    """
    is_asked = _counted(observations) & ~np.isnan(persons(observations))
    return series(~is_asked | _mean_possible(observations), observations)


# GRIMMER ---------------------------------------------------------------------------------------


def _deviation_possible(rows: DataFrame, *, is_of_population: bool = False) -> Answers:
    return squares_exist(
        box(rows, "value"),
        box(rows, "sd"),
        persons(rows),
        as_floats(rows["items"]),
        is_of_population=is_of_population,
    )


def _explain_deviation(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    rows["persons"], rows["borrowed"] = persons(rows), is_borrowed(rows)
    rows["fits_population"] = _deviation_possible(rows, is_of_population=True)
    return told(rows, _impossible_deviation)


def _impossible_deviation(row: Mapping[str, Any]) -> Grounds:
    n, mean, sd = number(row["persons"]), number(row["value"]), number(row["sd"])
    items = "" if row["items"] == 1 else f" over {number(row['items'])} items"
    return Grounds(
        observed=f"mean {mean}, standard deviation {sd}, n = {n}",
        expected="a standard deviation that whole numbers with this mean can have",
        unit=row["value_unit"],
        arithmetic=f"Every whole sum of {n} persons{items} that gives a mean of {mean} was tried. "
        "None has a sum of squares that is a whole number, even where the sum is even and odd "
        f"where it is odd, large enough for that sum, and that gives {sd}.",
        assumption=_RAW
        + f" The standard deviation has n - 1 in its denominator.{_population(row)}"
        + _borrowed(row),
        severity=Severity.INFO if row["borrowed"] or row["fits_population"] else None,
    )


def _population(row: Mapping[str, Any]) -> str:
    if row["fits_population"]:
        return " The figures fit one with n there, which the source does not state."
    return " One with n there was tried and does not fit."


@rule(
    "observations",
    reads=[*_ITEMS, *_DEVIATION],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_deviation,
)
def standard_deviation_is_possible_for_its_mean(observations: DataFrame) -> Series[bool]:
    """A standard deviation of whole numbers is one that numbers with that mean can have.

    What it does: goes through every whole sum that gives the mean, and asks whether a whole sum of
    squares with the parity of the sum gives the standard deviation (GRIMMER). One with n in its
    denominator in place of n - 1 is tried; where it fits, and where the number of persons is that
    of the arm or of the study, the finding is a note. Only where `items` is filled and the mean
    itself is possible.
    Why it matters: mean, standard deviation or number of persons is not what was meant.
    What it cannot see: figures of many persons printed to few decimals; for two to four persons a
    few impossible ones pass; the ends of the scale, which the tables do not have.
    Example: a mean of 3.44 with a standard deviation of 2.47 over 18 persons.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Anaya, The GRIMMER test, PeerJ Preprints 2016, doi 10.7287/peerj.preprints.2400v1;
    Allard, Analytic-GRIMMER, 2018.
    """
    is_asked = _counted(observations) & is_exact(observations, "sd")
    is_asked &= _mean_possible(observations) & ~np.isnan(persons(observations))
    return series(~is_asked | _deviation_possible(observations), observations)


# DEBIT -----------------------------------------------------------------------------------------


def _of_shares(rows: DataFrame) -> tuple[Box, Box, Floats]:
    """Share and standard deviation as parts of one, and persons; nan where it is no share."""
    is_percent = answers(rows["value_unit"] == "%")
    is_number = answers(rows["value_unit"].isna() | (rows["value_unit"] == "1"))
    whole = np.where(is_percent, 100.0, np.where(is_number, 1.0, np.nan))
    value = as_floats(rows["value"])
    count = np.where((value >= 0) & (value <= whole), persons(rows), np.nan)
    share, sd = box(rows, "value"), box(rows, "sd")
    return (share[0] / whole, share[1] / whole), (sd[0] / whole, sd[1] / whole), count


def _explain_share(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    share, sd, count = _of_shares(rows)
    rows["persons"], rows["borrowed"] = count, is_borrowed(rows)
    rows["fits_population"] = deviation_of_zeros_and_ones_exists(
        share, sd, count, is_of_population=True
    )
    rows["least"], rows["most"] = deviations_of_share(share, count)
    return told(rows, _impossible_share)


def _impossible_share(row: Mapping[str, Any]) -> Grounds:
    whole = 100 if row["value_unit"] == "%" else 1
    share, sd, n = number(row["value"]), number(row["sd"]), number(row["persons"])
    range_text = f"{row['least'] * whole:.3g} to {row['most'] * whole:.3g}"
    return Grounds(
        observed=f"share {share}, standard deviation {sd}, n = {n}",
        expected=f"a standard deviation from {range_text} that a whole number of persons gives",
        unit=row["value_unit"],
        arithmetic=f"Where each of {n} persons is 0 or 1, the standard deviation is "
        f"sqrt(share x (1 - share) x n / (n - 1)): {range_text} over all that rounds to {share}; "
        f"the source says {sd}.",
        assumption="The figure is the plain share of persons, neither adjusted nor weighted, and "
        "the standard deviation that of the persons, not the standard error of the share."
        + _population(row)
        + _borrowed(row),
        severity=Severity.INFO if row["borrowed"] or row["fits_population"] else None,
    )


@rule(
    "observations",
    reads=[*_MEAN, *_DEVIATION, "events", "handling", "items", *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_share,
)
def standard_deviation_is_possible_for_a_proportion(observations: DataFrame) -> Series[bool]:
    """A standard deviation beside a proportion is the one that the proportion has.

    What it does: for a share of persons, each of whom either has it or has not, the standard
    deviation follows from the share and the number of persons (DEBIT). It is held against the
    printed one, over all that rounds to the figures and, where whole numbers of persons give the
    share, over those. One with n in its denominator in place of n - 1 is tried; where it fits, and
    where the number of persons is that of the arm or of the study, the finding is a note.
    Why it matters: share, standard deviation or number of persons is not what was meant.
    What it cannot see: shares of which the tables say neither that they are dichotomous nor how
    many events there were.
    Example: a share of 0.36 with a standard deviation of 0.11 over 20 persons; it is 0.49.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Heathers and Brown, DEBIT, 2019, which rests on the variance of zeros and ones.
    """
    handling = observations["handling"]
    is_share = answers(handling == "dichotomous")
    is_share |= answers(observations["events"].notna() & handling.isna())
    is_share &= answers(observations["items"].isna())
    share, sd, count = _of_shares(observations)
    is_asked = is_share & is_exact(observations, "value", "sd") & ~np.isnan(count)
    holds = deviation_of_zeros_and_ones_exists(share, sd, count)
    return series(~is_asked | holds, observations)
