"""Rules about amounts: what cannot add up, and what only seems not to."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical_rows import BY, CLAIM, OTHER, dose, found
from packages import Row

TOTAL = {
    "dose_low": "500",
    "dose_high": "500",
    "dose_unit": "mg",
    "dose_reported": "500 mg",
    "frequency": "3",
    "period": "1",
    "period_unit": "d",
    "timing_reported": "three times a day",
    "daily_dose_low": "1500",
    "daily_dose_high": "1500",
    "daily_dose_comparator": "=",
    "daily_dose_unit": "mg",
    "daily_dose_reported": "1,500 mg daily",
}


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 0),
        ({"daily_dose_low": "1.5", "daily_dose_high": "1.5", "daily_dose_unit": "g"}, 0),
        ({"daily_dose_low": "2000", "daily_dose_high": "2000"}, 1),
        ({"daily_dose_low": "2", "daily_dose_high": "2", "daily_dose_unit": "g"}, 1),
        ({"daily_dose_low": "1550", "daily_dose_high": "1550"}, 0),  # in round numbers
        ({"daily_dose_low": "2000", "daily_dose_high": "2000", "daily_dose_comparator": "<="}, 0),
        ({"daily_dose_low": "2000", "daily_dose_high": "2000", "frequency": ""}, 0),
        ({"daily_dose_low": "2000", "daily_dose_high": "2000", "daily_dose_unit": "[iU]"}, 0),
        ({"frequency": "21", "period_unit": "wk"}, 0),
        ({"dose_high": "1000", "daily_dose_high": "3000"}, 0),
        ({"dose_high": "1000"}, 1),
    ],
)
def test_daily_total(change: Row, count: int, tmp_path: Path) -> None:
    row = {
        **dose(1, "500", "vitamin-y"),
        "dose_low_mcg": "",
        "dose_high_mcg": "",
        **TOTAL,
        **change,
    }
    article = {"claims": [CLAIM], "dosages": [row]}
    rule = "daily_total_follows_from_dose_and_frequency"
    assert len(found(tmp_path, rule, article, {})) == count


@pytest.mark.parametrize(
    ("strength", "ratio", "mcg", "expected"),
    [
        ("universal", "plain", "25", ["warning"]),
        ("universal", "hedged", "25", ["info"]),  # "typically in a ratio of"
        ("plain", "plain", "25", []),
        ("universal", "plain", "12", []),  # the doses differ by a fifth
    ],
)
def test_fixed_dose_beside_a_fixed_ratio(
    strength: str, ratio: str, mcg: str, expected: list[str], tmp_path: Path
) -> None:
    article = {
        "claims": [
            {**CLAIM, "assertion_strength": strength},
            OTHER,
            {"claim_id": "CLM-0005", "assertion_strength": ratio},
        ],
        "dosages": [dose(1, "20", "vitamin-y"), dose(2, mcg)],
    }
    rows = found(tmp_path, "fixed_dose_leaves_room_for_the_stated_ratio", article, {})
    assert [row["severity"] for row in rows] == expected


@pytest.mark.parametrize(
    ("x", "y", "use", "count"),
    [
        ("10", "20", "author", 0),
        ("10", "40", "author", 0),  # within half to twice
        ("10", "100", "author", 1),
        ("10", "100", "recommended", 1),
        ("10", "100", "studied", 0),
        ("10", "100", "case", 0),
    ],
)
def test_combination_outside_the_ratio(
    x: str, y: str, use: str, count: int, tmp_path: Path
) -> None:
    together = {"regimen_id": "REG-1001", "use": use, "study_id": "STU-0001"}
    article = {
        "claims": [CLAIM, OTHER],
        "regimens": [{"regimen_id": "REG-1001", "claim_id": "CLM-1001", "label": "Both"}],
        "dosages": [dose(1, x, **together), dose(2, y, "vitamin-y", **together)],
    }
    rows = found(tmp_path, "combination_keeps_the_stated_ratio", article, {})
    assert len(rows) == count


@pytest.mark.parametrize(("moles", "count"), [("100", 1), ("400", 0)])
def test_ratio_of_moles_is_tried_where_masses_are_known(
    moles: str, count: int, tmp_path: Path
) -> None:
    """10 to 20 mcg are 2 to 1 by moles where vitamin Y weighs four times as much."""
    mass = {
        **BY,
        "property": "molar-mass",
        "value_comparator": "=",
        "value_unit": "g/mol",
    }
    known = [
        {
            **mass,
            "quantity_id": f"QTY-{number}",
            "subject_id": each,
            "value_low": g,
            "value_high": g,
        }
        for number, each, g in ((1001, "vitamin-x", "100"), (1002, "vitamin-y", moles))
    ]
    article = {
        "regimens": [{"regimen_id": "REG-0001", "ratio_numerator": "2", "ratio_denominator": "1"}],
        "dosages": [
            {"dosage_id": "DOS-0001", "dose_low": "10", "dose_high": "10", "dose_unit": "ug"}
        ],
    }
    rows = found(tmp_path, "stated_ratio_agrees_with_doses", article, {"quantities": known})
    assert len(rows) == count
    assert all("by moles" in row["expected"] for row in rows)
