"""What a person took, beside what the source advises of the same dose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.rule import SOURCE, own

if TYPE_CHECKING:
    from pandas import DataFrame

ADVICE = own(
    "dosages",
    "dosage_id",
    "substance_id",
    "dose_low_mcg",
    "dose_high_mcg",
    "dose_reported",
    "use",
    "duration_high",
    "duration_unit",
    "duration_reported",
    "claim.condition_reported",
    "condition_range_id",
    "condition_range.analyte_id",
    "condition_range.low",
    "condition_range.high",
    "condition_range.unit",
    "condition_range.range_reported",
    SOURCE,
)
DOSE = [
    "substance_id",
    "substance.label",
    "dose_low_mcg",
    "dose_high_mcg",
    "dose_reported",
    "use",
    "study_id",
    "duration_low",
    "duration_unit",
    "duration_reported",
    "instruction_reported",
    "claim.passage.source.language",
    "claim.passage.start",
    SOURCE,
]


def beside_advice(dosages: DataFrame, advice: DataFrame) -> DataFrame:
    """Each dose that a person took (by `place`), with each advice (`advice.`) of the same dose that
    has a condition. `is_history` tells what the person took before the last that is told.
    """
    taken = dosages[(dosages["use"] == "case").fillna(False)].reset_index(names="place")
    is_advice = (advice["use"] == "recommended") & advice["condition_range_id"].notna()
    wanted = advice[is_advice.fillna(False)]
    if taken.empty or wanted.empty:
        return taken.iloc[:0]
    # What a person took before what the source tells last of it need not be what it advises.
    story = taken.groupby(["study_id", "substance_id"])["claim.passage.start"]
    taken["is_history"] = (taken["claim.passage.start"] < story.transform("max")).fillna(False)
    pairs = taken.merge(
        wanted.add_prefix("advice."),
        left_on=[SOURCE, "substance_id"],
        right_on=[f"advice.{SOURCE}", "advice.substance_id"],
    )
    above = pairs["dose_low_mcg"] >= pairs["advice.dose_low_mcg"]
    return pairs[(above & (pairs["dose_high_mcg"] <= pairs["advice.dose_high_mcg"])).fillna(False)]


def history(row: Mapping[str, Any]) -> str:
    """A sentence on what a person took before, for the assumption of a finding."""
    if not row["is_history"]:
        return ""
    return (
        " The source tells it as what was taken before its own advice; it does not say that this "
        "was the mistake."
    )
