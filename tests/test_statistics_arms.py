"""Rules about the arms of a study: their numbers, and their results."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.statistics.arms import arm_has_an_outcome, arms_sum_to_the_total
from frames import asked
from statistics_rows import NOTE, QUIET, WARNING, Row


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
