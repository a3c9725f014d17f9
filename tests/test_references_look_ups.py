"""Rules about mentions beside their entries, and about what look-ups found."""

from __future__ import annotations

from datetime import date

import pytest

from frames import Row
from references import RULES, WORK, found

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "row",
    [
        {"issued_year": 2020, "reference.issued_year": 2021},
        {"issued_year": 2020},
        {"doi": "doi:10.1234/X", "reference.doi": "10.1234/x"},
        {"doi": "10.1234/x", "reference.pmid": "1"},
        {"pmid": "PMID:1", "reference.pmid": "1"},
    ],
)
def test_mention_that_agrees_with_its_entry_is_left_alone(row: Row) -> None:
    assert found("citation_agrees_with_its_entry", row) == []


def test_mention_is_told_all_in_which_it_differs() -> None:
    years = {"issued_year": 2020, "reference.issued_year": 2018}
    dois = {"doi": "10.1234/x", "reference.doi": "10.1234/y"}
    (grounds,) = found("citation_agrees_with_its_entry", {**years, **dois})
    assert grounds["observed"] == "year 2020, DOI 10.1234/x"
    assert grounds["expected"] == "year 2018, DOI 10.1234/y"


CHECK = {
    "reference_check_id": "CHK-0001",
    "reference_id": "REF-0001",
    "service": "a library",
    "check_date": DAY,
    "basis": "It was asked.",
    "outcome": "found",
    "reference.title": "Vitamin X and Bones",
    "reference.passage_id": "PSG-0001",
    "title_found": "Vitamin X and Bones",
    "is_title_match": True,
}
OTHER = {"title_found": "A Trial of X", "is_title_match": False}
UNFOUND = {"outcome": "not-found", "title_found": None, "is_title_match": None}
UNASKED = {**UNFOUND, "outcome": "not-checked"}


@pytest.mark.parametrize(
    "checks",
    [
        [{}],
        [UNFOUND],
        [OTHER, {}],  # Another look-up confirmed the title.
        [{"title_found": "Vitamin X & bones", "reference.title": "Vitamin X, Bones"}],
        [{"title_found": "Vitamin X and bones: a trial", "is_title_match": False}],
        [{"title_found": "Vitamin X and bones – a trial", "is_title_match": False}],
    ],
)
def test_title_that_may_be_the_same_is_left_alone(checks: list[Row]) -> None:
    rows = [{**CHECK, **check} for check in checks]
    assert found("title_of_the_entry_is_the_confirmed_title", *rows) == []


def test_title_that_is_another_is_found_at_the_entry() -> None:
    rows = [{**CHECK, **OTHER}, {**CHECK, **UNFOUND}]
    (grounds,) = found("title_of_the_entry_is_the_confirmed_title", *rows)
    assert (grounds["at"], grounds["passage_id"]) == (0, "PSG-0001")
    assert "a library on 2026-11-22" in grounds["arithmetic"]
    assert "may mean another work" in grounds["assumption"]


@pytest.mark.parametrize("checks", [[], [{}], [UNASKED], [UNFOUND, {}]])
def test_work_that_was_found_or_never_sought_is_left_alone(checks: list[Row]) -> None:
    rows = [{**CHECK, **check} for check in checks]
    assert found("reference_was_found", WORK, checks=rows) == []


def test_work_that_was_sought_in_vain_is_found_once() -> None:
    rows: list[Row] = [{**CHECK, **UNFOUND}, {**CHECK, **UNFOUND, "service": "an index"}]
    rows.append({**CHECK, **UNASKED, "service": "a resolver"})
    (grounds,) = found("reference_was_found", WORK, checks=rows)
    assert "a library on 2026-11-22; an index on 2026-11-22" in grounds["observed"]
    assert "Not asked: a resolver." in grounds["arithmetic"]
    assert "does not mean that it does not exist" in grounds["assumption"]
    text = " ".join(str(value) for value in grounds.values()).lower()
    assert not any(word in text for word in ("fabricat", "fake", "invent", "made up"))


def test_retracted_work_is_found_once() -> None:
    assert found("cited_work_is_not_retracted", CHECK) == []
    retracted = {**CHECK, "retraction_date": DAY}
    (grounds,) = found("cited_work_is_not_retracted", CHECK, retracted, retracted)
    assert grounds["at"] == 1
    assert RULES["cited_work_is_not_retracted"].harm == "high"
