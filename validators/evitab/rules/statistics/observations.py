"""Rules about observations and other rows of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("observations", reads=["time_offset", "time_anchor"], kind="plausibility")
def observation_does_not_come_after_the_report(observations: DataFrame) -> Series[bool]:
    """An offset that is counted from the report is not positive.

    What it does: looks at offsets whose anchor is the report; they have to be zero or below.
    Why it matters: nothing that is reported lies in the future; a lost minus turns time round.
    What it cannot see: offsets from another anchor.
    Example: "last month" as 1 month from the report.
    What to do: put the minus before the offset.
    """
    return (observations["time_anchor"] != "report") | (observations["time_offset"] <= 0)


@rule(
    "observations",
    "effects",
    reads=["study_id", "study_arm_id", "study_arm.study_id"],
    kind="conformance",
)
def arm_belongs_to_the_study(rows: DataFrame) -> Series[bool]:
    """The arm of a row is an arm of its study.

    What it does: follows the arm to its study, and compares that with the study of the row.
    Why it matters: a result of one trial would be told of another.
    What it cannot see: the wrong arm of the right study; grounding does, where the words name it.
    Example: an observation of STU-0001 with an arm of STU-0002.
    What to do: mend the arm or the study.
    """
    return rows["study_arm.study_id"] == rows["study_id"]


@rule(
    "observations",
    "effects",
    "study_arms",
    "dosages",
    reads=["study_id", "claim.citation_id", "study.claim.citation_id"],
    kind="conformance",
)
def row_cites_what_its_study_cites(rows: DataFrame) -> Series[bool]:
    """The claim of a row cites the same mention as the claim of its study, or neither cites any.

    What it does: compares the citation of the row's claim with that of the study's claim. Rows
    without a study are left alone.
    Why it matters: a result would be credited to another work than the study that gave it.
    What it cannot see: a study and all its rows that cite the wrong work.
    Example: a result that cites CIT-0002 in a study that cites CIT-0001.
    What to do: mend citation_id of the claim, or the study of the row.
    """
    ours, theirs = rows["claim.citation_id"], rows["study.claim.citation_id"]
    same = (ours == theirs).fillna(False) | (ours.isna() & theirs.isna())
    return rows["study_id"].isna() | same


@rule(
    "dosages",
    "effects",
    reads=["study_id", "reference_id", "study.reference_id"],
    kind="conformance",
)
def row_is_of_the_work_of_its_study(rows: DataFrame) -> Series[bool]:
    """What an authority package says of a study stands in the work that the study stands in.

    What it does: compares the work of the row with that of its study.
    Why it matters: a dose of one study would be told of another, and count as evidence there.
    What it cannot see: two studies in one work.
    Example: a dose from REF-0002, put to a study from REF-0001.
    What to do: mend the study or the work of the row.
    """
    return rows["study.reference_id"] == rows["reference_id"]
