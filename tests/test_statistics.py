"""Formulas of statistics: the cases of `statistics_cases.csv`, many of them published ones."""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evitab.statistics import counts, granularity
from evitab.statistics.p_values import (
    STATISTICS,
    p_from_interval,
    p_from_statistic,
    p_range_from_interval,
    p_range_from_statistic,
)
from evitab.statistics.rounding import printed_bounds, printed_decimals
from evitab.statistics.scales import READINGS, Interval

with (Path(__file__).parent / "statistics_cases.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def answer(case: dict[str, str]) -> Any:
    """What the function of a case gives: a number, or yes or no."""
    texts = [text.strip() or None for text in case["reported"].split("|")]
    words = case["figures"].split()
    values = [float(word) for word in words if word not in {*STATISTICS, "ratio", "difference"}]
    return ASKED.get(case["function"], counted)(case["function"], words, values, texts)


def counted(function: str, _: list[str], values: list[float], texts: list[Any]) -> Any:
    return getattr(counts, function)(*values)


def from_interval(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    return p_from_interval(*values, is_ratio=words[-1] == "ratio")


def from_statistic(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    return p_from_statistic(words[0], *values)


def decimals(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    return printed_decimals(values[0], texts[0])


def fits(_: str, words: list[str], values: list[float], texts: list[Any]) -> bool:
    """Whether a statistic as printed may have the p that is printed last."""
    box, df = printed_bounds(values[0], texts[0]), values[1:-1]
    low, high = p_range_from_statistic(words[0], box, *df)
    least, most = printed_bounds(values[-1], texts[1])
    return bool(low <= most and high >= least)


def mean(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    return granularity.mean_is_possible(*values, reported=texts[0])


def deviation(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    return granularity.deviation_is_possible(*values, reported=texts[0], sd_reported=texts[1])


def zeros_and_ones(_: str, words: list[str], values: list[float], texts: list[Any]) -> Any:
    possible = granularity.deviation_of_share_is_possible
    return possible(*values, reported=texts[0], sd_reported=texts[1])


ASKED = {
    "p_from_interval": from_interval,
    "p_from_statistic": from_statistic,
    "p_fits_statistic": fits,
    "decimals": decimals,
    "mean": mean,
    "deviation": deviation,
    "zeros_and_ones": zeros_and_ones,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_case_gives_what_is_known_of_it(case: dict[str, str]) -> None:
    got, expected = answer(case), case["expected"]
    if expected in {"yes", "no"}:
        assert bool(got) is (expected == "yes"), case["why"]
    else:
        tolerance = 0.5 * 10.0 ** -len(expected.partition(".")[2]) if "." in expected else 1e-9
        assert float(got) == pytest.approx(float(expected), abs=tolerance, nan_ok=True)


def test_cases_have_names_of_their_own() -> None:
    names = [case["case"] for case in CASES]
    assert len(set(names)) == len(names) >= 100


def test_functions_take_columns_as_well_as_numbers() -> None:
    n = [int(case["figures"].split()[1]) for case in CASES if case["case"] in {"G001", "G002"}]
    assert granularity.mean_is_possible([5.19, 5.19], n, reported=["5.19", "5.19"]).tolist() == [
        False,
        True,
    ]
    low, high = printed_bounds([1, 2, None], ["1.0", "2.00", None])
    assert low == pytest.approx([0.95, 1.995, math.nan], nan_ok=True)
    assert high == pytest.approx([1.05, 2.005, math.nan], nan_ok=True)


def test_article_s_figures_fit_hartung_and_knapp_alone() -> None:
    texts = (("24%", 24), ("95% CI: 11-39%", 11), ("95% CI: 11-39%", 39))
    read = Interval(*(printed_bounds(value, text) for text, value in texts)).read_as("more")
    box = (read.estimate, read.low, read.high)
    assert read.may_be_symmetric()
    normal = p_range_from_interval(*box)
    pooled = p_range_from_interval(*box, df_interval=10, df_test=10)
    assert normal[1] < 0.0015
    assert pooled[0] == pytest.approx(0.0011, abs=0.00005)
    assert pooled[1] == pytest.approx(0.0024, abs=0.00005)


@pytest.mark.parametrize("reading", READINGS)
def test_reading_of_a_ratio_without_a_value_is_not_known(reading: str) -> None:
    boxes = tuple(printed_bounds(value) for value in (-250.0, -300.0, -200.0))
    read = Interval(*boxes).read_as(reading)
    assert np.isnan(read.estimate[1]) == (reading not in {"difference", "less", "excess"})


@pytest.mark.parametrize("n", [5, 6])
def test_deviations_are_possible_if_and_only_if_some_numbers_have_them(n: int) -> None:
    """GRIMMER against every sample of small whole numbers."""
    real = {
        (sum(sample), sum(number**2 for number in sample))
        for sample in itertools.combinations_with_replacement(range(-3, 5), n)
    }
    grid = [(f"{m / 100:.2f}", f"{s / 50:.2f}") for m in range(0, 100, 1) for s in range(90)]
    means, deviations = ([float(pair[place]) for pair in grid] for place in (0, 1))
    got = granularity.deviation_is_possible(
        means,
        deviations,
        [n] * len(grid),
        reported=[mean for mean, _ in grid],
        sd_reported=[deviation for _, deviation in grid],
    )
    has_mean = granularity.mean_is_possible(means, [n] * len(grid), reported=[m for m, _ in grid])
    for mean, deviation, is_asked, is_possible in zip(
        means, deviations, has_mean, got, strict=True
    ):
        if is_asked:
            exists = any(
                abs(total / n - mean) <= 0.005 + 1e-9
                and abs(math.sqrt((squares - total**2 / n) / (n - 1)) - deviation) <= 0.005 + 1e-9
                for total, squares in real
            )
            assert bool(is_possible) is exists, (mean, deviation)


def test_deviation_of_a_population_is_told_from_that_of_a_sample() -> None:
    possible = granularity.deviation_is_possible
    figures: dict[str, Any] = {"reported": "3.50", "sd_reported": "0.50"}
    assert not possible(3.5, 0.5, 10, **figures)
    assert possible(3.5, 0.5, 10, is_of_population=True, **figures)
