"""Rules about figures: which work they are credited to, if to any."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from frames import Row
from references import found

CLAIM = {
    "claim_id": "CLM-0001",
    "passage_id": "PSG-0001",
    "type": "property",
    "statement": "The half-life of X is about 3 days.",
}
FIGURE = {"claim_id": "CLM-0001", "value_reported": "about 3 days"}


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"citation_id": "CIT-0001"}, {}),
        ({"passage_id": "PSG-0002"}, {}),  # Another claim of the passage cites a work.
        ({"context_passage_id": "PSG-0002"}, {}),
        ({"type": "dosage"}, {}),
        ({"type": "case-report"}, {}),
        ({"type": "provenance"}, {}),
        ({"type": "recommendation"}, {}),
        ({}, {"value_reported": "two proteins"}),
        ({}, {"value_reported": None}),
        ({}, {"claim_id": "CLM-0002"}),
    ],
)
def test_figure_that_needs_no_work_is_left_alone(change: Row, figure: Row) -> None:
    beside: dict[str, Sequence[Row]] = {
        "quantities": [{**FIGURE, **figure}],
        "citations": [{"passage_id": "PSG-0002"}],
    }
    assert found("figure_has_a_citation", {**CLAIM, **change}, **beside) == []


@pytest.mark.parametrize(
    "beside",
    [
        {"quantities": [FIGURE]},
        {"ranges": [{"claim_id": "CLM-0001", "range_reported": "3-4"}]},
        {"foods": [{"claim_id": "CLM-0001", "serving_reported": "3 oz"}]},
        {"effects": [{"claim_id": "CLM-0001", "p_value_reported": "p = 0.03"}]},
        {"observations": [{"claim_id": "CLM-0001", "value_reported": "3%"}]},
        {"studies": [{"claim_id": "CLM-0001", "n_reported": "3 people"}]},
    ],
)
def test_figure_without_a_work_is_found(beside: dict[str, Sequence[Row]]) -> None:
    (grounds,) = found("figure_has_a_citation", CLAIM, **beside)
    assert "3" in grounds["observed"]


SINCE = {
    "property": "start-year",
    "value_low": 2018,
    "value_comparator": "=",
    "value_reported": "since 2018",
    "claim.citation.issued_year": 2012,
}


@pytest.mark.parametrize(
    "change",
    [
        {"claim.citation.issued_year": 2018},
        {"claim.citation.issued_year": 2017},  # Early in the one year, late in the other.
        {"claim.citation.issued_year": None},
        {"claim.citation.reference.issued_year": 2020},  # The entry is younger.
        {"value_comparator": "<"},
        {"property": "view-count"},
    ],
)
def test_work_that_may_tell_of_it_is_left_alone(change: Row) -> None:
    assert found("work_is_not_older_than_what_it_is_credited_with", {**SINCE, **change}) == []


def test_work_from_before_it_began_is_found() -> None:
    (grounds,) = found("work_is_not_older_than_what_it_is_credited_with", SINCE)
    assert "6 years before it began" in grounds["arithmetic"]


EFFECT = {
    "study_id": "STU-0001",
    "estimate": 50,
    "estimate_unit": "%",
    "estimate_comparator": "about",
    "estimate_reported": "about 50%",
    "outcome.label": "effectiveness",
    "study_arm.label": "Y",
    "comparator_study_arm.label": "vitamin x",
    "claim.citation.issued_year": 2022,
    "claim.citation.container_title": "Journal of Reviews",
}
THEIRS = {
    "study_id": "STU-0009",
    "estimate": 50,
    "estimate_unit": "%",
    "estimate_comparator": "about",
    "estimate_reported": "about 50 %",
    "study.n": 33,
    "outcome.label": "level of X",
    "reference.author": "Sample et al.",
    "reference.issued_year": 2011,
}
GIVEN: list[Row] = [
    {"study_id": "STU-0009", "substance_id": substance} for substance in ("x", "y", "x")
]
NAMES: list[Row] = [
    {"concept_id": "x", "label": "Vitamin X"},
    {"concept_id": "x", "label": "X"},
    {"concept_id": "y", "label": "y"},
    {"concept_id": "z", "label": "z"},
]
ORIGIN = "figure_is_credited_to_the_work_that_gave_it"


@pytest.mark.parametrize(
    ("ours", "theirs", "given"),
    [
        ({"estimate": 51}, {}, []),
        ({"estimate_unit": "mg"}, {}, []),
        ({"estimate_comparator": "="}, {}, []),
        ({"study_arm.label": "z"}, {}, []),
        ({"study_arm.label": "placebo"}, {}, []),
        ({"comparator_study_arm.label": None}, {}, []),
        ({"claim.citation.issued_year": 2012}, {}, []),
        ({"claim.citation.issued_year": None}, {}, []),
        ({"claim.citation.author": "Sample"}, {}, []),
        ({"claim.citation.author": "Dr. Ann Sample"}, {}, []),
        ({"claim.citation.reference.author": "Sample A, et al."}, {}, []),
        ({}, {"reference.issued_year": None}, []),
        ({}, {"study_id": None}, []),
        ({}, {}, [{"study_id": "STU-0009", "substance_id": "z"}]),  # Three substances.
    ],
)
def test_figure_that_may_be_the_works_own_is_left_alone(
    ours: Row, theirs: Row, given: list[Row]
) -> None:
    beside: dict[str, Sequence[Row]] = {
        "theirs": [{**THEIRS, **theirs}],
        "given": [*GIVEN, *given],
        "names": NAMES,
    }
    assert found(ORIGIN, {**EFFECT, **ours}, **beside) == []


def test_figure_of_two_works_is_nobodys() -> None:
    beside: dict[str, Sequence[Row]] = {"theirs": [THEIRS, THEIRS], "given": GIVEN, "names": NAMES}
    assert found(ORIGIN, EFFECT, **beside) == []


def test_figure_of_another_work_is_told_with_what_it_was_about() -> None:
    beside: dict[str, Sequence[Row]] = {"theirs": [THEIRS], "given": GIVEN, "names": NAMES}
    (grounds,) = found(ORIGIN, EFFECT, **beside)
    assert grounds["observed"] == "about 50%, credited to Journal of Reviews (2022)"
    assert "Sample et al. (2011), 33 people, for level of X" in grounds["expected"]
    assert "may report the other one" in grounds["assumption"]
