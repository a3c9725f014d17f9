"""Rules about p values: against their interval, and against their test statistic."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from evitab.rules.statistics.p_values import p_value_agrees_with_interval
from evitab.rules.statistics.significance import significance_agrees_with_interval
from evitab.rules.statistics.statistic import p_value_agrees_with_test_statistic
from frames import asked, words
from statistics_rows import DIFFERENCE, NOTE, PERCENT, QUIET, UNKNOWN, WARNING, Row, effect, figure

POOLED: Row = {"study.design": "meta-analysis", "study.k": 11, "study.n": 4521}


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
        (effect("0.75", "0.64", "0.89", "> 0.05", p_value=None), QUIET),
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
        (statistic("t", "1.02", "< 0.05", 48, p_value=None), QUIET),
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


def test_rows_without_what_p_is_reckoned_from_need_no_scipy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    row = effect("0.81", p="= 0.05")
    assert asked(p_value_agrees_with_interval, [row]) == [QUIET]
    assert asked(p_value_agrees_with_test_statistic, [effect("", p="= 0.05")]) == [QUIET]
    assert asked(significance_agrees_with_interval, [effect("0.81", "0.70", "0.94")]) == [QUIET]
