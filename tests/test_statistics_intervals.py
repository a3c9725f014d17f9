"""Rules about confidence intervals, and about what is called significant beside them."""

from __future__ import annotations

import pytest

from evitab.rules.statistics.intervals import (
    interval_bounds_are_in_order,
    interval_contains_estimate,
)
from evitab.rules.statistics.significance import significance_agrees_with_interval
from evitab.rules.statistics.symmetry import interval_is_symmetric_on_its_scale
from frames import asked
from statistics_rows import DIFFERENCE, NOTE, PERCENT, QUIET, UNKNOWN, WARNING, Row, effect


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"ci_low": 1.0, "ci_high": 3.0, "ci_level": 95.0}, QUIET),
        ({"ci_low": 2.0, "ci_high": 2.0}, QUIET),
        ({}, QUIET),
        ({"ci_low": 3.0, "ci_high": 1.0}, "error"),
        ({"ci_low": 1.0}, "error"),
        ({"ci_high": 1.0, "ci_level": 95.0}, "error"),
        ({"ci_level": 95.0}, "error"),
        ({"ci_reported": "95% CI"}, "error"),
    ],
)
def test_bounds_of_intervals(row: Row, found: str | None) -> None:
    assert asked(interval_bounds_are_in_order, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("0.95", "0.70", "0.90"), WARNING),
        (effect("5.0", "1.0", "3.0", **DIFFERENCE), WARNING),
        (effect("0.94", "0.70", "0.94"), QUIET),  # at the end
        (effect("1", "1.2", "1.6"), QUIET),  # 1 may be 1.4
        (effect("0.95", "0.70", "0.90", estimate_comparator="about"), QUIET),
        (effect("0.95", "0.70", "0.90", estimate_comparator="<"), QUIET),
        (effect("0.95"), QUIET),
        (effect("", "0.70", "0.90"), QUIET),
        (effect("24", "-39", "-11", **PERCENT), NOTE),  # a reduction with the other sign
        (effect("1.24", "0.72", "0.90"), NOTE),  # turned over
        (effect("24", "1.11", "1.39", **PERCENT), NOTE),  # 24 % more is 1.24
        (effect("24", "0.61", "0.89", **PERCENT), NOTE),  # 24 % less is 0.76
        (effect("-2.0", "0.0", "3.0", **DIFFERENCE), WARNING),
        (effect("-2", "0", "3", **DIFFERENCE), NOTE),  # 2 may be the middle
        (effect("2", "3", "1", **DIFFERENCE), QUIET),  # the order is another finding
    ],
)
def test_estimate_in_its_interval(row: Row, found: str | None) -> None:
    assert asked(interval_contains_estimate, [row]) == [found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("24", "11", "39", **UNKNOWN), QUIET),  # the article's: by logarithms
        (effect("24", "11", "39", **PERCENT), QUIET),
        (effect("24", "11", "35", **PERCENT), QUIET),  # as so much less
        (effect("24", "11", "60", **PERCENT), NOTE),
        (effect("0.81", "0.70", "0.94"), QUIET),
        (effect("0.81", "0.70", "0.92"), QUIET),  # 0.805 to 0.8075
        (effect("0.83", "0.70", "0.92"), NOTE),
        (effect("0.80", "0.70", "1.30"), NOTE),
        (effect("0.8", "0.7", "0.9"), QUIET),
        (effect("2.0", "1.0", "3.0", **DIFFERENCE), QUIET),
        (effect("2.0", "1.0", "4.0", **DIFFERENCE), NOTE),
        (effect("2.0", "1.0", "4.0", scale="unknown"), QUIET),  # as a ratio
        (effect("10", "6", "30", measure="number-needed-to-treat"), QUIET),
        (effect("2.0", "-1.0", "4.0"), QUIET),  # a ratio has no logarithm below 0
        (effect("5.0", "1.0", "4.0", **DIFFERENCE), QUIET),  # outside is another finding
        (effect("2.0", "1.0", "4.0", **{**DIFFERENCE, "estimate_comparator": "about"}), QUIET),
    ],
)
def test_symmetry_of_intervals(row: Row, found: str | None) -> None:
    assert asked(interval_is_symmetric_on_its_scale, [row]) == [found]


YES: Row = {"is_significant": True}
NO: Row = {"is_significant": False}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("", "0.60", "1.40", **YES), WARNING),
        (effect("", "0.60", "1.40", **NO), QUIET),
        (effect("", "0.60", "0.90", **YES), QUIET),
        (effect("", "0.60", "0.80", **NO), WARNING),
        (effect("", "0.60", "1.00", **YES), QUIET),  # touches 1
        (effect("", "0.60", "1.04", **YES), NOTE),  # one tail
        (effect("", "0.60", "1.04", **YES, tails=1), QUIET),
        (effect("", "0.60", "0.97", **NO), NOTE),  # a stricter level
        (effect("", "0.60", "1.40", "= 0.01"), WARNING),
        (effect("", "0.60", "1.40", "= 0.41"), QUIET),
        (effect("", "0.60", "0.80", "> 0.05"), WARNING),
        (effect("", "0.60", "1.40", "= 0.05"), QUIET),  # 0.05 may be above or below
        (effect("0.92", "0.60", "1.40", "= 0.01"), QUIET),  # p is held against the interval
        (effect("", "0.60", "1.40", **YES, ci_level=99.0), QUIET),
        (effect("", "0.60", "1.40", **YES, ci_level=90.0), WARNING),
        (effect("", "0.60", "0.80", **NO, ci_level=90.0), QUIET),
        (effect("", "-2.0", "3.0", **YES, **DIFFERENCE), WARNING),
        (effect("", "-10", "40", **YES, **PERCENT), WARNING),
        (effect("", "90", "110", **YES, **PERCENT), QUIET),  # more by so much, or so much of it
        (effect("", "11", "39", **NO, **PERCENT), WARNING),
        (effect("", "0.60", "1.40", **YES, scale="unknown"), QUIET),  # as a difference
        (effect("", "-0.60", "1.40", **YES, scale="unknown"), WARNING),
        (effect("", "1.40", "0.60", **YES), QUIET),
        (YES, QUIET),
    ],
)
def test_significance_against_interval(row: Row, found: str | None) -> None:
    assert asked(significance_agrees_with_interval, [row]) == [found]
