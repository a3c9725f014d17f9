"""Doses beside upper levels, the own maintenance dose, conditions, courses and studies."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical_rows import BY, CASE, CLAIM, DAILY, MAINTENANCE, OTHER, dose, found
from packages import Row

UPPER = "dose_is_within_the_upper_levels"


@pytest.mark.parametrize(
    ("claim", "row"),
    [
        ({}, dose(1, "100", **DAILY)),  # as much as the level is not above it
        ({}, dose(1, "700", frequency="1", period="1", period_unit="wk", timing_reported="weekly")),
        ({}, dose(1, "200", **DAILY, use="studied", study_id="STU-0001")),
        ({}, dose(1, "200", substance="vitamin-y", **DAILY)),  # none is set
        ({"population": "children-4-8-years"}, dose(1, "200", **DAILY)),  # no level of their own
        ({"population": "pregnant-women"}, dose(1, "200", **DAILY)),
        ({}, {**dose(1, "200", **DAILY), "dose_low_mcg": "", "dose_high_mcg": ""}),
    ],
)
def test_dose_within_the_upper_levels_is_left_alone(claim: Row, row: Row, tmp_path: Path) -> None:
    article = {"claims": [{**CLAIM, **claim}], "dosages": [row]}
    assert found(tmp_path, UPPER, article, {}) == []


@pytest.mark.parametrize(
    ("row", "severity", "harm"),
    [
        (dose(1, "101", **DAILY), "warning", "high"),
        (dose(1, "60", frequency="2", period="1", period_unit="d"), "warning", "high"),
        (dose(1, "200", use="author"), "warning", "high"),
        (dose(1, "140", condition_range_id="RNG-0001"), "info", "medium"),
        (dose(1, "160", condition_range_id="RNG-0001"), "warning", "high"),
    ],
)
def test_dose_above_the_upper_levels_is_weighed(
    row: Row, severity: str, harm: str, tmp_path: Path
) -> None:
    (finding,) = found(tmp_path, UPPER, {"claims": [CLAIM], "dosages": [row]}, {})
    assert (finding["severity"], finding["harm"]) == (severity, harm)
    assert "healthy people of the general population" in finding["assumption"]
    is_course = "condition_range_id" in row
    assert (
        "treatment of a deficiency" in finding["arithmetic"].lower()
        or "as much for treatment" in finding["arithmetic"]
    ) == is_course


def test_level_that_is_kept_is_named_beside_the_one_exceeded(tmp_path: Path) -> None:
    higher = {
        "reference_intake_id": "INT-1001",
        **BY,
        "nutrient_id": "vitamin-x",
        "type": "upper-limit",
        "population": "adults",
        "status": "set",
        "value": "250",
        "unit": "ug/d",
        "value_mcg": "250",
    }
    article = {"claims": [CLAIM], "dosages": [dose(1, "125", **DAILY)]}
    (finding,) = found(tmp_path, UPPER, article, {"reference_intakes": [higher]})
    assert "Within: example authority 2020, adults: upper limit 250 mcg" in finding["arithmetic"]
    assert finding["harm"] == "medium"


DEFAULT = "default_dose_is_within_the_own_maintenance_range"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (dose(1, "10", **MAINTENANCE), dose(2, "10")),
        (dose(1, "10", **MAINTENANCE), dose(2, "50", condition_range_id="RNG-0001")),
        (dose(1, "10", **MAINTENANCE), dose(2, "50", duration_reported="for 4 weeks")),
        (dose(1, "10", **MAINTENANCE), dose(2, "50", use="author")),
        (dose(1, "10", "vitamin-y", **MAINTENANCE), dose(2, "50")),
        (dose(1, "10", **MAINTENANCE), dose(2, "50", **MAINTENANCE)),  # which one is meant?
    ],
)
def test_default_dose_that_may_agree_is_left_alone(first: Row, second: Row, tmp_path: Path) -> None:
    article = {"claims": [CLAIM, OTHER], "dosages": [first, second]}
    assert found(tmp_path, DEFAULT, article, {}) == []


LEVEL = {
    "observation_id": "OBS-1001",
    "claim_id": "CLM-1001",
    "study_id": "STU-1001",
    "variable_id": "vitamin-x-in-serum",
    "value": "12",
    "value_comparator": "=",
    "value_unit": "ng/mL",
    "value_reported": "12 ng/mL",
}
TAKEN = dose(1, "10", use="case", study_id="STU-1001")
CONDITION = "dose_is_given_where_its_condition_holds"


@pytest.mark.parametrize(
    "change",
    [
        {"value": "8"},  # deficient, as the advice wants it
        {"value_unit": "nmol/L"},
        {"value": ""},
        {"variable_id": "bone-density"},
        {"study_id": "STU-0001"},
    ],
)
def test_case_that_may_meet_the_condition_is_left_alone(change: Row, tmp_path: Path) -> None:
    article = {
        "claims": [CLAIM],
        "studies": [CASE],
        "dosages": [TAKEN],
        "observations": [{**LEVEL, **change}],
    }
    assert found(tmp_path, CONDITION, article, {}) == []


COURSE = "dose_is_taken_no_longer_than_its_course"


@pytest.mark.parametrize(
    "length",
    [
        {"duration_low": "4", "duration_high": "4", "duration_unit": "wk"},
        {"duration_reported": "for a while"},
        {"duration_reported": "for years", "dose_low_mcg": "50", "dose_high_mcg": "50"},
        {"duration_reported": "for years", "use": "author", "study_id": ""},
    ],
)
def test_course_that_is_kept_is_left_alone(length: Row, tmp_path: Path) -> None:
    article = {"claims": [CLAIM], "studies": [CASE], "dosages": [{**TAKEN, **length}]}
    assert found(tmp_path, COURSE, article, {}) == []


@pytest.mark.parametrize(
    "length",
    [
        {"duration_low": "5", "duration_high": "5", "duration_unit": "wk"},
        {"duration_reported": "For  Months"},
        {"instruction_reported": "for many years"},
    ],
)
def test_course_that_is_outlasted_is_found(length: Row, tmp_path: Path) -> None:
    article = {"claims": [CLAIM], "studies": [CASE], "dosages": [{**TAKEN, **length}]}
    assert len(found(tmp_path, COURSE, article, {})) == 1


@pytest.mark.parametrize(("mcg", "count"), [("10", 0), ("20", 0), ("5", 0), ("21", 1), ("4", 1)])
def test_dose_that_was_studied(mcg: str, count: int, tmp_path: Path) -> None:
    studied = dose(2, "10", use="studied", study_id="STU-0001")
    article = {"claims": [CLAIM, OTHER], "dosages": [dose(1, mcg), studied]}
    assert len(found(tmp_path, "advised_dose_is_one_that_was_studied", article, {})) == count
