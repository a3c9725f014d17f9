"""True samples, honestly printed: no rule of statistics finds anything, whichever way halves go."""

from __future__ import annotations

import decimal
from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

from evitab.rule import Rule
from evitab.rules.statistics.intervals import interval_contains_estimate
from evitab.rules.statistics.means import (
    mean_is_possible_for_its_sample_size,
    standard_deviation_is_possible_for_its_mean,
)
from evitab.rules.statistics.p_values import p_value_agrees_with_interval
from evitab.rules.statistics.proportions import standard_deviation_is_possible_for_a_proportion
from evitab.rules.statistics.shares import percentage_follows_from_counts
from evitab.rules.statistics.significance import significance_agrees_with_interval
from evitab.rules.statistics.statistic import p_value_agrees_with_test_statistic
from evitab.rules.statistics.symmetry import interval_is_symmetric_on_its_scale
from evitab.rules.statistics.two_by_two import effect_follows_from_counts
from frames import asked, frame
from statistics_rows import Row, figure

MODES = [
    decimal.ROUND_HALF_UP,
    decimal.ROUND_HALF_EVEN,
    decimal.ROUND_HALF_DOWN,
]
OF_INTERVALS = [
    interval_contains_estimate,
    interval_is_symmetric_on_its_scale,
    p_value_agrees_with_interval,
    significance_agrees_with_interval,
]
SAMPLES = 700


def printed(value: float, decimals: int, mode: str) -> str:
    """A number as it is printed, a half rounded as the mode says."""
    # Twelve digits are more than is printed, and take the float's own rounding off a half.
    exact = decimal.Decimal(f"{value:.12f}")
    return str(exact.quantize(decimal.Decimal(1).scaleb(-decimals), rounding=mode))


def flagged(rules: list[Rule], rows: list[Row]) -> list[tuple[str, Row]]:
    """What the rules find in rows of their table."""
    found: list[tuple[str, Row]] = []
    for rule in rules:
        holds = rule.holds(frame(rule.tables[0], rule.reads, rows))
        found.extend((rule.name, rows[place]) for place in np.flatnonzero(~holds))
    return found


def with_interval(
    random: np.random.Generator, decimals: int, mode: str, *, df: float, is_ratio: bool
) -> Row:
    """An effect with interval and p, both by t with such degrees of freedom or normal."""
    level, error = random.choice([90.0, 95.0, 99.0]), random.uniform(0.02, 0.6)
    middle = random.normal(0, 2.5) * error
    half = error * special.stdtrit(df, 0.5 + level / 200)
    numbers = [middle, middle - half, middle + half]
    if is_ratio:
        numbers = [float(np.exp(number)) for number in numbers]
    p = 2 * special.stdtr(df, -abs(middle) / error)
    texts = [printed(number, decimals, mode) for number in numbers]
    return {
        **figure("estimate", texts[0]),
        "ci_low": float(texts[1]),
        "ci_high": float(texts[2]),
        "ci_level": level,
        "ci_reported": f"{level:g} % CI {texts[1]} to {texts[2]}",
        **figure("p_value", printed(p, 3, mode)),
        "is_significant": bool(p < 1 - level / 100) if level == 95 else None,
        "scale": random.choice(["ratio" if is_ratio else "difference", "unknown"]),
        "estimate_unit": "1" if is_ratio else random.choice(["%", "ng/mL"]),
    }


@pytest.mark.parametrize("is_ratio", [True, False])
@pytest.mark.parametrize("mode", MODES)
def test_normal_intervals_and_p_values_agree(mode: str, is_ratio: bool) -> None:
    random = np.random.default_rng(1)
    rows = [
        with_interval(random, 1 + place % 3, mode, df=np.inf, is_ratio=is_ratio)
        for place in range(SAMPLES)
    ]
    assert flagged(OF_INTERVALS, rows) == []


@pytest.mark.parametrize("mode", MODES)
def test_intervals_and_p_values_by_t_are_at_most_noted(mode: str) -> None:
    random = np.random.default_rng(2)
    rows = []
    for place in range(SAMPLES):
        n = int(random.integers(4, 40))
        row = with_interval(random, 1 + place % 3, mode, df=n - 2, is_ratio=bool(place % 2))
        rows.append({**row, "study.n": n})
    assert flagged([r for r in OF_INTERVALS if r is not p_value_agrees_with_interval], rows) == []
    said = asked(p_value_agrees_with_interval, rows)
    assert set(said) == {None, "info"}


@pytest.mark.parametrize("mode", MODES)
def test_pooled_intervals_by_hartung_and_knapp_are_at_most_noted(mode: str) -> None:
    random = np.random.default_rng(3)
    rows = []
    for place in range(SAMPLES):
        k = int(random.integers(3, 25))
        row = with_interval(random, 1 + place % 3, mode, df=k - 1, is_ratio=True)
        rows.append({**row, "study.design": "meta-analysis", "study.k": k, "study.n": 5000})
    assert set(asked(p_value_agrees_with_interval, rows)) == {None, "info"}


@pytest.mark.parametrize("mode", MODES)
def test_test_statistics_and_p_values_agree(mode: str) -> None:
    random = np.random.default_rng(4)
    rows = []
    for place in range(4 * SAMPLES):
        df, decimals = float(random.integers(3, 120)), 1 + place % 3
        second = float(random.integers(3, 120))
        t = random.standard_t(df)
        r = t / np.sqrt(df + t**2)
        f, chi = random.f(df, second), random.chisquare(df)
        kind, value, p = [
            ("t", t, 2 * special.stdtr(df, -abs(t))),
            ("r", r, 2 * special.stdtr(df, -abs(t))),
            ("F", f, special.fdtrc(df, second, f)),
            ("chi-squared", chi, special.chdtrc(df, chi)),
            ("z", t, 2 * special.ndtr(-abs(t))),
        ][place % 5]
        rows.append(
            {
                "statistic_type": kind,
                **figure("statistic", printed(value, decimals, mode)),
                "df_1": df,
                "df_2": second,
                **figure("p_value", printed(float(p), 1 + (place // 5) % 3, mode)),
            }
        )
    assert flagged([p_value_agrees_with_test_statistic], rows) == []


@pytest.mark.parametrize("mode", MODES)
def test_means_and_deviations_of_whole_numbers_are_possible(mode: str) -> None:
    random = np.random.default_rng(5)
    rows = []
    for place in range(3 * SAMPLES):
        n, items = int(random.integers(2, 90)), int(random.integers(1, 5))
        scores = random.integers(-3, 8, size=(n, items)).mean(axis=1)
        decimals = 1 + place % 3
        rows.append(
            {
                **figure("value", printed(float(scores.mean()), decimals, mode)),
                **figure("sd", printed(float(scores.std(ddof=1)), 1 + (place // 3) % 3, mode)),
                "items": items,
                "items_comparator": "=",
                "n": n,
                "n_comparator": "=",
            }
        )
    rules = [mean_is_possible_for_its_sample_size, standard_deviation_is_possible_for_its_mean]
    assert flagged(rules, rows) == []


@pytest.mark.parametrize("whole", [1, 100])
@pytest.mark.parametrize("mode", MODES)
def test_shares_and_their_deviations_are_possible(mode: str, whole: int) -> None:
    random = np.random.default_rng(6)
    rows = []
    for place in range(2 * SAMPLES):
        n = int(random.integers(2, 300))
        events = int(random.integers(0, n + 1))
        decimals, share = 1 + place % 3, events / n
        sd = np.sqrt(share * (1 - share) * n / (n - 1))
        rows.append(
            {
                **figure("value", printed(whole * share, decimals, mode)),
                **figure("sd", printed(whole * float(sd), 1 + (place // 3) % 3, mode)),
                "value_unit": "%" if whole == 100 else "1",
                "handling": "dichotomous",
                "events": events,
                "events_comparator": "=",
                "n": n,
                "n_comparator": "=",
            }
        )
    rules = [standard_deviation_is_possible_for_a_proportion, percentage_follows_from_counts]
    assert flagged(rules, rows) == []


MEASURES: dict[str, Callable[[float, float], float]] = {
    "risk-ratio": lambda ours, theirs: ours / theirs,
    "odds-ratio": lambda ours, theirs: (ours / (1 - ours)) / (theirs / (1 - theirs)),
    "risk-difference": lambda ours, theirs: ours - theirs,
    "number-needed-to-treat": lambda ours, theirs: 1 / abs(ours - theirs),
}


@pytest.mark.parametrize("mode", MODES)
def test_effects_of_true_counts_follow_from_them(mode: str) -> None:
    random = np.random.default_rng(7)
    effects, observations = [], []
    for place in range(2 * SAMPLES):
        sizes = random.integers(20, 200, size=2)
        events = [int(random.integers(1, size)) for size in sizes]
        if events[0] * sizes[1] == events[1] * sizes[0]:
            continue
        measure = list(MEASURES)[place % 4]
        value = MEASURES[measure](events[0] / sizes[0], events[1] / sizes[1])
        for arm in (0, 1):
            observations.append(
                {
                    "observation_id": f"OBS-{place}-{arm}",
                    "study_arm_id": f"ARM-{place}-{arm}",
                    "variable_id": "outcome",
                    "events": events[arm],
                    "events_comparator": "=",
                    "n": int(sizes[arm]),
                    "n_comparator": "=",
                }
            )
        effects.append(
            {
                "measure": measure,
                "study_arm_id": f"ARM-{place}-0",
                "comparator_study_arm_id": f"ARM-{place}-1",
                "outcome_id": "outcome",
                **figure("estimate", printed(value, place % 3, mode)),
            }
        )
    assert set(asked(effect_follows_from_counts, effects, observations=observations)) == {None}
