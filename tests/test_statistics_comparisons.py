"""Rules about what follows from two figures: effects, and stated multiples."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.statistics.arm_values import effect_follows_from_arm_values
from evitab.rules.statistics.multiples import stated_multiple_agrees_with_its_operands
from evitab.rules.statistics.two_by_two import effect_follows_from_counts
from frames import asked
from statistics_rows import DIFFERENCE, NOTE, PERCENT, QUIET, WARNING, Row, effect, figure

SIDES: Row = {
    "study_arm_id": "ARM-1",
    "comparator_study_arm_id": "ARM-2",
    "outcome_id": "outcome",
}


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
        ({**effect(**RISK), "estimate_comparator": "="}, QUIET),
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
