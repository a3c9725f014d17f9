"""Rules about figures that no other table has a place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("quantities", reads=["value_low", "value_high"], kind="plausibility")
def value_bounds_are_in_order(quantities: DataFrame) -> Series[bool]:
    """A figure has two bounds, the lower not above the upper.

    What it does: wants both value_low and value_high or neither, the first at most as large as the
    second.
    Why it matters: swapped bounds turn every comparison round.
    What it cannot see: a wrong digit in both bounds of a figure.
    Example: from 5 to 3 days.
    What to do: swap them back; a single figure stands in both.
    """
    both = quantities["value_low"].isna() == quantities["value_high"].isna()
    return both & (quantities["value_low"] <= quantities["value_high"]).fillna(True)
