"""What a person took against what the source says of when, and how long, to take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.figures.words import first_words
from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told
from evitab.timing import in_days

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_ADVICE = own(
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
)
_DOSE = [
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
]


def _pairs(dosages: DataFrame, advice: DataFrame) -> DataFrame:
    """Each dose that a person took, with each advice of the same dose that has a condition."""
    taken = dosages[(dosages["use"] == "case").fillna(False)].reset_index(names="place")
    # What a person took before what the source tells last of it need not be what it advises.
    story = taken.groupby(["study_id", "substance_id"])["claim.passage.start"]
    taken["is_history"] = (taken["claim.passage.start"] < story.transform("max")).fillna(False)
    is_advice = (advice["use"] == "recommended") & advice["condition_range_id"].notna()
    wanted = advice[is_advice.fillna(False)].add_prefix("advice.")
    pairs = taken.merge(wanted, left_on="substance_id", right_on="advice.substance_id")
    above = pairs["dose_low_mcg"] >= pairs["advice.dose_low_mcg"]
    return pairs[(above & (pairs["dose_high_mcg"] <= pairs["advice.dose_high_mcg"])).fillna(False)]


def _levels(dosages: DataFrame, advice: DataFrame, observations: DataFrame) -> DataFrame:
    """Each dose that a person took and that the source advises for a range of values, with each
    value of that person that lies outside every such range.
    """
    pairs = _pairs(dosages, advice)
    seen = observations.dropna(subset=["value", "value_unit"]).add_prefix("seen.")
    pairs = pairs.merge(
        seen,
        left_on=["study_id", "advice.condition_range.analyte_id"],
        right_on=["seen.study_id", "seen.variable_id"],
    )
    same_unit = (pairs["seen.value_unit"] == pairs["advice.condition_range.unit"]).fillna(False)
    pairs = pairs[same_unit]
    value, low, high = (
        pairs["seen.value"],
        pairs["advice.condition_range.low"],
        pairs["advice.condition_range.high"],
    )
    pairs["is_inside"] = ((low.isna() | (value >= low)) & (high.isna() | (value <= high))).fillna(
        True
    )
    inside = pairs.groupby(["place", "seen.observation_id"])["is_inside"].transform("any")
    outside = pairs[~inside]
    # A value that is told after the dose is one on the dose; it counts where none is told before.
    is_before = (outside["seen.claim.passage.start"] <= outside["claim.passage.start"]).fillna(True)
    has_before = is_before.groupby(outside["place"]).transform("any")
    return outside[is_before | ~has_before]


def _grounds_of_condition(group: DataFrame) -> Grounds:
    row = group.iloc[0]
    values = " and ".join(dict.fromkeys(group["seen.value_reported"]))
    band, unit = row["advice.condition_range.range_reported"], row["advice.condition_range.unit"]
    band = band if unit in band else f"{band} {unit}"
    condition = row["advice.claim.condition_reported"]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} at {values}",
        expected=f"the dose that the source gives {condition}, at a level that is {band}",
        assumption="The level of the person is the one that the source gives for the case. What it "
        "was when the dose was begun is not always told; a source may hold that a case is an "
        "exception and does not say so here." + _history(row),
        severity=Severity.INFO if row["is_history"] else None,
        arithmetic=f"The source advises {row['advice.dose_reported']} {condition}, which it puts "
        f"at {band}. The person of the case took {row['dose_reported']} and had {values}: that "
        "does not meet the condition.",
        related_rows=" ".join(
            dict.fromkeys([*group["advice.dosage_id"], *group["seen.observation_id"]])
        ),
    )


def _explain_condition(dosages: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    rows = _levels(dosages, **beside)
    grounds = {place: _grounds_of_condition(group) for place, group in rows.groupby("place")}
    return told(
        dosages[flagged].assign(place=flagged.index[flagged]), lambda r: grounds[r["place"]]
    )


@rule(
    "dosages",
    reads=_DOSE,
    beside={
        "advice": _ADVICE,
        "observations": own(
            "observations",
            "observation_id",
            "study_id",
            "variable_id",
            "value",
            "value_unit",
            "value_reported",
            "claim.passage.start",
        ),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_condition,
)
def dose_is_given_where_its_condition_holds(
    dosages: DataFrame, *, advice: DataFrame, observations: DataFrame
) -> Series[bool]:
    """A person takes a dose that the source gives for a range of values only within that range.

    What it does: takes what the person of a case took, finds the same dose of the same substance in
    the source's advice for a range of values, and looks for a value of that person outside of
    every such range.
    Why it matters: the case shows readers to do what the advice keeps for others.
    What it cannot see: a level that is told in words alone, or in another unit; a level from before
    the case; one that lies just on a bound, which is let pass.
    Example: 5,000 IU are "for 8-12 weeks if deficient" (below 30 ng/mL), and the person of the case
    takes them at 65 ng/mL.
    What to do: nothing in the tables, if they say what the source says.
    """
    places = _levels(dosages, advice, observations)["place"]
    return ~dosages.index.to_series().isin(places)


def _history(row: Mapping[str, Any] | Series[Any]) -> str:
    if not row["is_history"]:
        return ""
    return (
        " The source tells it as what was taken before its own advice; it does not say that this "
        "was the mistake."
    )


# How long ---------------------------------------------------------------------------------------


def _courses(dosages: DataFrame, advice: DataFrame) -> DataFrame:
    """Each dose that a person took, the days it was taken and the longest course advised of it."""
    pairs = _pairs(dosages, advice)
    languages = pairs["claim.passage.source.language"]
    lengths = pairs["duration_reported"].fillna(pairs["instruction_reported"])
    words = first_words(lengths, languages, "long-time")
    told_days = in_days(pairs["duration_low"], pairs["duration_unit"])
    pairs["days"] = told_days.fillna(in_days(words["value"], words["unit"]))
    pairs["course"] = in_days(pairs["advice.duration_high"], pairs["advice.duration_unit"])
    is_endless = pairs["course"].isna().groupby(pairs["place"]).transform("any")
    pairs = pairs[~is_endless].sort_values("course", ascending=False)
    return pairs.drop_duplicates("place").set_index("place")


def _grounds_of_course(row: Mapping[str, Any]) -> Grounds:
    length = row["duration_reported"] or row["instruction_reported"]
    condition = row["advice.claim.condition_reported"]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, {length}",
        expected=f"{row['advice.duration_reported']}, the longest course that the source advises",
        assumption="Words without a number stand for the least that they can mean: years for one "
        "year, months for one month." + _history(row),
        severity=Severity.INFO if row["is_history"] else None,
        arithmetic=f"The source advises {row['advice.dose_reported']} {condition} for "
        f"{row['advice.duration_reported']}, at most {row['course']:.0f} days. The person of the "
        f"case took {row['dose_reported']} {length}, at least {row['days']:.0f} days.",
        related_rows=row["advice.dosage_id"],
    )


def _explain_course(dosages: DataFrame, flagged: Series[bool], *, advice: DataFrame) -> DataFrame:
    return told(_courses(dosages, advice).loc[flagged.index[flagged]], _grounds_of_course)


@rule(
    "dosages",
    reads=_DOSE,
    beside={"advice": _ADVICE},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_course,
)
def dose_is_taken_no_longer_than_its_course(
    dosages: DataFrame, *, advice: DataFrame
) -> Series[bool]:
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
    rows = _courses(dosages, advice)
    longer = (rows["days"] > rows["course"]).fillna(False)
    return ~longer.reindex(dosages.index, fill_value=False)
