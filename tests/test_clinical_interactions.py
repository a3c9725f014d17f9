"""Interactions and warnings: what authorities name, how firmly, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical_rows import BY, CLAIM, OTHER, dose, found
from evitab.rules.clinical.groups import substitute_is_not_kept_for_other_cases
from frames import found as found_in_rows
from packages import REAL, Row, computed

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


def test_substitute_without_a_name_is_called_by_its_key() -> None:
    row = {"substitute_id": "drug-y", "substance.label": "Drug X", "is_negated": False}
    known = {"substance_id": "drug-y", "action": "reserve", "is_negated": False}
    (grounds,) = found_in_rows(
        substitute_is_not_kept_for_other_cases, [row], known=[known]
    ).values()
    assert grounds["observed"] == "drug-y in place of Drug X"
