"""Statements beside their exceptions, beside each other and beside what authorities conclude."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical_rows import BY, CLAIM, found
from packages import Row, Tables

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
