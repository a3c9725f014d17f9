"""Rules of statistics: what they find, what they only note, and what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.statistics.arm_values import effect_follows_from_arm_values
from evitab.rules.statistics.arms import arm_has_an_outcome, arms_sum_to_the_total
from evitab.rules.statistics.headcounts import (
    analysed_are_at_most_randomised,
    events_are_at_most_participants,
)
from evitab.rules.statistics.intervals import (
    interval_bounds_are_in_order,
    interval_contains_estimate,
)
from evitab.rules.statistics.means import (
    mean_is_possible_for_its_sample_size,
    standard_deviation_is_possible_for_its_mean,
)
from evitab.rules.statistics.multiples import stated_multiple_agrees_with_its_operands
from evitab.rules.statistics.p_values import p_value_agrees_with_interval
from evitab.rules.statistics.proportions import standard_deviation_is_possible_for_a_proportion
from evitab.rules.statistics.shares import percentage_follows_from_counts
from evitab.rules.statistics.significance import significance_agrees_with_interval
from evitab.rules.statistics.statistic import p_value_agrees_with_test_statistic
from evitab.rules.statistics.symmetry import interval_is_symmetric_on_its_scale
from evitab.rules.statistics.two_by_two import effect_follows_from_counts
from frames import asked, words
from packages import REAL, computed

Row = dict[str, Any]
QUIET, NOTE, WARNING = None, "info", "warning"


def figure(name: str, text: str, comparator: str = "=") -> Row:
    """The columns of a figure that is printed so."""
    return {name: float(text), f"{name}_comparator": comparator, f"{name}_reported": text}


def effect(estimate: str = "", low: str = "", high: str = "", p: str = "", **more: Any) -> Row:
    """An effect with a 95 % interval and a p value such as "= 0.03", all as printed."""
    row: Row = {"scale": "ratio", "estimate_unit": "1"}
    if estimate:
        row |= figure("estimate", estimate)
    if low:
        row |= {"ci_low": float(low), "ci_high": float(high), "ci_level": 95.0}
        row["ci_reported"] = f"95% CI {low} to {high}"
    if p:
        comparator, number = p.split()
        row |= figure("p_value", number, comparator)
    return {**row, **more}


PERCENT: Row = {"scale": "ratio", "estimate_unit": "%"}
UNKNOWN: Row = {"scale": "unknown", "estimate_unit": "%"}
DIFFERENCE: Row = {"scale": "difference", "estimate_unit": "ng/mL"}
POOLED: Row = {"study.design": "meta-analysis", "study.k": 11, "study.n": 4521}


# Intervals -------------------------------------------------------------------------------------


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


# p values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("0.81", "0.70", "0.94", "= 0.005"), QUIET),
        (effect("0.81", "0.70", "0.94", "= 0.0051"), QUIET),
        (effect("0.81", "0.70", "0.94", "= 0.05"), WARNING),
        (effect("0.81", "0.70", "0.94", "= 0.0000"), WARNING),
        (effect("0.75", "0.64", "0.89", "< 0.001"), QUIET),
        (effect("0.75", "0.64", "0.89", "< 0.05"), QUIET),
        (effect("0.75", "0.64", "0.89", "> 0.05"), WARNING),
        (effect("0.75", "0.64", "0.89", "about 0.2"), QUIET),
        (effect("0.75", "0.64", "0.89", "= 0.000"), QUIET),
        (effect("0.75", "0.64", "0.89"), QUIET),
        (effect("0.75", "0.64", "0.89", "= 0.2", ci_level=None), QUIET),
        (effect("0.75", "0.64", "0.89", "= 0.2", estimate_comparator="about"), QUIET),
        (effect("0.90", "0.70", "1.16", "< 0.001"), WARNING),
        (effect("0.90", "0.70", "1.16", "= 0.42"), QUIET),
        (effect("0.90", "0.70", "1.16", "= 0.21"), NOTE),  # one tail
        (effect("0.90", "0.70", "1.16", "= 0.21", tails=1), QUIET),
        (effect("0.90", "0.70", "1.16", "= 0.79", tails=1), QUIET),  # facing the other way
        (effect("0.90", "0.70", "1.16", "= 0.21", tails=2), WARNING),
        (effect("0.81", "0.70", "0.94", "= 0.005", estimate_unit=None), QUIET),
        (effect("-0.2", "-0.5", "-0.1", "= 0.5"), QUIET),  # no ratios at all
        (effect("0", "0", "0", "= 0.5", **DIFFERENCE), QUIET),
        (effect("2.0", "1.0", "3.0", "= 0.0001", **DIFFERENCE), QUIET),
        (effect("2.0", "1.0", "3.0", "= 0.03", **DIFFERENCE), WARNING),
        (effect("2.00", "2.00", "2.00", "= 0.030", **DIFFERENCE), WARNING),
        (effect("10", "6", "30", "= 0.9", measure="number-needed-to-treat"), QUIET),
        (effect("2.0", "1.0", "4.0", "= 0.05", scale="unknown"), QUIET),  # as a ratio
        (effect("24", "11", "39", "= 0.002", **UNKNOWN, **POOLED), NOTE),  # Hartung-Knapp
        (effect("24", "11", "39", "= 0.0002", **UNKNOWN), QUIET),
        (effect("24", "11", "35", "= 0.0003", **PERCENT), QUIET),  # 24 % less
        (effect("24", "11", "39", "= 0.03", **UNKNOWN, **POOLED), WARNING),
        (effect("2.00", "0.13", "3.87", "= 0.038", **DIFFERENCE, **{"study.n": 20}), NOTE),  # t
        (effect("2.00", "0.13", "3.87", "= 0.050", **DIFFERENCE, **{"study.n": 20}), NOTE),
        (effect("0.75", "0.56", "0.99", "= 0.063"), NOTE),  # log rank
        (effect("5.0", "1.0", "3.0", "= 0.9", **DIFFERENCE), QUIET),  # outside: another finding
    ],
)
def test_p_against_interval(row: Row, found: str | None) -> None:
    assert asked(p_value_agrees_with_interval, [row]) == [found]


def test_what_fits_is_named() -> None:
    said = words(
        p_value_agrees_with_interval,
        [
            effect("24", "11", "39", "= 0.002", **UNKNOWN, **POOLED),
            effect("0.90", "0.70", "1.16", "= 0.21"),
        ],
    )
    assert "Hartung-Knapp interval and test over the pooled studies (t with 10 degrees" in said
    assert "0.00114 to 0.00238" in said
    assert "What is printed fits a one-tailed test" in said
    assert "impossible" not in said


def statistic(kind: str, text: str, p: str, df_1: float | None = None, **more: Any) -> Row:
    comparator, number = p.split()
    return {
        "statistic_type": kind,
        **figure("statistic", text),
        "df_1": df_1,
        **figure("p_value", number, comparator),
        **more,
    }


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (statistic("t", "2.20", "= 0.03", 28), WARNING),
        (statistic("t", "2.2", "= 0.03", 28), QUIET),
        (statistic("t", "-2.20", "= 0.04", 28), QUIET),
        (statistic("t", "2.20", "= 0.018", 28), NOTE),  # one tail
        (statistic("t", "2.20", "= 0.018", 28, tails=1), QUIET),
        (statistic("t", "-2.20", "= 0.982", 28, tails=1), QUIET),
        (statistic("t", "2.20", "= 0.018", 28, tails=2), WARNING),
        (statistic("t", "1.02", "< 0.05", 48), WARNING),
        (statistic("t", "4.0", "< 0.001", 48), QUIET),
        (statistic("t", "4.0", "> 0.05", 48), WARNING),
        (statistic("t", "4.0", "about 0.05", 48), QUIET),
        (statistic("t", "2.20", "= 0.03"), QUIET),  # no degrees of freedom
        (statistic("t", "2.20", "= 0.03", 28, statistic_comparator=">"), QUIET),
        (statistic("t", "3.18", "= 0.052", 3), NOTE),  # degrees of freedom were rounded
        (statistic("F", "2.20", "= 0.13", 2, df_2=28.0), QUIET),
        (statistic("F", "2.20", "= 0.15", 2, df_2=28.0), WARNING),
        (statistic("F", "2.20", "= 0.15", 2), QUIET),
        (statistic("F", "-2.20", "= 0.15", 2, df_2=28.0), QUIET),
        (statistic("chi-squared", "22.20", "= 0.77", 28), QUIET),
        (statistic("chi-squared", "22.20", "= 0.07", 28), WARNING),
        (statistic("z", "2.20", "= 0.03"), QUIET),
        (statistic("z", "2.20", "= 0.04"), WARNING),
        (statistic("r", "0.22", "= 0.24", 28), QUIET),
        (statistic("r", "0.22", "= 0.26", 28), WARNING),
        (statistic("r", "1.50", "= 0.26", 28), QUIET),
        ({"statistic_type": "t", **figure("statistic", "2.2"), "df_1": 28.0}, QUIET),
    ],
)
def test_p_against_statistic(row: Row, found: str | None) -> None:
    assert asked(p_value_agrees_with_test_statistic, [row]) == [found]


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


# Means and shares ------------------------------------------------------------------------------


def mean(value: str, n: int | None, sd: str = "", items: int | None = 1, **more: Any) -> Row:
    row = {**figure("value", value), "n": n, "n_comparator": "=", "items": items}
    row |= {"items_comparator": "="} | (figure("sd", sd) if sd else {})
    return {**row, **more}


def whole(number: int) -> Row:
    """The size of the study alone."""
    return {"study.n": number, "study.n_comparator": "="}


OF_ARM: Row = {"study_arm_id": "ARM-1", "study_arm.n": 28, "study_arm.n_comparator": "="}


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


# Counts ----------------------------------------------------------------------------------------


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


def arms_of(*pairs: tuple[int, int]) -> list[Row]:
    """Observations of one outcome in two arms: events and persons of each."""
    return [
        {
            "observation_id": f"OBS-{place}",
            "study_arm_id": f"ARM-{place}",
            "variable_id": "outcome",
            "events": count,
            "events_comparator": "=",
            "n": n,
            "n_comparator": "=",
        }
        for place, (count, n) in enumerate(pairs, 1)
    ]


SIDES: Row = {
    "study_arm_id": "ARM-1",
    "comparator_study_arm_id": "ARM-2",
    "outcome_id": "outcome",
}
RISK: Row = {"measure": "risk-ratio", **SIDES}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("0.50", **RISK), QUIET),
        (effect("0.5", **RISK), QUIET),
        (effect("0.44", **RISK), NOTE),  # the odds ratio
        (effect("2.0", **RISK), NOTE),  # the other way round
        (effect("1.13", **RISK), NOTE),  # those without
        (effect("0.20", **RISK), WARNING),
        (effect("0.60", **RISK), NOTE),  # adjusted
        (effect("0.60", "0.40", "0.90", **RISK), NOTE),  # adjusted, and 0.5 lies within
        (effect("0.60", "0.55", "0.66", **RISK), WARNING),
        (effect("50", **{**RISK, **PERCENT}), QUIET),  # 50 % less
        (effect("-50", **{**RISK, **PERCENT}), QUIET),
        (effect("0.44", **{**RISK, "measure": "odds-ratio"}), QUIET),
        (effect("0.50", **{**RISK, "measure": "odds-ratio"}), NOTE),  # the risk ratio
        (effect("-10", **{**RISK, **PERCENT, "measure": "risk-difference"}), QUIET),
        (effect("10", **{**RISK, **PERCENT, "measure": "risk-difference"}), QUIET),
        (effect("0.1", **{**RISK, "measure": "risk-difference"}), QUIET),
        (effect("50", **{**RISK, **PERCENT, "measure": "risk-difference"}), NOTE),  # relative
        (effect("10", **{**RISK, "measure": "number-needed-to-treat"}), QUIET),
        (effect("40", **{**RISK, "measure": "number-needed-to-treat"}), WARNING),
        (effect("0.20", **{**RISK, "measure": "hazard-ratio"}), QUIET),
        (effect("0.20", **{**RISK, "measure": None}), QUIET),
        (effect("0.20", **RISK, estimate_comparator="about"), QUIET),
        (effect("0.20", **{**RISK, "comparator_study_arm_id": None}), QUIET),
        (effect("0.20", **{**RISK, "outcome_id": "another"}), QUIET),
    ],
)
def test_effect_and_counts(row: Row, found: str | None) -> None:
    observations = arms_of((10, 100), (20, 100))
    assert asked(effect_follows_from_counts, [row], observations=observations) == [found]


@pytest.mark.parametrize(
    "observations",
    [
        [],
        arms_of((10, 100)),
        [*arms_of((10, 100), (20, 100)), *arms_of((11, 100))],  # two observations of one arm
        arms_of((10, 100), (0, 100)),  # no ratio
        arms_of((10, 0), (20, 0)),
        arms_of((110, 100), (20, 100)),
    ],
)
def test_counts_that_give_nothing_are_left_alone(observations: list[Row]) -> None:
    row = effect("0.20", **RISK)
    assert asked(effect_follows_from_counts, [row], observations=observations) == [QUIET]


def values_of(ours: str, theirs: str, **more: Any) -> list[Row]:
    """Observations of one outcome in two arms: the value of each."""
    return [
        {
            "observation_id": f"OBS-{place}",
            "study_arm_id": f"ARM-{place}",
            "variable_id": "outcome",
            "value_unit": "ng/mL",
            **figure("value", text),
            **more,
        }
        for place, text in enumerate((ours, theirs), 1)
    ]


MEANS: Row = {"measure": "mean-difference", **SIDES, **DIFFERENCE}
RATIO: Row = {"measure": "ratio-of-means", **SIDES}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (effect("2", **MEANS), QUIET),
        (effect("-2", **MEANS), QUIET),
        (effect("3", **MEANS), QUIET),  # 12.4 - 9.6 rounds to it
        (effect("9", **MEANS), WARNING),
        (effect("4", **MEANS), NOTE),  # adjusted
        (effect("4", "1", "7", **MEANS), NOTE),
        (effect("6", "5", "7", **MEANS), WARNING),
        (effect("9", **{**MEANS, "estimate_unit": "%"}), QUIET),
        (effect("1.2", **RATIO), QUIET),
        (
            effect("20", **{**RATIO, **PERCENT}),
            QUIET,
        ),
        (effect("0.83", **RATIO), NOTE),  # the other way round
        (effect("2.0", **RATIO), NOTE),
        (effect("5.0", **RATIO), WARNING),
        (effect("9", **{**MEANS, "measure": "percent-change"}), QUIET),
        (effect("9", **{**MEANS, "measure": "relative-potency"}), QUIET),
        (effect("9", **{**MEANS, "estimate_comparator": "about"}), QUIET),
    ],
)
def test_effect_and_values(row: Row, found: str | None) -> None:
    observations = values_of("12", "10")
    assert asked(effect_follows_from_arm_values, [row], observations=observations) == [found]


def test_values_that_cannot_be_compared_are_left_alone() -> None:
    ours, theirs = values_of("12", "10")
    for other in (
        {"value_unit": "nmol/L"},
        {"time_offset": 6.0},
        {"time_anchor": "start-of-regimen"},
        {"value_comparator": "about"},
        {"study_arm_id": "ARM-3"},
        {"variable_id": "another"},
    ):
        observations = [ours, {**theirs, **other}]
        row = effect("9", **MEANS)
        assert asked(effect_follows_from_arm_values, [row], observations=observations) == [QUIET]
    baseline = {**ours, "observation_id": "OBS-3", "time_offset": 0.0}
    row = effect("9", **MEANS)
    said = asked(effect_follows_from_arm_values, [row], observations=[ours, theirs, baseline])
    assert said == [QUIET]


# Arms ------------------------------------------------------------------------------------------


def arm(place: int, n: int | None = None, **more: Any) -> Row:
    given = {"n": n, "n_comparator": "=" if n is not None else None}
    label = {"study_arm_id": f"ARM-{place}", "label": f"arm {place}", "is_control": False}
    return {"study_id": "STU-1", **label, **given, **more}


@pytest.mark.parametrize(
    ("arms", "found"),
    [
        ([25, 25], QUIET),
        ([25, 30], WARNING),
        ([25, 20], NOTE),  # drop-outs
        ([25, None], QUIET),
        ([60, None], WARNING),
        ([25, 25, 25, 25], NOTE),  # factorial
        ([15, 15, 30], NOTE),  # the third is the others together
        ([50], QUIET),
        ([], QUIET),
        ([0, 50], QUIET),
        ([None, None], QUIET),
    ],
)
def test_sum_of_arms(arms: list[int | None], found: str | None) -> None:
    study = {"study_id": "STU-1", "design": "randomized-controlled-trial", "n": 50}
    rows = [arm(place, n) for place, n in enumerate(arms)]
    row = {**study, "n_comparator": "="}
    assert asked(arms_sum_to_the_total, [row], arms=rows) == [found]
    for other in ({"n_comparator": "about"}, {"design": "crossover-trial"}, {"n": None}):
        assert asked(arms_sum_to_the_total, [{**row, **other}], arms=rows) == [QUIET]


def test_groups_of_a_cohort_may_overlap() -> None:
    row = {"study_id": "STU-1", "design": "cohort-study", "n": 50, "n_comparator": "="}
    assert asked(arms_sum_to_the_total, [row], arms=[arm(1, 25), arm(2, 30)]) == [NOTE]


CONTROL = arm(3, is_control=True, label="placebo")


@pytest.mark.parametrize(
    ("observations", "effects", "found"),
    [
        (["ARM-1", "ARM-2", "ARM-3"], [], [QUIET, QUIET, QUIET]),
        (["ARM-1", "ARM-2"], [], [QUIET, QUIET, WARNING]),
        (["ARM-1", "ARM-3"], [], [QUIET, NOTE, QUIET]),
        ([], [("ARM-1", "ARM-2")], [QUIET, QUIET, WARNING]),
        ([], [("ARM-1", "ARM-3"), ("ARM-2", "ARM-3")], [QUIET, QUIET, QUIET]),
        ([], [("ARM-1", None)], [QUIET, QUIET, QUIET]),  # the other side may be any of them
        ([None], [], [QUIET, QUIET, QUIET]),  # a result of the whole study
        ([], [], [QUIET, QUIET, QUIET]),
    ],
)
def test_results_of_arms(
    observations: list[str | None],
    effects: list[tuple[str, str | None]],
    found: list[str | None],
) -> None:
    rows = [arm(1), arm(2), CONTROL]
    sides = [
        {"study_id": "STU-1", "study_arm_id": ours, "comparator_study_arm_id": theirs}
        for ours, theirs in effects
    ]
    seen = [{"study_arm_id": key} for key in observations]
    assert asked(arm_has_an_outcome, rows, observations=seen, effects=sides) == found


# Multiples -------------------------------------------------------------------------------------


def multiple(stated: str, ours: str, theirs: str, unit: str = "1", **more: Any) -> Row:
    comparator, number = stated.split()
    row = {
        "property": "relative-effect",
        "observation_id": "OBS-1",
        "comparator_observation_id": "OBS-2",
        "value_low": float(number),
        "value_high": float(number),
        "value_comparator": comparator,
        "value_unit": unit,
        "value_reported": number,
        "observation.value_unit": "%",
        "comparator_observation.value_unit": "%",
    }
    for side, text in (("observation", ours), ("comparator_observation", theirs)):
        row |= {f"{side}.{name}": value for name, value in figure("value", text).items()}
    return {**row, **more}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (multiple("> 3", "3.8", "1.2"), QUIET),  # the article's: 3.8 / 1.2 is 3.2
        (multiple("> 3", "3.5", "1.2"), QUIET),  # may be 3.55 / 1.15, which is 3.1
        (multiple("> 3", "3.0", "1.2"), WARNING),
        (multiple("= 3", "3.8", "1.2"), QUIET),
        (multiple("= 2", "3.8", "1.2"), QUIET),  # two times more
        (multiple("= 5", "3.8", "1.2"), WARNING),
        (multiple("< 2", "3.8", "1.2"), QUIET),  # less than two times less
        (multiple("about 5", "3.8", "1.2"), QUIET),
        (multiple("= 217", "3.8", "1.2", "%"), QUIET),  # percent more
        (multiple("= 2.6", "3.8", "1.2", "%"), QUIET),  # percentage points
        (multiple("= 68", "1.2", "3.8", "%"), QUIET),  # percent less
        (multiple("= 50", "3.8", "1.2", "%"), WARNING),
        (multiple("= 3", "1.2", "3.8"), QUIET),  # three times less
        (multiple("= 5", "3.8", "0"), QUIET),
        (multiple("= 5", "-3.8", "1.2"), QUIET),
        (multiple("= 5", "3.8", "1.2", property="half-life"), QUIET),
        (multiple("= 5", "3.8", "1.2", **{"observation.value_unit": "g"}), QUIET),
        (multiple("= 5", "3.8", "1.2", **{"observation.value_comparator": "about"}), QUIET),
        (multiple("= 5", "3.8", "1.2", "d"), QUIET),
    ],
)
def test_stated_multiple(row: Row, found: str | None) -> None:
    assert asked(stated_multiple_agrees_with_its_operands, [row]) == [found]


# The article of the repository -----------------------------------------------------------------


def test_article_of_the_repository_has_what_is_right_and_nothing_else() -> None:
    names = {
        interval_contains_estimate.name,
        interval_is_symmetric_on_its_scale.name,
        p_value_agrees_with_interval.name,
        significance_agrees_with_interval.name,
        arm_has_an_outcome.name,
        arms_sum_to_the_total.name,
        stated_multiple_agrees_with_its_operands.name,
    }
    found = [
        (str(row["rule"]), row["row"], row["severity"])
        for row in computed(REAL)
        if row["rule"] in names
    ]
    assert sorted(found) == [
        ("arm_has_an_outcome", "ARM-0004", "warning"),
        ("p_value_agrees_with_interval", "EFF-0001", "info"),
    ]
