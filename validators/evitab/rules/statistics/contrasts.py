"""Rules about effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("effects", reads=["study_arm_id", "comparator_study_arm_id"], kind="completeness")
def comparator_stands_beside_an_arm(effects: DataFrame) -> Series[bool]:
    """An effect with a comparator has the arm that is compared with it, and another one.

    What it does: looks at effects with a comparator: they need an arm too, and not the same one.
    Why it matters: a contrast with one side cannot be read, and one of an arm with itself is none.
    What it cannot see: arms that are swapped; grounding does, where the words name them.
    Example: comparator_study_arm_id is filled and study_arm_id is empty.
    What to do: fill study_arm_id, or move the arm there.
    """
    arm, comparator = effects["study_arm_id"], effects["comparator_study_arm_id"]
    return comparator.isna() | (arm.notna() & (arm != comparator).fillna(True))
