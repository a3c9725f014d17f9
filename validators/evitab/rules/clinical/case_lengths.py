"""What a person took against how long the source says to take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.figures.words import first_words
from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.clinical.case_doses import ADVICE, DOSE, beside_advice, history
from evitab.timing import in_days

if TYPE_CHECKING:
    from pandas import DataFrame


def _outlasted(pairs: DataFrame) -> DataFrame:
    """Each dose that a person took for more `days` than the longest `course` advised of it."""
    pairs["course"] = in_days(pairs["advice.duration_high"], pairs["advice.duration_unit"])
    is_endless = pairs["course"].isna().groupby(pairs["place"]).transform("any")
    pairs = pairs[~is_endless].sort_values("course", ascending=False)
    rows = pairs.drop_duplicates("place").set_index("place")
    lengths = rows["duration_reported"].fillna(rows["instruction_reported"])
    words = first_words(lengths, rows["claim.passage.source.language"], "long-time")
    told_days = in_days(rows["duration_low"], rows["duration_unit"])
    rows["days"] = told_days.fillna(in_days(words["value"], words["unit"]))
    return rows[(rows["days"] > rows["course"]).fillna(False)]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    length = row["duration_reported"] or row["instruction_reported"]
    condition = row["advice.claim.condition_reported"]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, {length}",
        expected=f"{row['advice.duration_reported']}, the longest course that the source advises",
        assumption="Words without a number stand for the least that they can mean: years for one "
        "year, months for one month." + history(row),
        severity=Severity.INFO if row["is_history"] else None,
        arithmetic=f"The source advises {row['advice.dose_reported']} {condition} for "
        f"{row['advice.duration_reported']}, at most {row['course']:.0f} days. The person of the "
        f"case took {row['dose_reported']} {length}, at least {row['days']:.0f} days.",
        related_rows=row["advice.dosage_id"],
    )


@rule(
    "dosages",
    reads=DOSE,
    beside={"advice": ADVICE},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def dose_is_taken_no_longer_than_its_course(dosages: DataFrame, *, advice: DataFrame) -> DataFrame:
    """A person takes a dose no longer than the course that the source advises of it.

    What it does: takes how long the person of a case took a dose, as a figure or in words such as
    "for years", and compares it with the longest course of the same dose that the source advises
    for a condition.
    Why it matters: a dose that is meant for weeks is shown as one for years.
    What it cannot see: a length that is told in neither way; a dose that the source advises for a
    condition without an end.
    Example: "5,000 IU daily for 8-12 weeks if deficient", and a person who took it for years.
    What to do: nothing in the tables, if they say what the source says.
    """
    pairs = beside_advice(dosages, advice)
    return told(pairs if pairs.empty else _outlasted(pairs), _grounds)
