"""One dose beside every dose of its partner, against a ratio that the source states of the two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told
from evitab.rules.quantities.stated_ratios import BESIDE, DOSE, fixed, severity, softly, stated

if TYPE_CHECKING:
    from pandas import DataFrame


def _always(dosages: DataFrame) -> DataFrame:
    """The advised doses that are one amount, said without exception."""
    is_advised = dosages["use"] == "recommended"
    return fixed(dosages[is_advised & (dosages["claim.assertion_strength"] == "universal")])


def _spans(doses: DataFrame) -> DataFrame:
    """The span of the advised doses of each substance in micrograms, by source and substance."""
    is_advised = (doses["use"] == "recommended").fillna(False) & doses["dose_low_mcg"].notna()
    return (
        doses[is_advised]
        .groupby([SOURCE, "substance_id"])
        .agg(
            least=("dose_low_mcg", "min"),
            most=("dose_high_mcg", "max"),
            ids=("dosage_id", " ".join),
            label=("substance.label", "first"),
        )
    )


def _held_constant(dosages: DataFrame, ratios: DataFrame, doses: DataFrame) -> DataFrame:
    """Each of the doses that is of a ratio's denominator, with the span of the advised doses of its
    numerator; doses of the regimen that states the ratio are left out.
    """
    rows = dosages.reset_index(names="place").merge(
        stated(ratios),
        left_on=[SOURCE, "substance_id"],
        right_on=[f"ratio.{SOURCE}", "ratio.ratio_denominator_substance_id"],
    )
    rows = rows[(rows["regimen_id"] != rows["ratio.regimen_id"]).fillna(True)]
    numerator = [SOURCE, "ratio.ratio_numerator_substance_id"]
    rows = rows.merge(_spans(doses), left_on=numerator, right_index=True)
    return rows.drop_duplicates("place").set_index("place")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    ratio = row["ratio.ratio_reported"]
    times = row["most"] / row["least"]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} beside {row['least']:g} to "
        f"{row['most']:g} mcg of {row['label']}, and a {ratio}",
        expected="one dose of both, or no fixed ratio",
        assumption="The dose is meant beside each advised dose of the other substance. It holds on "
        "any basis: by mass, by moles or by the printed numbers, a ratio changes as one side does."
        + softly(row),
        arithmetic=f"The advised doses of {row['label']} run from {row['least']:g} to "
        f"{row['most']:g} mcg, {times:.3g} times as much. Beside {row['dose_reported']} of "
        f"{row['substance.label']} throughout, the ratio of the two changes {times:.3g} times "
        f"over, so that the stated {ratio} can hold for one of them at most.",
        severity=severity(row),
        related_rows=f"{row['ratio.regimen_id']} {row['ids']}",
    )


@rule(
    "dosages",
    reads=[*DOSE, "instruction_reported", "claim.assertion_strength"],
    beside=BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def fixed_dose_leaves_room_for_the_stated_ratio(
    dosages: DataFrame, *, ratios: DataFrame, doses: DataFrame
) -> DataFrame:
    """A dose that is the same beside every dose of its partner goes with no fixed ratio of the two.

    What it does: takes an advised dose that is fixed and said without exception, of the second
    substance of a stated ratio, and looks whether the advised doses of the first differ by more
    than a quarter.
    Why it matters: whoever changes the dose of the one has to break either the ratio or the dose of
    the other, and is not told which.
    What it cannot see: a fixed dose that is not said to go with any dose; an order in which both
    hold one after the other.
    Example: "in a 5:1 ratio", and "100 mcg daily with any D3 dose", with D3 from 1,000 to 5,000 IU.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _always(dosages)
    if rows.empty:
        return told(rows, _grounds)
    rows = _held_constant(rows, ratios, doses)
    return told(rows[rows["most"] > rows["least"] * 1.25], _grounds)
