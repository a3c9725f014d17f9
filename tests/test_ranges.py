"""Rules about ranges: what they find, and the much more that they leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evitab.rules.ranges.conversions import (
    conversion_follows_from_molar_mass,
    range_in_si_follows_from_its_conversion,
)
from evitab.rules.ranges.cut_offs import cut_off_agrees_with_an_authority
from evitab.rules.ranges.labels import label_of_a_value_agrees_with_the_ranges
from evitab.rules.ranges.missing_units import cut_off_has_a_unit, threshold_has_a_unit
from evitab.rules.ranges.overlap import ranges_of_an_analyte_do_not_overlap
from evitab.rules.ranges.values import value_lies_in_a_named_range
from frames import Row, found
from packages import GOLDEN, copy_of, put_cell, rules_found


def band(
    category: str,
    low: float | None,
    high: float | None,
    unit: str | None = "ng/mL",
    **more: Any,
) -> dict[str, Any]:
    """A band of vitamin X as a source gives it: "10-20" holds both bounds, "< 10" does not."""
    is_closed = low is not None and high is not None
    return {
        "reference_range_id": f"RNG-{abs(hash((category, low, high, unit))) % 9999:04}",
        "analyte_id": "vitamin-x-in-serum",
        "category": category,
        "low": low,
        "is_low_inclusive": None if low is None else is_closed,
        "high": high,
        "is_high_inclusive": None if high is None else is_closed,
        "unit": unit,
        **more,
    }


def of_source(category: str, low: float | None, high: float | None, *unit: Any, **more: Any) -> Row:
    whose = {"claim.is_negated": False, "claim.passage.source_id": "SRC-0001"}
    return {**band(category, low, high, *unit), "analyte.label": "vitamin X", **whose, **more}


def of_authority(
    category: str, low: float | None, high: float | None, *unit: Any, **more: Any
) -> Row:
    who = {"authority_id": "one", "authority.label": "Authority One", "reference.issued_year": 2020}
    return {**band(category, low, high, *unit), **who, **more}


def value(number: float | None, unit: str | None = "ng/mL", **more: Any) -> Row:
    return {
        "observation_id": f"OBS-{len(more):04}",
        "variable_id": "vitamin-x-in-serum",
        "variable.label": "vitamin X",
        "claim.passage.source_id": "SRC-0001",
        "value": number,
        "value_comparator": None if number is None else "=",
        "value_unit": unit,
        **more,
    }


DEFICIENT, GOOD, TOXIC = (
    of_source("deficient", None, 10),
    of_source("optimal", 20, 30),
    of_source("potentially-toxic", 50, None),
)
SCHEME = [DEFICIENT, GOOD, TOXIC]

# Bands against each other ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        of_source("deficient", None, 20),  # they meet in one point
        of_source("deficient", None, 20.4),  # and within rounding of whole numbers
        of_source("sufficient", 15, 40),  # of one kind, around
        of_source("target", 25, None),  # of one kind, within
        of_source("elevated", 30, None),
        of_source("no-added-benefit", 25, None),  # a kind that excludes none
        of_source("rickets-preventing", 25, 25),
        of_source("elevated", 25, None, **{"claim.population": "pregnant-women"}),
        of_source("elevated", 25, None, **{"claim.condition_reported": "if you smoke"}),
        of_source("elevated", 25, None, **{"claim.citation_id": "CIT-0001"}),
        of_source("elevated", 25, None, **{"claim.is_negated": True}),
        of_source("elevated", 25, None, **{"claim.passage.source_id": "SRC-0002"}),
        of_source("elevated", 25, None, analyte_id="vitamin-y-in-serum"),
        of_source("elevated", 25, None, None),  # without a unit
        of_source("elevated", 25, None, "nmol/L"),  # no scale is shared
        of_source("elevated", 0.025, None, "mg/dL"),  # 250 ng/mL
        of_source("optimal", 20, None),  # said with one bound, and with two
        of_source("optimal", 20.2, 30),  # within rounding
        of_source("optimal", 22, 28, category_reported="ideal"),  # another word
        of_source("optimal", 40, 45),  # apart
        of_source("kidney-stage-g4", 15, 29),
    ],
)
def test_bands_that_may_stand_together_are_left_alone(other: Row) -> None:
    assert found(ranges_of_an_analyte_do_not_overlap, [GOOD, other]) == {}
    assert found(ranges_of_an_analyte_do_not_overlap, [other, GOOD]) == {}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (GOOD, of_source("elevated", 25, None), "between 25 and 30 ng/mL"),
        (GOOD, of_source("deficient", None, 22), "between 20 and 22 ng/mL"),
        (GOOD, of_source("elevated", 0.0025, None, "mg/dL"), "between 0.0025 and 0.003 mg/dL"),
        (GOOD, of_source("concern", 25, 25), "of 25 ng/mL"),
        (GOOD, of_source("optimal", 20, 40), "both called optimal"),
        (DEFICIENT, of_source("deficient", None, 20), "both called deficient"),
        (TOXIC, of_source("sufficient", 20, None), "above 50 ng/mL"),
        (
            of_source("kidney-stage-g3b", 30, 44),
            of_source("kidney-stage-g4", 15, 35),
            "between 30 and 35",
        ),
        (GOOD, of_source("elevated", 25, None, **{"claim.population": "most-people"}), "25"),
    ],
)
def test_bands_at_odds_are_found_at_the_later(first: Row, second: Row, words: str) -> None:
    findings = found(ranges_of_an_analyte_do_not_overlap, [first, second])
    assert list(findings) == [1]
    assert words in findings[1]["arithmetic"]
    assert findings[1]["related_rows"] == first["reference_range_id"]


def test_bands_on_two_scales_are_at_odds_only_on_both() -> None:
    in_si = {"low_si": 50, "high_si": 75, "si_unit": "nmol/L"}
    first = of_source("optimal", 20, 30, **in_si)
    second = of_source("elevated", 70, None, "nmol/L")
    assert list(found(ranges_of_an_analyte_do_not_overlap, [first, second])) == [1]
    third = of_source("elevated", 75, None, "nmol/L")
    assert found(ranges_of_an_analyte_do_not_overlap, [first, third]) == {}


# A value between bands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observation", "ranges"),
    [
        (value(25), SCHEME),  # in a band
        (value(5), SCHEME),
        (value(30.4), SCHEME),  # rounds into the band
        (value(50), SCHEME),  # the bound of an open band
        (value(None), SCHEME),
        (value(40, None), SCHEME),
        (value(40, "nmol/L"), SCHEME),  # no scale is shared
        (value(40, value_comparator="about"), SCHEME),
        (value(40, value_comparator=">"), SCHEME),
        (value(40), [DEFICIENT, GOOD]),  # above all bands
        (value(40), [GOOD, TOXIC, of_source("no-added-benefit", 30, None)]),  # has a name
        (value(40), [GOOD, TOXIC, of_source("concern", 35, 45, **{"claim.citation_id": "CIT-1"})]),
        (value(40), [GOOD, of_source("elevated", 50, None, **{"claim.citation_id": "CIT-1"})]),
        (value(40), [GOOD, of_source("elevated", 50, None, **{"claim.is_negated": True})]),
        (value(30.5), [GOOD, of_source("elevated", 31, None)]),  # whole numbers leave no gap
        (value(40, variable_id="vitamin-y-in-serum"), SCHEME),
    ],
)
def test_value_with_a_name_is_left_alone(observation: Row, ranges: list[Row]) -> None:
    assert found(value_lies_in_a_named_range, [observation], ranges=ranges) == {}


@pytest.mark.parametrize("observation", [value(40), value(15), value(0.004, "mg/dL")])
def test_value_between_bands_is_found(observation: Row) -> None:
    (finding,) = found(value_lies_in_a_named_range, [observation], ranges=SCHEME).values()
    assert "optimal (20 to 30 ng/mL)" in finding["arithmetic"]


# A word for a value ------------------------------------------------------------------------------


def called(word: str | None, number: Any = 40, *unit: Any, **more: Any) -> Row:
    where = {
        "claim.passage_id": "PSG-0001",
        "claim.passage.source.language": "en",
        "claim.is_negated": False,
        "study_id": "STU-0001",
    }
    return {**value(number, *unit), "state_reported": word, **where, **more}


@pytest.mark.parametrize(
    "said",
    [
        called("perfect", 25),
        called("perfect", 30.4),
        called("too perfect"),  # a phrase that nobody can place
        called("modest"),
        called(None),
        called("normal"),  # in no band at all, and normal is not optimal
        called("high"),  # above what is good
        called("low", 15),  # below what is good
        called("high", 60),
        called("deficient", 5),
        called("perfect", 40, None),
        called("perfect", 40, "nmol/L"),
        called("perfect", value_comparator="about"),
        called("perfect", **{"claim.is_negated": True}),
        called("perfect", **{"claim.passage.source.language": "xx"}),
        called("perfect", None),
    ],
)
def test_word_that_may_fit_is_left_alone(said: Row) -> None:
    assert found(label_of_a_value_agrees_with_the_ranges, [said], ranges=SCHEME) == {}


@pytest.mark.parametrize(
    "ranges",
    [
        [DEFICIENT, TOXIC],  # no good band
        [*SCHEME, of_source("sufficient", 20, 45, **{"claim.citation_id": "CIT-0001"})],
        [*SCHEME, of_source("sufficient", 20, 45, **{"claim.population": "men"})],
        [*SCHEME, of_source("sufficient", 20, 45, None)],  # may hold it
        [of_source("optimal", 20, 30, **{"claim.citation_id": "CIT-0001"})],  # another's band
        [of_source("optimal", 20, 30, **{"claim.condition_reported": "if you are young"})],
    ],
)
def test_best_needs_a_good_band_of_the_source_itself(ranges: list[Row]) -> None:
    said = [called("perfect")]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=ranges) == {}


@pytest.mark.parametrize(
    "said",
    [
        called("perfect"),
        called("Perfect", 60),
        called("normal", 60),
        called("fine", 5),
        called("low", 25),
        called("too high", 25),
        called("deficient", 60),
        called("optimal", 0.004, "mg/dL"),
    ],
)
def test_word_at_odds_with_the_bands_is_found(said: Row) -> None:
    (finding,) = found(label_of_a_value_agrees_with_the_ranges, [said], ranges=SCHEME).values()
    assert finding["harm"] is None
    assert f"“{said['state_reported']}”" in finding["observed"]


def test_value_of_the_same_sentence_is_lent_and_its_own_word_told() -> None:
    said = [called("perfect", None, None), called("too perfect", 40, observation_id="OBS-0002")]
    (finding,) = found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME).values()
    assert (finding["severity"], finding["harm"]) == ("info", "low")
    assert "OBS-0002" in finding["assumption"]
    assert "“too perfect”" in finding["assumption"]


@pytest.mark.parametrize(
    "lender",
    [
        called(None, 40, **{"claim.passage_id": "PSG-0002"}),
        called(None, 40, study_id="STU-0002"),
        called(None, 40, time_offset=3.0, time_offset_unit="mo"),
        called(None, 25),
    ],
)
def test_value_of_something_else_is_not_lent(lender: Row) -> None:
    said = [called("perfect", None, None), lender]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME) == {}


def test_one_of_two_values_is_not_lent() -> None:
    said = [called("perfect", None, None), called(None, 40), called(None, 45)]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME) == {}


# Authorities -------------------------------------------------------------------------------------

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
    assert "" in finding["expected"]


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


# Units and conversions ---------------------------------------------------------------------------


def threshold(key: str, unit: str | None = None, variable: str = "vitamin-x-in-serum") -> Row:
    return {
        "contraindication_id": key,
        "threshold_variable_id": variable,
        "threshold_variable.label": "vitamin X",
        "threshold": 30.0,
        "threshold_comparator": "<",
        "threshold_unit": unit,
        "threshold_reported": "below 30",
    }


def test_threshold_without_a_unit_is_one_finding() -> None:
    rows = [threshold("CTR-0001"), threshold("CTR-0002"), threshold("CTR-0003", "ng/mL")]
    findings = found(threshold_has_a_unit, rows, theirs=[band_unit("ng/mL")])
    assert list(findings) == [0]
    assert findings[0]["related_rows"].startswith("CTR-0002")


def test_threshold_is_told_of_at_its_first_key_in_whatever_order_rows_stand() -> None:
    rows = [threshold("CTR-0002"), threshold("CTR-0001")]
    findings = found(threshold_has_a_unit, rows, theirs=[band_unit("ng/mL")])
    assert list(findings) == [1]
    assert findings[1]["related_rows"] == "CTR-0002"


def band_unit(unit: str | None) -> Row:
    return {"analyte_id": "vitamin-x-in-serum", "unit": unit}


@pytest.mark.parametrize("theirs", [[], [band_unit("1")], [band_unit("%")], [band_unit(None)]])
def test_threshold_of_what_may_have_no_unit_is_left_alone(theirs: list[Row]) -> None:
    assert found(threshold_has_a_unit, [threshold("CTR-0001")], theirs=theirs) == {}


def test_row_without_a_threshold_is_left_alone() -> None:
    row = {**threshold("CTR-0001"), "threshold": None, "threshold_comparator": None}
    assert found(threshold_has_a_unit, [row], theirs=[band_unit("ng/mL")]) == {}


@pytest.mark.parametrize(("unit", "flagged"), [(None, True), ("ng/mL", False)])
def test_cut_off_without_a_unit_is_found(unit: str | None, flagged: bool) -> None:
    row = {
        "analyte_id": "vitamin-x-in-serum",
        "analyte.label": "vitamin X",
        "high": 30.0,
        "unit": unit,
        "range_reported": "below 30",
    }
    findings = found(cut_off_has_a_unit, [row], bands=[band_unit("ng/mL")])
    assert bool(findings) == flagged
    assert found(cut_off_has_a_unit, [row], bands=[band_unit(unit)]) == {}


CONVERSION = {
    "substance_id": "vitamin-x-in-serum",
    "from_unit": "ng/mL",
    "to_unit": "nmol/L",
    "factor": 2.5,
}


@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        ({"low": 20, "low_si": 50, "unit": "ng/mL"}, False),
        ({"low": 20, "low_si": 49.6, "unit": "ng/mL"}, False),  # rounded in print
        ({"low": 20, "low_si": 48, "unit": "ng/mL"}, True),
        ({"high": 20, "high_si": 500, "unit": "ng/mL"}, True),
        ({"low": 0.002, "low_si": 50, "unit": "mg/dL"}, False),  # another unit of mass
        ({"low": 0.02, "low_si": 50, "unit": "mg/dL"}, True),
        ({"low": 50, "low_si": 50, "unit": "nmol/L"}, False),
        ({"low": 20, "unit": "ng/mL"}, False),
        ({"low": 20, "low_si": 48, "unit": None}, False),
        ({"low": 20, "low_si": 48, "unit": "ng/mL", "analyte_id": "vitamin-y-in-serum"}, False),
    ],
)
def test_bound_in_si_follows_from_the_conversion(row: Row, flagged: bool) -> None:
    rows = [{"analyte_id": "vitamin-x-in-serum", "si_unit": "nmol/L", **row}]
    rule = range_in_si_follows_from_its_conversion
    assert bool(found(rule, rows, conversions=[CONVERSION])) == flagged
    turned = {**CONVERSION, "from_unit": "nmol/L", "to_unit": "ng/mL", "factor": 0.4}
    assert bool(found(rule, rows, conversions=[turned])) == flagged
    assert found(rule, rows, conversions=[]) == {}


@pytest.mark.parametrize(
    ("conversion", "flagged"),
    [
        ({"factor": 2.496}, False),
        ({"factor": 2.5}, True),  # a rounded factor is off by 0.17 %
        ({"factor": 2496.0}, True),
        ({"from_unit": "nmol/L", "to_unit": "ng/mL", "factor": 0.40065}, False),
        ({"from_unit": "nmol/L", "to_unit": "ng/mL", "factor": 2.496}, True),
        ({"from_unit": "mg/dL", "to_unit": "umol/L", "factor": 24.96}, False),
        ({"from_unit": "ug", "to_unit": "[iU]", "factor": 40.0}, False),
        ({"substance_id": "vitamin-y", "factor": 7.0}, False),
    ],
)
def test_conversion_follows_from_the_molar_mass(conversion: Row, flagged: bool) -> None:
    """The rule `conversion_follows_from_molar_mass`, which no article has a table for."""
    mass = {"subject_id": "vitamin-x-in-serum", "property": "molar-mass", "value_low": 400.65}
    rows = [{**CONVERSION, **conversion}]
    findings = found(conversion_follows_from_molar_mass, rows, profile="authority", figures=[mass])
    assert bool(findings) == flagged


def test_authority_package_breaks_its_own_conversion(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["authority"], tmp_path)
    for field, cell in (
        ("substance_id", "vitamin-x-in-serum"),
        ("from_unit", "ng/mL"),
        ("to_unit", "nmol/L"),
        ("factor", "2.5"),
    ):
        put_cell(root, "conversions", 0, field, cell)
    for field, cell in (
        ("subject_id", "vitamin-x-in-serum"),
        ("property", "molar-mass"),
        ("value_low", "500"),
        ("value_high", "500"),
        ("value_unit", "g/mol"),
        ("value_reported", "500 g/mol"),
    ):
        put_cell(root, "quantities", 0, field, cell)
    assert rules_found(root) == ["conversion_follows_from_molar_mass"]
