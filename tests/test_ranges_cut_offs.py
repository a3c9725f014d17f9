"""The rule that holds a source's cut-offs against those of authorities."""

from __future__ import annotations

import pytest

from bands import of_authority, of_source
from evitab.rules.ranges.cut_offs import cut_off_agrees_with_an_authority
from frames import Row, found

THEIRS = [
    of_authority("deficient", None, 10),
    of_authority("insufficient", 10, 19),
    of_authority("sufficient", 20, 40),
    of_authority("target", 25, None, **{"authority_id": "two", "authority.label": "Two"}),
    of_authority("concern", 60, None, **{"authority_id": "two", "authority.label": "Two"}),
]


@pytest.mark.parametrize(
    "ours",
    [
        of_source("deficient", None, 10),
        of_source("deficient", None, 10.05),  # within 1 %
        of_source("insufficient", 10, 20),  # up to 19, below 20
        of_source("optimal", 20, 40),
        of_source("optimal", 20, None),  # one bound of the two
        of_source("sufficient", 25, None),
        of_source("sufficient", 25, 60),  # a concern above 60 ends what is good
        of_source("potentially-toxic", 60, None),
        of_source("elevated", 40, None),  # what is good ends there
        of_source("rickets-preventing", 15, 15),  # no kind
        of_source("deficient", None, 15, **{"claim.is_negated": True}),
        of_source("deficient", None, 15, **{"claim.condition_reported": "if you smoke"}),
        of_source("deficient", None, 15, **{"claim.population": "pregnant-women"}),
        of_source("deficient", None, 15, None),
        of_source("deficient", None, 15, "nmol/L"),  # no scale is shared
        of_source("deficient", None, 15, analyte_id="vitamin-y-in-serum"),
    ],
)
def test_cut_off_that_an_authority_shares_is_left_alone(ours: Row) -> None:
    assert found(cut_off_agrees_with_an_authority, [ours], theirs=THEIRS) == {}


@pytest.mark.parametrize(
    ("ours", "severity"),
    [
        (of_source("deficient", None, 15), None),
        (of_source("deficient", None, 20), None),
        (of_source("optimal", 20, 50), None),
        (of_source("optimal", 28, 35), "info"),  # a narrower aim
        (of_source("optimal", 15, 18), None),
        (of_source("deficient", None, 15, **{"claim.citation_id": "CIT-0001"}), "info"),
        (of_source("potentially-toxic", 50, None), None),
        (of_source("potentially-toxic", 90, None), None),
        (of_source("deficient", None, 15, **{"claim.population": "most-people"}), None),
    ],
)
def test_cut_off_of_the_source_alone_is_found(ours: Row, severity: str | None) -> None:
    (finding,) = found(cut_off_agrees_with_an_authority, [ours], theirs=THEIRS).values()
    assert finding["severity"] == severity
    assert " 2020: " in finding["expected"]


def test_kind_that_no_authority_has_is_left_alone() -> None:
    ours = [of_source("deficient", None, 15)]
    theirs = [of_authority("sufficient", 20, 40), of_authority("concern", 60, None)]
    assert found(cut_off_agrees_with_an_authority, ours, theirs=theirs) == {}


def test_bands_in_moles_are_compared_through_si() -> None:
    in_si = {"high_si": 37.44, "si_unit": "nmol/L"}
    ours = [of_source("deficient", None, 15, **in_si)]
    for bound, flagged in ((37.5, False), (30, True)):
        theirs = [of_authority("deficient", None, bound, "nmol/L")]
        findings = found(cut_off_agrees_with_an_authority, ours, theirs=theirs)
        assert bool(findings) == flagged


def test_finding_tells_each_authority_for_whom_and_what_was_taken_back() -> None:
    theirs = [
        of_authority("deficient", None, 10, population="adults"),
        of_authority("sufficient", 12, None, population="adults"),
    ]
    taken_back = {
        "authority.label": "Authority One",
        "reference.issued_year": 2024,
        "statement": "The cut-offs for vitamin X no longer hold.",
        "predicate": "is-endorsed",
        "is_negated": True,
    }
    (finding,) = found(
        cut_off_agrees_with_an_authority,
        [of_source("deficient", None, 15)],
        theirs=theirs,
        conclusions=[taken_back, {**taken_back, "statement": "Of vitamin Y."}],
        labels=[{"concept_id": "vitamin-x-in-serum", "label": "vitamin X"}],
    ).values()
    assert finding["expected"] == "Authority One 2020 (for adults): deficient (below 10 ng/mL)"
    assert "below 10 “deficient”, 12 to 15 “sufficient”" in finding["arithmetic"]
    assert "Authority One 2024: The cut-offs for vitamin X no longer hold." in finding["assumption"]
    assert "vitamin Y" not in finding["assumption"]
