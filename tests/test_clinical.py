"""Clinical rules: advice that is at odds with itself or with authorities, and much that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from packages import REAL, Row, Tables, computed, grow

CLAIM = {
    "claim_id": "CLM-1001",
    "passage_id": "PSG-0002",
    "type": "dosage",
    "statement": "Made up.",
    "is_negated": "false",
    "assertion_strength": "plain",
}
OTHER = {**CLAIM, "claim_id": "CLM-1002"}
DAILY = {"frequency": "1", "period": "1", "period_unit": "d", "timing_reported": "daily"}
CASE = {"study_id": "STU-1001", "claim_id": "CLM-1001", "design": "case-report"}
BY = {"authority_id": "example-authority", "reference_id": "REF-0001", "confidence": "own-text"}
MAINTENANCE = {"purpose": "maintenance"}


def dose(number: int, mcg: str, substance: str = "vitamin-x", **cells: str) -> Row:
    """An advised dose of so many micrograms, beside the claim of its number."""
    amounts = dict.fromkeys(("dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg"), mcg)
    row = {"dosage_id": f"DOS-{1000 + number}", "claim_id": f"CLM-{1000 + number}"}
    kind = {"dose_comparator": "=", "dose_unit": "ug", "dose_reported": f"{mcg} mcg"}
    return {**row, "substance_id": substance, **amounts, **kind, "use": "recommended", **cells}


def found(folder: Path, rule: str, article: Tables, authority: Tables) -> list[Row]:
    """The findings of one rule, each cell as text."""
    rows = computed(grow(folder, article=article, authority=authority), rule)
    return [{k: v or "" for k, v in row.items()} for row in rows]


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


ADVICE = {
    **CLAIM,
    "type": "recommendation",
    "subject_id": "vitamin-x",
    "predicate": "is-advised",
    "assertion_strength": "universal",
}
EXCEPTION = "advice_without_exception_has_none"


@pytest.mark.parametrize(
    "change",
    [
        {"assertion_strength": "hedged"},
        {"assertion_strength": "emphatic"},
        {"condition_reported": "if your level is low"},
        {"is_negated": "true"},  # "never take X" agrees with "avoid X"
        {"subject_id": "vitamin-y"},
        {"predicate": "increases", "object_id": "bone-density"},
    ],
)
def test_advice_that_leaves_room_is_left_alone(change: Row, tmp_path: Path) -> None:
    assert found(tmp_path, EXCEPTION, {"claims": [{**ADVICE, **change}]}, {}) == []


@pytest.mark.parametrize("change", [{"action": "separate"}, {"is_negated": "true"}])
def test_issue_that_keeps_nobody_away_is_no_exception(change: Row, tmp_path: Path) -> None:
    issue = {"contraindication_id": "CTR-0001", **change}
    assert found(tmp_path, EXCEPTION, {"claims": [ADVICE], "contraindications": [issue]}, {}) == []


def combination(label: str) -> Tables:
    return {
        "concepts": [{"concept_id": "both", "kind": "combination"}],
        "concept_labels": [
            {"concept_id": "both", "language": "en", "label": label, "type": "preferred"}
        ],
        "claims": [{**ADVICE, "subject_id": "both", "is_negated": "true"}],
    }


@pytest.mark.parametrize(
    ("label", "count"),
    [
        ("vitamin Y without vitamin X", 1),  # so X is to be taken
        ("vitamin X without vitamin Y", 0),  # so Y is, of which nobody is warned
        ("vitamin Y with vitamin X", 0),  # advice against both together
    ],
)
def test_what_is_never_to_be_left_out_is_advised(label: str, count: int, tmp_path: Path) -> None:
    assert len(found(tmp_path, EXCEPTION, combination(label), {})) == count


LOWERS = {
    **CLAIM,
    "type": "mechanism",
    "subject_id": "vitamin-x",
    "predicate": "decreases",
    "object_id": "bone-density",
}
DIRECTION = "directions_of_one_pair_agree"


@pytest.mark.parametrize(
    "change",
    [
        {"assertion_strength": "hedged"},
        {"condition_reported": "at high doses"},
        {"population": "men"},
        {"is_negated": "true"},  # "does not lower" beside "raises"
        {"subject_id": "vitamin-y"},
        {"predicate": "increases"},  # said twice
    ],
)
def test_statements_that_can_both_hold_are_left_alone(change: Row, tmp_path: Path) -> None:
    assert found(tmp_path, DIRECTION, {"claims": [{**LOWERS, **change}]}, {}) == []


def test_affirmed_and_denied_is_found(tmp_path: Path) -> None:
    denied = {**LOWERS, "predicate": "increases", "is_negated": "true"}
    assert len(found(tmp_path, DIRECTION, {"claims": [denied]}, {})) == 2


DRUGS = {
    "concepts": [
        {"concept_id": "drug-class", "kind": "substance"},
        {"concept_id": "drug-z", "broader_id": "drug-class"},
        {"concept_id": "drug-w", "kind": "substance", "broader_id": "drug-class"},
    ],
    "concept_labels": [
        {"concept_id": each, "language": "en", "label": each.replace("-", " "), "type": "preferred"}
        for each in ("drug-class", "drug-w")
    ],
}
KNOWN = {
    "contraindication_id": "CTR-1001",
    **BY,
    "type": "interaction",
    "substance_id": "vitamin-x",
    "interactant_id": "drug-w",
    "is_negated": "false",
}
OMITTED = "interactions_of_authorities_are_named"


@pytest.mark.parametrize(
    "change",
    [
        {},  # drug Z, of one class with drug W, is named
        {"interactant_id": "drug-class"},
        {"is_negated": "true"},
        {"interactant_id": ""},
        {"substance_id": "bone-density"},
    ],
)
def test_interaction_that_is_named_in_some_way_is_left_alone(change: Row, tmp_path: Path) -> None:
    authority = {**DRUGS, "contraindications": [{**KNOWN, **change}]}
    assert found(tmp_path, OMITTED, {}, authority) == []


FIRM = "interaction_is_put_as_firmly_as_by_authorities"


@pytest.mark.parametrize(
    ("ours", "theirs", "count"),
    [
        ("avoid", "avoid", 0),
        ("", "avoid", 0),
        ("consult", "", 0),
        ("consult", "monitor", 0),
        ("consult", "keep-consistent", 0),
        ("limit", "avoid", 1),
        ("substitute", "keep-consistent", 0),
    ],
)
def test_actions_are_ranked(ours: str, theirs: str, count: int, tmp_path: Path) -> None:
    article = {"contraindications": [{"contraindication_id": "CTR-0001", "action": ours}]}
    authority = {"contraindications": [{"contraindication_id": "CTR-0001", "action": theirs}]}
    assert len(found(tmp_path, FIRM, article, authority)) == count


NATTO = {
    "nutrient_source_id": "NUT-1001",
    "claim_id": "CLM-1001",
    "kind": "food",
    "name": "Natto",
    "nutrient_id": "vitamin-x",
    "serving": "3",
    "serving_unit": "[oz_av]",
    "serving_reported": "3 ounces",
    "content": "850",
    "content_unit": "ug",
    "content_reported": "850 mcg",
}


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 0),
        ({"content": "1700"}, 0),
        ({"content": "1701"}, 1),
        ({"content": "424"}, 1),
        ({"content": "0.85", "content_unit": "mg"}, 0),
        ({"serving": "6"}, 0),
        ({"serving": "9"}, 1),
        ({"serving": "85", "serving_unit": "g"}, 0),
        ({"content": "1", "serving_unit": "[cup_us]"}, 0),
        ({"content": "1", "name": "cheese"}, 0),
        ({"content": "1", "nutrient_id": "vitamin-y"}, 0),
        ({"content": "40", "content_unit": "[iU]"}, 0),
    ],
)
def test_content_of_a_food(change: Row, count: int, tmp_path: Path) -> None:
    article = {"claims": [CLAIM], "nutrient_sources": [{**NATTO, **change}]}
    assert len(found(tmp_path, "content_agrees_with_an_authority", article, {})) == count


@pytest.mark.parametrize(("advised", "count"), [("10", 1), ("500", 0), ("850", 0), ("2000", 0)])
def test_serving_for_a_dose(advised: str, count: int, tmp_path: Path) -> None:
    article = {
        "claims": [CLAIM, OTHER],
        "dosages": [dose(2, advised)],
        "nutrient_sources": [
            {**NATTO, "content": "", "content_unit": "", "content_reported": "it"}
        ],
    }
    rule = "serving_gives_the_dose_that_is_advised"
    assert len(found(tmp_path, rule, article, {})) == count


RAISES = {**LOWERS, "subject_id": "vitamin-y", "predicate": "increases"}
CONCLUSION = {
    "conclusion_id": "CON-1001",
    **BY,
    "statement": "Made up.",
    "subject_id": "vitamin-y",
    "object_id": "bone-density",
    "is_negated": "false",
}


@pytest.mark.parametrize(
    ("claim", "theirs", "count"),
    [
        ({}, {"predicate": "increases", "is_negated": "true"}, 1),
        ({"is_negated": "true"}, {"predicate": "increases"}, 1),
        ({"is_negated": "true"}, {"predicate": "increases", "certainty": "not-established"}, 0),
        ({}, {"predicate": "increases"}, 0),
        ({}, {"predicate": "slows", "is_negated": "true"}, 0),
        ({"object_id": ""}, {"predicate": "increases", "is_negated": "true"}, 0),
        ({}, {"predicate": "increases", "is_negated": "true", "subject_id": "drug-z"}, 0),
    ],
)
def test_what_an_authority_denies(claim: Row, theirs: Row, count: int, tmp_path: Path) -> None:
    article = {"claims": [{**RAISES, **claim}]}
    authority = {"conclusions": [{**CONCLUSION, **theirs}]}
    rule = "assertion_is_not_denied_by_an_authority"
    assert len(found(tmp_path, rule, article, authority)) == count


@pytest.mark.parametrize(
    ("claim", "certainty", "count"),
    [
        ({}, "not-established", 1),
        ({"assertion_strength": "universal"}, "not-established", 1),
        ({"assertion_strength": "hedged"}, "not-established", 0),
        ({"is_negated": "true"}, "not-established", 0),
        ({"predicate": "is-a"}, "not-established", 0),
        ({}, "established", 0),
        ({}, "", 0),
    ],
)
def test_what_an_authority_leaves_open(
    claim: Row, certainty: str, count: int, tmp_path: Path
) -> None:
    theirs = {**CONCLUSION, "predicate": "has-effect-on", "certainty": certainty}
    rule = "effect_is_asserted_no_more_firmly_than_authorities_hold_it"
    rows = found(tmp_path, rule, {"claims": [{**RAISES, **claim}]}, {"conclusions": [theirs]})
    assert len(rows) == count


@pytest.mark.parametrize(("mcg", "count"), [("10", 0), ("20", 0), ("5", 0), ("21", 1), ("4", 1)])
def test_dose_that_was_studied(mcg: str, count: int, tmp_path: Path) -> None:
    studied = dose(2, "10", use="studied", study_id="STU-0001")
    article = {"claims": [CLAIM, OTHER], "dosages": [dose(1, mcg), studied]}
    assert len(found(tmp_path, "advised_dose_is_one_that_was_studied", article, {})) == count


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"value_low": "55", "value_high": "55"}, 0),
        ({"value_unit": "d", "value_low": "3", "value_high": "3"}, 0),
        ({"value_comparator": ">"}, 0),
        ({"value_unit": ""}, 0),
        ({"value_unit": "mg"}, 0),
        ({"property": "experience"}, 0),
    ],
)
def test_figure_of_an_authority(change: Row, count: int, tmp_path: Path) -> None:
    ours = {
        "quantity_id": "QTY-1001",
        "claim_id": "CLM-1001",
        "subject_id": "vitamin-y",
        "property": "half-life",
        "value_low": "3",
        "value_high": "3",
        "value_comparator": "about",
        "value_unit": "h",
        "value_reported": "3 hours",
    }
    theirs = {
        **{key: ours[key] for key in ("quantity_id", "subject_id", "property", "value_unit")},
        **BY,
        "value_low": "68",
        "value_high": "72",
        "value_comparator": "=",
        "value_reported": "68-72 h",
    }
    article = {"claims": [CLAIM], "quantities": [{**ours, **change}]}
    rule = "figure_agrees_with_an_authority"
    assert len(found(tmp_path, rule, article, {"quantities": [theirs]})) == count


@pytest.mark.parametrize(
    ("whom", "warned", "count"),
    [("men", "men", 1), ("men", "women", 0), ("", "", 0), ("men", "", 0)],
)
def test_group_that_is_warned(whom: str, warned: str, count: int, tmp_path: Path) -> None:
    article = {
        "claims": [{**CLAIM, "population": whom}, {**OTHER, "population": warned}],
        "dosages": [dose(1, "10", "vitamin-y")],
        "contraindications": [
            {
                "contraindication_id": "CTR-1001",
                "claim_id": "CLM-1002",
                "type": "precaution",
                "substance_id": "vitamin-y",
                "is_negated": "false",
                "action": "avoid",
            }
        ],
    }
    rule = "group_that_is_warned_is_not_advised_a_dose"
    assert len(found(tmp_path, rule, article, {})) == count


def test_controls_of_the_article_stay_silent() -> None:
    """Drugs that do not interact with vitamin K, its missing UL, the half-life of MK-7."""
    silent = {"CTR-0003", "CTR-0004", "CTR-0005", "CTR-0006", "CLM-0167", "QTY-0005"}
    assert [row for row in computed(REAL) if row["row"] in silent] == []
