"""Rules about the units of ranges and thresholds, and about conversions to SI."""

from __future__ import annotations

from pathlib import Path

import pytest

from evitab.rules.ranges.bounds import bounds_of_an_analyte_are_converted_alike
from evitab.rules.ranges.conversions import (
    conversion_follows_from_molar_mass,
    range_in_si_follows_from_its_conversion,
)
from evitab.rules.ranges.missing_units import cut_off_has_a_unit, threshold_has_a_unit
from frames import Row, found
from packages import GOLDEN, copy_of, put_cell, rules_found


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


def test_threshold_that_is_given_with_a_unit_elsewhere_is_no_other_row() -> None:
    rows = [threshold("CTR-0001", "ng/mL"), threshold("CTR-0002")]
    findings = found(threshold_has_a_unit, rows, theirs=[band_unit("ng/mL")])
    assert list(findings) == [1]
    assert findings[1]["related_rows"] is None


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


CONVERTED_ROW = {"analyte_id": "x", "unit": "ng/mL", "si_unit": "nmol/L", "low": 10.0}
ONE_FACTOR = {"substance_id": "x", "from_unit": "ng/mL", "to_unit": "nmol/L", "factor": 2.5}


@pytest.mark.parametrize(
    ("change", "conversions", "flagged"),
    [
        ({}, [], [2]),
        ({}, [ONE_FACTOR], []),  # range_in_si_follows_from_its_conversion finds it
        ({}, [{**ONE_FACTOR, "substance_id": "y"}], [2]),
        ({"source": "SRC-0002"}, [], []),  # another article, which may have its own factor
        ({"analyte_id": "y"}, [], []),
        ({"unit": None}, [], [2]),  # converted from no unit
    ],
)
def test_bounds_of_one_source_are_converted_alike(
    change: Row, conversions: list[Row], flagged: list[int]
) -> None:
    rows = [{**CONVERTED_ROW, "low_si": low} for low in (25.0, 25.0)]
    rows.append({**CONVERTED_ROW, "low_si": 50.0, **change})
    rule = bounds_of_an_analyte_are_converted_alike
    assert list(found(rule, rows, conversions=conversions)) == flagged
