"""Rules about words of degree: what they find, and the much more that they leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from evitab.rules.terms.degrees import word_of_degree_is_defined
from frames import Row, found


def claim(words: str, number: Any = 1, **more: Any) -> Row:
    return {
        "claim_id": f"CLM-{number:04}",
        "type": "property",
        "statement": words,
        "passage_id": f"PSG-{number:04}",
        "passage.exact": words,
        "source": "SRC-0001",
        "passage.source.language": "en",
        **more,
    }


def asked(*claims: Row, **beside: Sequence[Row]) -> dict[int, dict[str, Any]]:
    return found(word_of_degree_is_defined, claims, **beside)


USE = claim("High-dose X may harm.")


@pytest.mark.parametrize(
    "claims",
    [
        (claim("Higher doses of X do not help."),),  # higher than what was named before
        (claim("A dose of X is enough."),),
        (claim("High blood pressure."),),
        (claim("In Highdosetown."),),
        (claim("High-dose X may harm.", **{"passage.source.language": "xx"}),),
        (claim("X may harm.", **{"passage.exact": None}),),
        (USE, claim("A high dose is 4,000 IU.", 2)),
        (USE, claim("It is 4,000 IU.", 2, **{"context_passage.exact": "What is a high dose?"})),
    ],
)
def test_word_that_needs_no_definition_or_has_one_is_left_alone(claims: tuple[Row, ...]) -> None:
    dosages = [{"claim_id": "CLM-0002", "dose_low": 100.0}]
    assert asked(*claims, dosages=dosages) == {}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("quantities", {"claim_id": "CLM-0001", "value_low": 100.0, "value_unit": "ug/d"}),
        ("ranges", {"claim_id": "CLM-0001"}),
    ],
)
def test_amount_in_another_table_defines_it_too(table: str, row: Row) -> None:
    assert asked(USE, **{table: [row]}) == {}


def test_arm_of_that_name_defines_it_by_its_regimen() -> None:
    arm = {
        "label": "high-dose group",
        "regimen_id": "REG-0001",
        "source": "SRC-0001",
        "claim.passage.source.language": "en",
    }
    dose = {"claim_id": "CLM-0007", "dose_low": 100.0, "regimen_id": "REG-0001"}
    assert asked(USE, arms=[arm], dosages=[dose]) == {}
    bare = {**dose, "regimen_id": None}
    assert list(asked(USE, arms=[{**arm, "regimen_id": None}], dosages=[bare])) == [0]


@pytest.mark.parametrize(
    "figure",
    [
        {"claim_id": "CLM-0001", "value_low": 50.0, "value_unit": "a"},  # an age is no amount
        {"claim_id": "CLM-0001", "value_low": None, "value_unit": "ug/d"},
        {"claim_id": "CLM-0002", "value_low": 100.0, "value_unit": "ug/d"},  # elsewhere
    ],
)
def test_figure_that_is_no_amount_of_it_defines_nothing(figure: Row) -> None:
    findings = asked(USE, claim("Take 100 mcg a day.", 2), quantities=[figure])
    assert list(findings) == [0]


def test_word_in_all_its_spellings_is_one_finding() -> None:
    claims = [
        claim("X is a food.", 1, **{"passage.exact": "X, in high doses, is a food."}),
        claim("High doses of X harm.", 2),
        claim("A high  dose of X harms.", 3),
        claim("Moderate doses of X do not.", 4),
        claim("Do not take high-dose X.", 5, type="recommendation"),
    ]
    findings = asked(*claims)
    assert list(findings) == [1, 3]  # a claim that is about it, before one that only quotes it
    assert findings[1]["related_rows"] == "CLM-0003 CLM-0005"
    assert "4 sentences" in findings[1]["arithmetic"]
    assert (findings[1]["harm"], findings[3]["harm"]) == ("medium", None)


def test_first_claim_is_the_one_with_the_first_key_in_whatever_order_rows_stand() -> None:
    claims = [claim("High doses of X harm.", 2), claim("A high dose of X harms.", 1)]
    findings = asked(*claims)
    assert list(findings) == [1]
    assert findings[1]["related_rows"] == "CLM-0002"
