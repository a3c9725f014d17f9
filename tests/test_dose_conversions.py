"""Doses in micrograms: a wrong one is found by one rule, which says the right number."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.quantities.conversions import dose_in_micrograms_follows_from_its_conversion
from evitab.rules.quantities.doses import (
    dose_in_micrograms_follows_from_its_unit,
    doses_of_a_substance_are_converted_alike,
)
from frames import Row, found, frames_of
from packages import GOLDEN, copy_of, judged, put_cell

CONVERTED = dose_in_micrograms_follows_from_its_conversion
MASS = dose_in_micrograms_follows_from_its_unit
ALIKE = doses_of_a_substance_are_converted_alike
KNOWN = {"substance_id": "vitamin-x", "from_unit": "ug", "to_unit": "[iU]", "factor": 40.0}
CONCEPTS = [{"concept_id": "vitamin-x3", "broader_id": "vitamin-x"}]


def dose(low: float, mcg: float | None, high: float | None = None, unit: str = "[iU]") -> Row:
    return {
        "substance_id": "vitamin-x3",
        "dose_unit": unit,
        "dose_low": low,
        "dose_high": high or low,
        "dose_low_mcg": mcg,
        "dose_high_mcg": mcg and mcg * (high or low) / low,
    }


def beside(rule: Any, conversions: list[Row]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {"conversions": conversions, "concepts": [*CONCEPTS]}
    return {name: rows for name, rows in tables.items() if name in rule.beside}


def flagged(rule: Any, rows: list[Row], *conversions: Row) -> list[int]:
    rows = [{name: row[name] for name in row if name in rule.reads} for row in rows]
    return list(found(rule, rows, **beside(rule, list(conversions))))


@pytest.mark.parametrize("mcg", [80.0, 5e4, None])
def test_wrong_conversion_is_found_by_one_rule(mcg: float | None) -> None:
    rows = [dose(5000, 125), dose(2000, mcg), dose(1000, 25)]
    assert flagged(CONVERTED, rows, KNOWN) == [1]
    assert flagged(ALIKE, rows, KNOWN) == []


@pytest.mark.parametrize("mcg", [80.0, 5e4, None])
def test_doses_are_held_against_each_other_where_nothing_else_is_at_hand(
    mcg: float | None,
) -> None:
    rows = [dose(5000, 125), dose(2000, mcg), dose(1000, 25)]
    of_another = {**KNOWN, "substance_id": "vitamin-y"}
    for conversions in ([], [of_another], [{**KNOWN, "to_unit": "g"}]):
        assert flagged(CONVERTED, rows, *conversions) == []
        assert flagged(ALIKE, rows, *conversions) == [1]


def test_wrong_mass_is_found_by_one_rule() -> None:
    rows = [dose(5, 5000, unit="mg"), dose(2, 20, unit="mg"), dose(1, 1000, unit="mg")]
    assert flagged(MASS, rows) == [1]
    assert flagged(ALIKE, rows) == []
    rows[1] = dose(2, None, unit="mg")
    assert flagged(MASS, rows) == []
    assert flagged(ALIKE, rows) == [1]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (dose(5000, 50), "125 mcg, 5,000 [iU] x 0.025"),
        (dose(1000, 50, high=2000), "25 to 50 mcg, 1,000 to 2,000 [iU] x 0.025"),
        (dose(60, 50), "1.5 mcg, 60 [iU] x 0.025"),
    ],
)
def test_right_number_is_told(row: Row, words: str) -> None:
    row = {name: row[name] for name in CONVERTED.reads}
    rows, tables = frames_of(CONVERTED, [row], beside(CONVERTED, [KNOWN]))
    assert CONVERTED.expected(rows, tables)["expected"].to_list() == [words]


def test_finding_expects_the_right_number(tmp_path: Any) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    put_cell(root, "dosages", 0, "dose_low_mcg", "100")
    put_cell(root, "dosages", 0, "dose_high_mcg", "100")
    (finding,) = judged(root).findings
    assert (finding.rule, finding.key) == (CONVERTED.name, "DOS-0001")
    assert finding.expected == "10 mcg, 400 [iU] x 0.025"
