"""What a source states beside its figures decides how they are read."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.statistics.multiples import stated_multiple_agrees_with_its_operands
from evitab.rules.statistics.p_values import p_value_agrees_with_interval
from frames import Row, found

# t ---------------------------------------------------------------------------------------------


def mean_difference(**more: Any) -> Row:
    """A mean difference of which interval and p are by t with 38 degrees of freedom."""
    return {
        "measure": "mean-difference",
        "scale": "difference",
        "estimate": 0.99,
        "estimate_comparator": "=",
        "ci_low": 0.22,
        "ci_high": 1.77,
        "ci_level": 95.0,
        "p_value": 0.014,
        "p_value_comparator": "=",
        **more,
    }


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param({"statistic_type": "t", "df_1": 38.0}, id="t"),
        pytest.param({"statistic_type": "t", "df_1": 38.0, "tails": 2}, id="t with two tails"),
        pytest.param({"statistic_type": "F", "df_1": 1.0, "df_2": 38.0}, id="F, the square of t"),
        pytest.param(
            {"statistic_type": "t", "df_1": 38.0, "tails": 1, "p_value": 0.007},
            id="t with one tail",
        ),
        pytest.param(
            {"statistic_type": "t", "df_1": 38.0, "p_value": 0.0125}, id="t, and normal figures"
        ),
    ],
)
def test_p_by_the_t_that_is_printed_agrees(stated: dict[str, Any]) -> None:
    assert not found(p_value_agrees_with_interval, [mean_difference(**stated)])


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param({"statistic_type": "t", "df_1": 3.0}, id="t of a tiny trial"),
        pytest.param({"statistic_type": "t", "df_1": 38.0, "p_value": 0.14}, id="another p"),
        pytest.param({"statistic_type": "F", "df_1": 2.0, "df_2": 38.0}, id="F of three groups"),
        pytest.param({"statistic_type": "chi-squared", "df_1": 38.0}, id="chi-squared"),
    ],
)
def test_p_by_another_test_is_told(stated: dict[str, Any]) -> None:
    assert found(p_value_agrees_with_interval, [mean_difference(**stated)])


def test_the_finding_gives_p_by_the_printed_t_too() -> None:
    row = mean_difference(statistic_type="t", df_1=38.0, p_value=0.14)
    (grounds,) = found(p_value_agrees_with_interval, [row]).values()
    assert grounds["expected"] == (
        "p 0.0113 to 0.0133 as a difference, 0.0127 to 0.0147 as a difference by the t that is "
        "printed beside it"
    )
    assert "or by the t that is printed" in grounds["assumption"]


# Less than so much -------------------------------------------------------------------------------


def multiple(value: float, comparator: str, unit: str = "1", ours: float = 3.8) -> Row:
    row: dict[str, Any] = {"property": "relative-effect", "value_comparator": comparator}
    row |= {"value_low": value, "value_high": value, "value_unit": unit}
    row |= {"observation_id": "OBS-0002", "comparator_observation_id": "OBS-0001"}
    for side, operand in (("observation", ours), ("comparator_observation", 1.2)):
        row |= {f"{side}.value": operand, f"{side}.value_comparator": "="}
    return row


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        pytest.param(multiple(0.1, "<"), True, id="less than a tenth: it is three times as much"),
        pytest.param(multiple(4.0, "<"), False, id="less than four times"),
        pytest.param(multiple(5.0, "<", "%", ours=1.18), False, id="it differs by less than 5 %"),
        pytest.param(multiple(-1.0, "<", "%", ours=1.0), False, id="a change below -1 %"),
        pytest.param(multiple(3.0, ">", ours=0.38), False, id="more than three times less"),
    ],
)
def test_less_than_so_much_is_no_less_than_none(row: Row, *, is_told: bool) -> None:
    assert bool(found(stated_multiple_agrees_with_its_operands, [row])) is is_told
