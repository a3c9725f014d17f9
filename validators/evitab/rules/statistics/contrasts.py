"""Rules about effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

# What equality is on each measure's scale. A percent change and a number needed to treat have none
# that is agreed on.
_SCALES = {
    "risk-ratio": "ratio",
    "odds-ratio": "ratio",
    "hazard-ratio": "ratio",
    "ratio-of-means": "ratio",
    "relative-potency": "ratio",
    "risk-difference": "difference",
    "mean-difference": "difference",
    "standardized-mean-difference": "difference",
}

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


@rule(
    "effects",
    reads=["comparator_study_arm_id", "comparator_study_arm.study_id", "study_id"],
    kind="conformance",
)
def comparator_arm_belongs_to_the_study(effects: DataFrame) -> Series[bool]:
    """The arm that is compared with is an arm of the effect's study.

    What it does: follows the comparator to its study, and compares that with the study of the row.
    Why it matters: a contrast of arms of two studies was never randomised.
    What it cannot see: another arm of the same study; grounding does, where the words name it.
    Example: an effect of STU-0001 against the placebo arm of STU-0002.
    What to do: point comparator_study_arm_id to an arm of the effect's study.
    """
    return effects["comparator_study_arm.study_id"] == effects["study_id"]


@rule("effects", reads=["measure", "scale"], kind="conformance")
def scale_is_that_of_the_measure(effects: DataFrame) -> Series[bool]:
    """An effect whose measure is known has the scale of that measure.

    What it does: wants the scale ratio beside a risk, odds or hazard ratio, a ratio of means or a
    relative potency, and difference beside a difference of risks or of means, standardised or not.
    Why it matters: the scale says where equality lies, at 1 or at 0; intervals and p values are
    judged by it.
    What it cannot see: a measure that is wrong itself, and a percent change or a number needed to
    treat, which are read on either scale.
    Example: an odds ratio of 0.8 on the scale difference.
    What to do: mend the scale or the measure.
    Rests on: Cochrane Handbook, chapter 6.
    """
    return effects["measure"].map(_SCALES).astype("string[pyarrow]") == effects["scale"]
