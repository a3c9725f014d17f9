"""Foods: what they hold, and the servings that are said to give a dose."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical_rows import CLAIM, OTHER, dose, found
from packages import Row

NATTO = {
    "nutrient_source_id": "NUT-1001",
    "claim_id": "CLM-1001",
    "kind": "food",
    "name": "Natto",
    "nutrient_id": "vitamin-x",
    "serving": "3",
    "serving_unit": "[oz_av]",
    "serving_reported": "3 ounces",
    "content": "850",
    "content_unit": "ug",
    "content_reported": "850 mcg",
}


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 0),
        ({"content": "1700"}, 0),
        ({"content": "1701"}, 1),
        ({"content": "424"}, 1),
        ({"content": "0.85", "content_unit": "mg"}, 0),
        ({"serving": "6"}, 0),
        ({"serving": "9"}, 1),
        ({"serving": "85", "serving_unit": "g"}, 0),
        ({"content": "1", "serving_unit": "[cup_us]"}, 0),
        ({"content": "1", "name": "cheese"}, 0),
        ({"content": "1", "nutrient_id": "vitamin-y"}, 0),
        ({"content": "40", "content_unit": "[iU]"}, 0),
    ],
)
def test_content_of_a_food(change: Row, count: int, tmp_path: Path) -> None:
    article = {"claims": [CLAIM], "nutrient_sources": [{**NATTO, **change}]}
    assert len(found(tmp_path, "content_agrees_with_an_authority", article, {})) == count


@pytest.mark.parametrize(("advised", "count"), [("10", 1), ("500", 0), ("850", 0), ("2000", 0)])
def test_serving_for_a_dose(advised: str, count: int, tmp_path: Path) -> None:
    article = {
        "claims": [CLAIM, OTHER],
        "dosages": [dose(2, advised)],
        "nutrient_sources": [
            {**NATTO, "content": "", "content_unit": "", "content_reported": "it"}
        ],
    }
    rule = "serving_gives_the_dose_that_is_advised"
    assert len(found(tmp_path, rule, article, {})) == count
