"""Rules about lists of references: what is on them, and what points to it."""

from __future__ import annotations

import pytest

from evitab.finding import Severity
from frames import Row
from references import WORK, found, works


def test_entry_is_cited_where_any_is() -> None:
    entries = works({}, {})
    assert found("reference_is_cited", *entries) == []  # A reading list.
    cited: list[Row] = [{"reference_id": "REF-0001"}, {}]
    (grounds,) = found("reference_is_cited", *entries, citations=cited)
    assert grounds["at"] == 1


def test_mention_has_an_entry_where_there_is_a_list() -> None:
    mentions: list[Row] = [{"reference_id": "REF-0001"}, {"pmid": "1"}, {}]
    assert found("citation_has_an_entry", *mentions) == []
    grounds = found("citation_has_an_entry", *mentions, references=works({}))
    assert [row["at"] for row in grounds] == [1, 2]
    assert "only its identifier" in grounds[0]["arithmetic"]
    assert "names no author" in grounds[1]["observed"]


COUNT = {
    "property": "reference-count",
    "value_low": 3,
    "value_high": 3,
    "value_comparator": "=",
    "value_reported": "3",
    "claim.is_negated": False,
}


@pytest.mark.parametrize(
    ("change", "listed"),
    [
        ({}, 3),
        ({}, 0),  # The list may be shown elsewhere.
        ({"value_comparator": ">"}, 4),
        ({"value_comparator": "about"}, 4),
        ({"value_high": 4}, 4),
        ({"property": "article-count"}, 4),
        ({"claim.is_negated": True}, 4),
        ({"value_low": None, "value_high": None}, 4),
    ],
)
def test_count_that_may_agree_is_left_alone(change: Row, listed: int) -> None:
    entries = works(*[{}] * listed)
    rule = "declared_count_agrees_with_the_list"
    assert found(rule, {**COUNT, **change}, references=entries) == []


@pytest.mark.parametrize("listed", [2, 4])
def test_count_that_does_not_agree_is_found(listed: int) -> None:
    entries = works(*[{}] * listed)
    (grounds,) = found("declared_count_agrees_with_the_list", COUNT, references=entries)
    assert (grounds["observed"], grounds["expected"]) == ("3", str(listed))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Vitamin X and Teeth"},
        {"issued_year": 2021},  # Another edition, or another year of a column.
        {"container_title": "Journal of Samples"},
        {"container_title": None},
        {"doi": "10.1234/y"},
        {"pmid": "2"},
        {"isbn": "3-16-148410-X"},
    ],
)
def test_entries_that_may_be_two_works_are_left_alone(change: Row) -> None:
    one = {"doi": "10.1234/x", "pmid": "1", "isbn": "978-3-16-148410-0"}
    assert found("reference_is_listed_once", *works(one, change)) == []


def test_chapters_of_one_book_are_two_works() -> None:
    isbn = {"isbn": "978-3-16-148410-0", "type": "book", "container_title": "Vitamins"}
    assert found("reference_is_listed_once", *works(isbn, {**isbn, "title": "Vitamin Y"})) == []


@pytest.mark.parametrize(
    ("one", "other", "by", "severity"),
    [
        ({}, {"title": "Vitamin X, and bones."}, "title", Severity.INFO),
        ({"doi": "10.1234/x"}, {}, "title", Severity.INFO),
        ({"doi": "10.1234/x"}, {"doi": "doi:10.1234/X", "title": "Y"}, "DOI", Severity.WARNING),
        ({"pmid": "1"}, {"pmid": "1", "title": "Y"}, "PubMed identifier", Severity.WARNING),
        (
            {"isbn": "978-3-16-148410-0"},
            {"isbn": "9783161484100", "container_title": None},
            "title",
            Severity.INFO,
        ),
    ],
)
def test_work_that_is_listed_twice_is_found_once(
    one: Row, other: Row, by: str, severity: Severity
) -> None:
    (grounds,) = found("reference_is_listed_once", *works({"title": "Z"}, one, other))
    assert (grounds["at"], grounds["related_rows"]) == (2, "REF-0002")
    assert f"the {by} of REF-0002" in grounds["observed"]
    assert grounds["severity"] == severity


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"type": "pamphlet", "author": None},  # The body that publishes it is its author.
        {"type": "book", "container_title": None},  # A publisher has no column.
        {"type": "webpage", "container_title": None, "url": "https://example.org"},
        {"type": None, "container_title": None},
    ],
)
def test_entry_that_is_whole_is_left_alone(change: Row) -> None:
    assert found("reference_has_its_required_fields", {**WORK, **change}) == []


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"author": None}, "no author"),
        ({"issued_year": None}, "no year"),
        ({"author": None, "issued_year": None}, "no author, year"),
        ({"container_title": None}, "no journal, site or address"),
        ({"type": "pamphlet", "author": None, "container_title": None, "url": "x"}, "no author"),
    ],
)
def test_entry_that_is_not_whole_is_found_once(change: Row, missing: str) -> None:
    (grounds,) = found("reference_has_its_required_fields", {**WORK, **change})
    assert grounds["observed"] == missing


POLICY = {
    "claim_id": "CLM-0001",
    "subject_id": "reference-list",
    "predicate": "has-attribute",
    "object_id": "peer-reviewed",
    "is_negated": False,
}
AGENCIES = {
    "claim_id": "CLM-0002",
    "predicate": "cites-among-few",
    "object_id": "agencies",
    "object.label": "agencies",
    "is_negated": False,
}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("article-journal", {}),
        ("book", {}),
        ("report", {}),
        (None, {}),
        ("webpage", {"is_negated": True}),
        ("webpage", {"object_id": "fact-checked"}),
        ("webpage", {"subject_id": "this-article"}),
    ],
)
def test_entry_that_may_fit_the_policy_is_left_alone(kind: str | None, change: Row) -> None:
    entry = {**WORK, "type": kind}
    rule = "reference_type_fits_the_stated_policy"
    assert found(rule, entry, claims=[{**POLICY, **change}]) == []


def test_entry_that_does_not_fit_the_policy_is_told_with_what_may_cover_it() -> None:
    rule, entry = "reference_type_fits_the_stated_policy", {**WORK, "type": "pamphlet"}
    (alone,) = found(rule, entry, claims=[POLICY])
    assert "can be reliable" in alone["assumption"]
    assert "Elsewhere" not in alone["assumption"]
    (covered,) = found(rule, entry, claims=[POLICY, AGENCIES])
    assert covered["related_rows"] == "CLM-0001"
    assert "cites agencies; by that statement the entry may be in order" in covered["assumption"]
