"""Rules about identifiers of works, and about what a DOI says of its work."""

from __future__ import annotations

import pytest

from evitab.finding import Severity
from frames import Row
from references import found


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("doi_is_well_formed", {"doi": "10.3390/nu15051203"}),
        ("doi_is_well_formed", {}),
        ("pmid_is_well_formed", {"pmid": "38512345"}),
        ("pmid_is_well_formed", {"pmid": "12345"}),
        ("isbn_is_well_formed", {"isbn": "978-3-16-148410-0"}),
    ],
)
def test_identifier_that_may_be_right_is_left_alone(name: str, row: Row) -> None:
    assert found(name, row) == []


@pytest.mark.parametrize(
    ("name", "row", "inner"),
    [
        ("doi_is_well_formed", {"doi": "doi:10.1234/x"}, "10.1234/x"),
        ("doi_is_well_formed", {"doi": "10.1234/x."}, "10.1234/x"),
        ("pmid_is_well_formed", {"pmid": "PMID:38512345"}, "38512345"),
        ("isbn_is_well_formed", {"isbn": "ISBN:9783161484100"}, "9783161484100"),
    ],
)
def test_label_or_punctuation_is_named_kindly(name: str, row: Row, inner: str) -> None:
    (grounds,) = found(name, row)
    assert (grounds["expected"], grounds["severity"]) == (inner, Severity.INFO)
    assert "A reader sees what is meant" in grounds["arithmetic"]


@pytest.mark.parametrize(
    ("name", "row", "other"),
    [
        ("doi_is_well_formed", {"doi": "38512345"}, "a PubMed identifier"),
        ("pmid_is_well_formed", {"pmid": "10.1234/x"}, "a DOI"),
        ("pmid_is_well_formed", {"pmid": "PMC1234567"}, "a PubMed Central identifier"),
    ],
)
def test_identifier_of_another_kind_is_told_as_one(name: str, row: Row, other: str) -> None:
    (grounds,) = found(name, row)
    assert f"It has the form of {other}." in grounds["arithmetic"]
    assert grounds["severity"] is None


NUTRIENTS = {"doi": "10.3390/nu15081810", "volume": "15", "issued_year": 2023}


@pytest.mark.parametrize(
    ("doi", "year", "known"),
    [
        ("10.3390/nu15051203", 2023, [NUTRIENTS]),
        ("10.3390/nu15051203", 2022, [NUTRIENTS]),  # Online ahead of print.
        ("10.3390/nu15051203", 2019, []),  # Nothing tells the year of the volume.
        ("10.3390/nu12051203", 2019, [NUTRIENTS]),  # Another volume.
        ("10.3390/jcm15051203", 2019, [NUTRIENTS]),  # Another journal.
        ("10.3390/nu15051203", 2019, [{**NUTRIENTS, "volume": "8"}]),  # The form is read wrong.
        ("10.3390/nu150512034", 2019, [NUTRIENTS]),  # An article number of five digits.
        ("10.2903/j.efsa.2021.1", 2020, []),
        ("10.1001/jama.2019.11889", 2020, []),
        ("10.1234/x.2001.5", 2021, []),  # Not known to be a year.
        ("10.2903/j.efsa.2021.1", None, []),
        (None, 2021, []),
    ],
)
def test_year_that_may_agree_with_the_doi_is_left_alone(
    doi: str | None, year: int | None, known: list[Row]
) -> None:
    row = {"doi": doi, "issued_year": year}
    assert found("doi_says_the_same_year", row, known=known) == []


@pytest.mark.parametrize(
    ("doi", "year", "said"),
    [
        ("10.2903/j.efsa.2021.1", 2018, "10.2903/j.efsa.2021.1 carries 2021"),
        ("doi:10.1001/jama.2019.11889", 2023, "carries 2019"),
        ("10.3390/nu15051203", 2013, "names volume 15 of the journal nu"),
    ],
)
def test_year_that_the_doi_speaks_against_is_found(doi: str, year: int, said: str) -> None:
    (grounds,) = found(
        "doi_says_the_same_year", {"doi": doi, "issued_year": year}, known=[NUTRIENTS, {}]
    )
    assert said in grounds["arithmetic"]
    assert grounds["observed"] == str(year)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"doi": "10.1002/14651858.CD000000.pub2"}, "study-result"),
        ({"doi": "10.1002/14651858.CD000000"}, "study-design"),  # A protocol has a design.
        ({"doi": "10.1002/14651858.ED000000"}, "study-result"),  # An editorial has no versions.
        ({"doi": "10.1002/jbmr.4000"}, "study-result"),
        ({}, "study-result"),
    ],
)
def test_review_that_may_have_results_is_left_alone(row: Row, kind: str) -> None:
    claims = [{"claim_id": "CLM-0001", "citation_id": "CIT-0001", "type": kind}]
    row = {"citation_id": "CIT-0001", **row}
    assert found("cochrane_review_is_no_protocol", row, claims=claims) == []


def test_result_of_what_is_usually_a_protocol_is_found() -> None:
    results = [
        {"claim_id": f"CLM-000{place}", "citation_id": "CIT-0001", "type": "study-result"}
        for place in (1, 2)
    ]
    row = {"citation_id": "CIT-0001", "reference.doi": "https://doi.org/10.1002/14651858.mr000000"}
    (grounds,) = found("cochrane_review_is_no_protocol", row, claims=results)
    assert grounds["related_rows"] == "CLM-0001 CLM-0002"
    assert "usually a protocol" in grounds["arithmetic"]
    assert "credits 2 results" in grounds["arithmetic"]
