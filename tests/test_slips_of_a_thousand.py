"""mg for mcg: the doses that may be a thousand times off, and the many that only look so."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.quantities.magnitude import dose_is_no_thousand_times_off
from frames import Row, found

DAILY: Row = {"frequency": 1, "period": 1.0, "period_unit": "d"}
WEEKLY: Row = {**DAILY, "period_unit": "wk"}
TWICE_A_YEAR: Row = {**DAILY, "period": 6.0, "period_unit": "mo"}
# Figures as far apart as those of vitamin D: an intake, a daily dose, and a weekly course.
INTAKE: Row = {"nutrient_id": "vitamin-x", "value_mcg": 10.0}


def given(mcg: float, substance: str = "vitamin-x", **more: Any) -> Row:
    """A dose that an authority gives."""
    return {"substance_id": substance, "dose_low_mcg": mcg, "dose_high_mcg": mcg, **more}


WIDE = [given(150.0, **DAILY), given(1250.0, **WEEKLY)]


def dose(mcg: float | None, unit: str = "mg", **more: Any) -> Row:
    """A dose that the article gives."""
    row = {"substance_id": "vitamin-x", "substance.label": "vitamin X", "dose_high_mcg": mcg}
    return {**row, "dose_unit": unit, "dose_reported": f"{mcg} mcg, in {unit}", **more}


def slips(
    row: Row, doses: list[Row], *others: Row, intakes: tuple[Row, ...] = ()
) -> list[dict[str, Any]]:
    """What the rule says of a row, with other doses of the article beside it."""
    names = ("substance_id", "dose_high_mcg")
    article = [
        {"dosage_id": f"DOS-{place:04}", **{name: each[name] for name in names}}
        for place, each in enumerate((row, *others), 1)
    ]
    concepts: list[Row] = [
        {"concept_id": "vitamin-x", "broader_id": "vitamins-x"},
        {"concept_id": "vitamins-x"},
        {"concept_id": "vitamin-y"},
    ]
    beside = {"doses": doses, "intakes": intakes, "article": article, "concepts": concepts}
    return list(found(dose_is_no_thousand_times_off, [row], **beside).values())


@pytest.mark.parametrize(
    ("mcg", "known", "count"),
    [
        (100_000.0, [100.0], 1),
        (0.1, [100.0], 1),
        (100_000.0, [100.0, 1000.0], 0),  # a hundred times the greatest: not far enough
        (1000.0, [100.0], 0),  # a slip of ten
        (50_000_000.0, [100.0], 0),  # a thousandth of it is not among them either
        (100_000.0, [], 0),
        (None, [100.0], 0),
    ],
)
def test_dose_far_from_all_figures(mcg: float | None, known: list[float], count: int) -> None:
    assert len(slips(dose(mcg), [given(each) for each in known])) == count


def test_figures_of_a_broader_substance_count_and_those_of_another_do_not() -> None:
    assert len(slips(dose(100_000.0), [given(100.0, "vitamins-x")])) == 1
    assert slips(dose(100_000.0), [given(100.0, "vitamin-y")]) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (dose(50_000.0, **DAILY), "10 to 178.571 mcg a day"),  # the course is weekly
        (dose(350_000.0, **WEEKLY), "is 50,000 mcg a day"),
    ],
)
def test_amounts_a_day_are_compared_where_the_source_says_how_often(row: Row, words: str) -> None:
    (finding,) = slips(row, WIDE, intakes=(INTAKE,))
    assert words in finding["arithmetic"]
    assert "more than a hundred times above" in finding["arithmetic"]


@pytest.mark.parametrize(
    ("row", "doses"),
    [
        (dose(1250.0, **WEEKLY), WIDE),
        (dose(7500.0, **TWICE_A_YEAR), WIDE),  # 300,000 IU twice a year
        (dose(15_000.0), WIDE),  # 600,000 IU, once
        (dose(50_000.0), WIDE),  # as printed it lies within a hundred times of the course
        (dose(120_000.0, **WEEKLY), [given(400.0)]),  # a figure without a frequency is a day's
    ],
)
def test_dose_that_is_taken_seldom_is_left_alone(row: Row, doses: list[Row]) -> None:
    assert slips(row, doses, intakes=(INTAKE,)) == []


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (dose(50_000.0), dose(50.0, "[iU]")),  # 2,000 IU elsewhere, and 50 mg here
        (dose(50_000.0), dose(50.1, "ug")),  # a conversion that was rounded
        (dose(50_000.0), dose(50.0, "ug", substance_id="vitamins-x")),
        (dose(10_000.0, **DAILY), dose(10.0, "ug")),
        (dose(0.5, "ug"), dose(500.0)),
    ],
)
def test_dose_that_the_article_gives_in_the_other_unit_is_found(row: Row, other: Row) -> None:
    (finding,) = slips(row, WIDE, other, intakes=(INTAKE,))
    assert finding["related_rows"] == "DOS-0002"
    assert "The source gives that amount itself" in finding["arithmetic"]
    assert "more than a hundred times" not in finding["arithmetic"]


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (dose(50_000.0), dose(25.0, "ug")),  # another amount
        (dose(50_000.0), dose(50.0, "ug", substance_id="vitamin-y")),
        (dose(15_000.0, "[iU]"), dose(15.0, "[iU]")),  # 600,000 IU once, and 600 IU a day
        (dose(15_000.0, "ug"), dose(15.0, "ug")),  # both in the small unit
        (dose(15_000.0, **TWICE_A_YEAR), dose(15.0, "ug")),
        (dose(4000.0), dose(4.0, "ug")),  # a thousandth is no usual amount
    ],
)
def test_two_doses_that_may_both_be_meant_are_left_alone(row: Row, other: Row) -> None:
    assert slips(row, WIDE, other, intakes=(INTAKE,)) == []
    assert slips(other, WIDE, row, intakes=(INTAKE,)) == []


def test_amounts_a_thousand_apart_that_authorities_give_both_are_left_alone() -> None:
    usual = [given(2.4), given(2000.0)]  # an intake of vitamin B12, and a dose of it
    assert slips(dose(2400.0), usual, dose(2.4, "ug")) == []
    assert slips(dose(2.4, "ug"), usual, dose(2400.0)) == []
