"""What a person took against the level at which the source says to take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule
from evitab.rules.clinical.case_doses import ADVICE, DOSE, beside_advice, history
from evitab.rules.clinical.grouped import Row, each_once, told_together

if TYPE_CHECKING:
    from pandas import DataFrame


def _levels(pairs: DataFrame, observations: DataFrame) -> DataFrame:
    """Each dose that a person took and that the source advises for a range of values, with each
    value of that person that lies outside every such range.
    """
    seen = observations.dropna(subset=["value", "value_unit"]).add_prefix("seen.")
    pairs = pairs.merge(
        seen,
        left_on=["study_id", "advice.condition_range.analyte_id"],
        right_on=["seen.study_id", "seen.variable_id"],
    )
    same_unit = (pairs["seen.value_unit"] == pairs["advice.condition_range.unit"]).fillna(False)
    pairs = pairs[same_unit]
    value = pairs["seen.value"]
    low, high = pairs["advice.condition_range.low"], pairs["advice.condition_range.high"]
    is_inside = (low.isna() | (value >= low)) & (high.isna() | (value <= high))
    one_value = [pairs["place"], pairs["seen.observation_id"]]
    outside = pairs[~is_inside.fillna(True).groupby(one_value).transform("any")]
    # A value that is told after the dose is one on the dose; it counts where none is told before.
    is_before = (outside["seen.claim.passage.start"] <= outside["claim.passage.start"]).fillna(True)
    has_before = is_before.groupby(outside["place"]).transform("any")
    return outside[is_before | ~has_before]


def _grounds(rows: Sequence[Row]) -> Grounds:
    row = rows[0]
    values = " and ".join(each_once([each["seen.value_reported"] for each in rows]))
    band, unit = row["advice.condition_range.range_reported"], row["advice.condition_range.unit"]
    band = band if unit in band else f"{band} {unit}"
    condition = row["advice.claim.condition_reported"]
    related = [each[key] for key in ("advice.dosage_id", "seen.observation_id") for each in rows]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} at {values}",
        expected=f"the dose that the source gives {condition}, at a level that is {band}",
        assumption="The level of the person is the one that the source gives for the case. What it "
        "was when the dose was begun is not always told; a source may hold that a case is an "
        "exception and does not say so here." + history(row),
        severity=Severity.INFO if row["is_history"] else None,
        arithmetic=f"The source advises {row['advice.dose_reported']} {condition}, which it puts "
        f"at {band}. The person of the case took {row['dose_reported']} and had {values}: that "
        "does not meet the condition.",
        related_rows=" ".join(each_once(related)),
    )


@rule(
    "dosages",
    reads=DOSE,
    beside={
        "advice": ADVICE,
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
)
def dose_is_given_where_its_condition_holds(
    dosages: DataFrame, *, advice: DataFrame, observations: DataFrame
) -> DataFrame:
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
    pairs = beside_advice(dosages, advice)
    return told_together(pairs if pairs.empty else _levels(pairs, observations), _grounds)
