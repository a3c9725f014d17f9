"""The two rules of meaning, as evitab's users write theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.scale.arithmetic import p_agrees
from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("effects", reads=["ci_low", "ci_high"], kind="plausibility")
def interval_order(effects: DataFrame) -> Series[bool]:
    """The lower bound of an interval is not above the upper.

    Why it matters: an interval the wrong way round is none.
    What it cannot see: bounds in order with a wrong figure.
    Example: 1.21 to 0.84.
    What to do: swap them back.
    """
    return effects["ci_low"] <= effects["ci_high"]


@rule(
    "effects",
    reads=["scale", "estimate", "ci_low", "ci_high", "ci_level", "p_value"],
    kind="plausibility",
)
def p_from_interval(effects: DataFrame) -> Series[bool]:
    """A ratio's p value is the one that its 95 % interval implies.

    Why it matters: one of four figures is not what was meant.
    What it cannot see: figures that agree and are all wrong.
    Example: 0.81 (0.70 to 0.94), p = 0.03: the interval gives 0.005.
    What to do: look up what was printed.
    """
    return p_agrees(effects)


RULES = (interval_order, p_from_interval)
