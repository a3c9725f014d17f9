"""Rules about means, shares and counts of persons."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.statistics.headcounts import (
    analysed_are_at_most_randomised,
    events_are_at_most_participants,
)
from evitab.rules.statistics.means import (
    mean_is_possible_for_its_sample_size,
    standard_deviation_is_possible_for_its_mean,
)
from evitab.rules.statistics.proportions import standard_deviation_is_possible_for_a_proportion
from evitab.rules.statistics.shares import percentage_follows_from_counts
from frames import asked
from statistics_rows import NOTE, OF_ARM, QUIET, WARNING, Row, figure


def mean(value: str, n: int | None, sd: str = "", items: int | None = 1, **more: Any) -> Row:
    row = {**figure("value", value), "n": n, "n_comparator": "=", "items": items}
    row |= {"items_comparator": "="} | (figure("sd", sd) if sd else {})
    return {**row, **more}


def whole(number: int) -> Row:
    """The size of the study alone."""
    return {"study.n": number, "study.n_comparator": "="}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (mean("5.19", 28), WARNING),
        (mean("5.19", 32), QUIET),
        (mean("2.84", 16, items=2), QUIET),
        (mean("5.19", 28, items=None), QUIET),  # not known to be of whole numbers
        (mean("5.19", 28, value_comparator="about"), QUIET),
        (mean("5.19", 28, n_comparator="about"), QUIET),
        (mean("5.19", 28, value_unit="%"), QUIET),
        (mean("5.19", None, **OF_ARM), NOTE),  # fewer may have answered
        (mean("5.19", None, **{**OF_ARM, "study_arm.n": None}), QUIET),
        (mean("5.19", None, **whole(28)), NOTE),
        (mean("5.19", 32, **OF_ARM), QUIET),  # its own number goes before the arm's
        (mean("5.19", 0), QUIET),
        (mean("5.5", 1), WARNING),
        (mean("5.00", 1), QUIET),
        (mean("5.19", 28, items=0), QUIET),
    ],
)
def test_mean_and_sample_size(row: Row, found: str | None) -> None:
    assert asked(mean_is_possible_for_its_sample_size, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (mean("3.10", 10, "1.37"), QUIET),
        (mean("3.10", 10, "1.36", sd_reported="SD 1.36"), WARNING),
        (mean("3.44", 18, "2.47", sd_reported="SD 2.47"), WARNING),
        (mean("3.50", 10, "0.50", sd_reported="SD 0.50"), NOTE),  # with n in place of n - 1
        (mean("3.10", 10, "1.36", sd_reported="3.10 ± 1.36"), NOTE),  # a standard error
        (mean("5.19", 28, "1.37"), QUIET),  # the mean is another finding
        (mean("3.10", 10, "1.36", items=None), QUIET),
        (mean("3.10", 10, "1.36", sd_comparator="about"), QUIET),
        (mean("3.00", 1, "0.00"), QUIET),
    ],
)
def test_deviation_and_mean(row: Row, found: str | None) -> None:
    assert asked(standard_deviation_is_possible_for_its_mean, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (mean("0.36", 20, "0.11", None, handling="dichotomous", sd_reported="SD 0.11"), WARNING),
        (mean("0.36", 20, "0.11", None, handling="dichotomous"), NOTE),  # the standard error
        (mean("0.36", 20, "0.11", None), QUIET),  # not known to be a share
        (mean("0.36", 20, "0.11", None, events=7, sd_reported="SD 0.11"), WARNING),
        (mean("36", 20, "11", None, handling="continuous", value_unit="%", events=7), QUIET),
        (mean("36", 20, "49", None, handling="dichotomous", value_unit="%"), QUIET),
        (mean("36", 20, "11", None, events=7, value_unit="%", sd_reported="SD 11"), WARNING),
        (mean("0.50", 100, "0.500", None, handling="dichotomous"), NOTE),  # with n
        (mean("36", 20, "11", None, handling="dichotomous"), QUIET),  # no share
        (mean("0.36", 1, "0.11", None, handling="dichotomous"), QUIET),
    ],
)
def test_deviation_and_share(row: Row, found: str | None) -> None:
    assert asked(standard_deviation_is_possible_for_a_proportion, [row]) == [found]


def events(number: int, n: int | None, value: str = "", **more: Any) -> Row:
    row: Row = {"events": number, "events_comparator": "=", "n": n, "n_comparator": "="}
    return {**row, **(figure("value", value) if value else {}), "value_unit": "%", **more}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (events(12, 50, "24"), QUIET),
        (events(12, 50, "28"), WARNING),
        (events(1, 3, "33"), QUIET),
        (events(1, 3, "33.4"), WARNING),
        (events(1, 8, "12"), QUIET),
        (events(1, 8, "13"), QUIET),  # halves go either way
        (events(12, 50, "76"), NOTE),  # those without
        (events(12, 50, "0.24", value_unit="1"), QUIET),
        (events(12, 50, "0.28", value_unit="1", handling="dichotomous"), WARNING),
        (events(12, 50, "3.1", value_unit="1"), QUIET),  # no share
        (events(12, 50, "20", **{**OF_ARM, "study_arm.n": 60}), NOTE),  # of all in the arm
        (events(12, 50, "28", time_offset=12.0), NOTE),  # Kaplan-Meier
        (events(12, 50, "20", time_offset=12.0), WARNING),
        (events(12, 50, "28", value_comparator="about"), QUIET),
        (events(12, 50, "28", events_comparator="about"), QUIET),
        (events(12, 0, "28"), QUIET),
        (events(60, 50, "100"), QUIET),  # more events than persons: another finding
        (events(0, 50, "0"), QUIET),
    ],
)
def test_percentage_and_counts(row: Row, found: str | None) -> None:
    assert asked(percentage_follows_from_counts, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (events(31, 25), NOTE),  # events of which a person can have several
        (events(31, 25, handling="dichotomous"), WARNING),
        (events(25, 25), QUIET),
        (events(31, 25, events_comparator="<"), QUIET),
        (events(31, 25, n_comparator=">"), QUIET),
        (events(31, None, handling="dichotomous", **OF_ARM), WARNING),
        (events(31, None), QUIET),
    ],
)
def test_events_and_persons(row: Row, found: str | None) -> None:
    assert asked(events_are_at_most_participants, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (events(1, 29, **OF_ARM), WARNING),
        (events(1, 28, **OF_ARM), QUIET),
        (events(1, 29, **{**OF_ARM, "n_comparator": "about"}), QUIET),
        (events(1, 29, **{**OF_ARM, "study_arm.n_comparator": "about"}), QUIET),
        (events(1, 29, **whole(20)), WARNING),
        (events(1, 29, **{**OF_ARM, "study_arm.n": None, "study.n": 20}), QUIET),
    ],
)
def test_analysed_and_randomised(row: Row, found: str | None) -> None:
    assert asked(analysed_are_at_most_randomised, [row]) == [found]
