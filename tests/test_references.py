"""Rules about references: what they find in a source, and what they leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

import frames
from evitab.finding import Severity
from evitab.rules import all_rules
from frames import Row
from packages import REAL, computed

RULES = {rule.name: rule for rule in all_rules()}
DAY = date(2026, 11, 22)


def found(name: str, *rows: Row, **beside: Sequence[Row]) -> list[dict[str, Any]]:
    """The grounds of the rows that a rule flags, with the place of each row."""
    rule = RULES[name]
    read = [{key: value for key, value in row.items() if key in rule.reads} for row in rows]
    flagged = frames.found(rule, read, **beside)
    return [{"at": place, **grounds} for place, grounds in flagged.items()]


def test_rules_are_known_and_have_an_innocent_empty_table() -> None:
    names = [rule.name for rule in RULES.values() if rule.family == "references"]
    assert len(names) >= 20
    for name in names:
        if RULES[name].about == "source":
            assert found(name) == []


# Identifiers -----------------------------------------------------------------------------------


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


# Lists -----------------------------------------------------------------------------------------

WORK = {
    "reference_id": "REF-0001",
    "passage_id": "PSG-0001",
    "title": "Vitamin X and Bones",
    "author": "A. Author",
    "container_title": "Journal of Examples",
    "issued_year": 2020,
    "type": "article-journal",
}


def works(*changes: Row) -> list[Row]:
    return [
        {**WORK, "reference_id": f"REF-{place:04}", **row} for place, row in enumerate(changes, 1)
    ]


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


# Mentions and look-ups -------------------------------------------------------------------------


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


# Credit ----------------------------------------------------------------------------------------

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


# Codes and names that an article shares with its authority -------------------------------------

CONCEPTS: list[Row] = [
    {"concept_id": "x", "kind": "substance", "broader_id": "vitamin"},
    {"concept_id": "y", "kind": "substance"},
    {"concept_id": "vitamin", "kind": "substance"},
]
LABELS: list[Row] = [
    {"concept_id": "x", "language": "en", "label": "Vitamin X", "type": "preferred"},
    {"concept_id": "x", "language": "en", "label": "xerol", "type": "alternative"},
    {"concept_id": "y", "language": "en", "label": "vitamin Y", "type": "preferred"},
]


def label(concept: str, text: str, kind: str = "preferred", **more: str) -> Row:
    row = {"concept_id": concept, "language": "en", "label": text, "type": kind}
    return {**row, "concept.kind": "substance", **more}


def holds(name: str, row: Row, **beside: Sequence[Row]) -> bool:
    return not found(name, row, **beside)


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (label("x", "vitamin x"), True),
        (label("x", "Xerol"), False),
        (label("x", "Xerol", "alternative"), True),
        (label("x", "Vitamine X", language="fr"), True),
        (label("own", "vitamin Z"), True),
        (label("y", "xerol", "alternative"), False),
        (label("own", "xerol", "alternative"), False),
        (label("own", "Vitamin X", **{"concept.kind": "analyte"}), True),
        (label("vitamin", "xerol", "alternative"), True),  # The broader one.
        (label("narrower", "xerol"), True),
    ],
)
def test_shared_label(row: Row, right: bool) -> None:
    ours: list[Row] = [{"concept_id": "narrower", "broader_id": "x"}, {"concept_id": "x"}]
    beside: dict[str, Sequence[Row]] = {"ours": ours, "theirs": CONCEPTS, "names": LABELS}
    assert holds("shared_label_is_the_authoritys", row, **beside) == right


@pytest.mark.parametrize(
    ("concept", "kind", "right"),
    [
        ("x", "substance", True),
        ("x", "analyte", False),
        ("own", "analyte", True),
        ("x", None, True),
    ],
)
def test_shared_kind(concept: str, kind: str | None, right: bool) -> None:
    row = {"concept_id": concept, "kind": kind}
    assert holds("shared_concept_is_of_the_same_kind", row, theirs=CONCEPTS) == right


@pytest.mark.parametrize(
    ("concept", "system", "code", "right"),
    [
        ("x", "atc", "A01", True),
        ("x", "atc", "A02", True),
        ("x", "atc", "A03", False),
        ("x", "cas", "A03", True),
        ("own", "atc", "A03", True),
    ],
)
def test_shared_code(concept: str, system: str, code: str, right: bool) -> None:
    theirs: list[Row] = [
        {"concept_id": "x", "system": "atc", "code": code} for code in ("A01", "A02")
    ]
    row = {"concept_id": concept, "system": system, "code": code}
    assert holds("shared_code_is_the_authoritys", row, theirs=theirs) == right


# The article of the repository -----------------------------------------------------------------


def test_what_is_found_in_the_article_of_the_repository() -> None:
    rows = [row for row in computed(REAL) if RULES[str(row["rule"])].family == "references"]
    by_rule: dict[str, list[str]] = {}
    for row in rows:
        by_rule.setdefault(str(row["rule"]), []).append(str(row["row"]))
    assert {rule: sorted(keys) for rule, keys in by_rule.items()} == {
        "cochrane_review_is_no_protocol": ["CIT-0004"],
        "figure_has_a_citation": [
            "CLM-0084",
            "CLM-0085",
            "CLM-0086",
            "CLM-0093",
            "CLM-0094",
            "CLM-0150",
            "CLM-0162",
            "CLM-0168",
        ],
        "figure_is_credited_to_the_work_that_gave_it": ["EFF-0003"],
        "reference_has_its_required_fields": [f"REF-000{place}" for place in range(1, 7)],
        "reference_is_cited": ["REF-0005", "REF-0006"],
        "reference_type_fits_the_stated_policy": ["REF-0005"],
        "reference_was_found": ["REF-0001", "REF-0002", "REF-0004", "REF-0006"],
        "title_of_the_entry_is_the_confirmed_title": ["CHK-0005"],
    }
