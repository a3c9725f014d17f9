"""Means and standard deviations that whole numbers can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.persons import (
    INNOCENT,
    PERSONS,
    borrowed_text,
    is_named_deviation,
    population_text,
    with_persons,
)
from evitab.rules.statistics.printed import (
    Answers,
    answers,
    box,
    is_exact,
    number,
    rows_with,
    with_texts,
)
from evitab.statistics.granularity import squares_exist, sum_exists
from evitab.statistics.rounding import as_floats, printed_decimals

if TYPE_CHECKING:
    from pandas import DataFrame

_MEAN = ["value", "value_comparator", "value_unit", "value_reported"]
_ITEMS = [*_MEAN, "items", "items_comparator", *PERSONS]
_DEVIATION = ["sd", "sd_comparator", "sd_reported"]
_RAW = (
    "The mean is that of all persons counted, each with a whole number for each item; it is "
    "neither adjusted nor weighted nor completed for missing answers."
)


def _of_whole_numbers(observations: DataFrame, *others: str) -> DataFrame:
    """The observations with a mean of whole numbers, by what the tables say, beside other exact
    figures, and with the number of their persons.
    """
    rows = rows_with(observations, "value", "items", *others)
    if rows.empty:
        return rows
    is_share = answers(rows["value_unit"] == "%")
    has_items = is_exact(rows, "value", "items", *others) & (as_floats(rows["items"]) >= 1)
    return rows_with(with_persons(rows[has_items & ~is_share]), "persons")


# GRIM ------------------------------------------------------------------------------------------


def _mean_possible(rows: DataFrame) -> Answers:
    return sum_exists(box(rows, "value"), as_floats(rows["persons"]) * as_floats(rows["items"]))


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
        assumption=_RAW + borrowed_text(row),
        severity=Severity.INFO if row["borrowed"] else None,
    )


@rule(
    "observations",
    reads=_ITEMS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def mean_is_possible_for_its_sample_size(observations: DataFrame) -> DataFrame:
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
    rows = _of_whole_numbers(observations)
    if rows.empty:
        return told(rows, _impossible_mean)
    rows = rows[~_mean_possible(rows)]
    decimals = printed_decimals(rows["value"], rows["value_reported"])
    return told(rows.assign(decimals=decimals), _impossible_mean)


# GRIMMER ---------------------------------------------------------------------------------------


def _deviation_possible(rows: DataFrame, *, is_of_population: bool = False) -> Answers:
    return squares_exist(
        box(rows, "value"),
        box(rows, "sd"),
        as_floats(rows["persons"]),
        as_floats(rows["items"]),
        is_of_population=is_of_population,
    )


def _error_possible(rows: DataFrame) -> Answers:
    """Whether the figure may be the standard error: the deviation by the root of n."""
    (low, high), persons = box(rows, "sd"), as_floats(rows["persons"])
    sd = low * np.sqrt(persons), high * np.sqrt(persons)
    return squares_exist(box(rows, "value"), sd, persons, as_floats(rows["items"]))


def _impossible_deviation(row: Mapping[str, Any]) -> Grounds:
    n, mean, sd = number(row["persons"]), row["value_text"], row["sd_text"]
    items = "" if row["items"] == 1 else f" over {number(row['items'])} items"
    return Grounds(
        observed=f"mean {mean}, standard deviation {sd}, n = {n}",
        expected="a standard deviation that whole numbers with this mean can have",
        unit=row["value_unit"],
        arithmetic=f"Every whole sum of {n} persons{items} that gives a mean of {mean} was tried. "
        "None has a sum of squares that is a whole number, even where the sum is even and odd "
        f"where it is odd, large enough for that sum, and that gives {sd}.",
        assumption=_RAW
        + f" The standard deviation has n - 1 in its denominator.{population_text(row)}"
        + borrowed_text(row),
        severity=Severity.INFO if any(row[name] for name in INNOCENT) else None,
    )


@rule(
    "observations",
    reads=[*_ITEMS, *_DEVIATION],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def standard_deviation_is_possible_for_its_mean(observations: DataFrame) -> DataFrame:
    """A standard deviation of whole numbers is one that numbers with that mean can have.

    What it does: goes through every whole sum that gives the mean, and asks whether a whole sum of
    squares with the parity of the sum gives the standard deviation (GRIMMER). One with n in its
    denominator in place of n - 1 is tried, and a standard error where the source does not say SD;
    where one fits, and where the number of persons is that of the arm or of the study, the finding
    is a note. Only where `items` is filled and the mean
    itself is possible.
    Why it matters: mean, standard deviation or number of persons is not what was meant.
    What it cannot see: figures of many persons printed to few decimals; for two to four persons a
    few impossible ones pass; the ends of the scale, which the tables do not have.
    Example: a mean of 3.44 with a standard deviation of 2.47 over 18 persons.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Anaya, The GRIMMER test, PeerJ Preprints 2016, doi 10.7287/peerj.preprints.2400v1;
    Allard, Analytic-GRIMMER, 2018.
    """
    rows = _of_whole_numbers(observations, "sd")
    if rows.empty:
        return told(rows, _impossible_deviation)
    rows = rows[_mean_possible(rows) & ~_deviation_possible(rows)]
    if rows.empty:
        return told(rows, _impossible_deviation)
    rows = rows.assign(
        fits_population=_deviation_possible(rows, is_of_population=True),
        fits_error=~is_named_deviation(rows) & _error_possible(rows),
    )
    return told(with_texts(rows, value="value_reported", sd="sd_reported"), _impossible_deviation)
