"""Advised doses against the doses that the source's own studies gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame


_WHICH = [SOURCE, "substance_id"]


def _untried(dosages: DataFrame, doses: DataFrame) -> DataFrame:
    """Each dose advised to anyone that is far from the span of what the source's own studies gave
    of the substance.
    """
    is_default = (dosages["use"] == "recommended") & dosages["condition_range_id"].isna()
    rows = dosages[is_default.fillna(False)]
    is_given = (doses["use"] == "studied") & doses["dose_low_mcg"].notna()
    given = doses[is_given.fillna(False) & doses["substance_id"].isin(rows["substance_id"])]
    if given.empty:
        return rows.iloc[:0]
    span = given.groupby(_WHICH).agg(
        least=("dose_low_mcg", "min"),
        most=("dose_high_mcg", "max"),
        reported=("dose_reported", lambda texts: ", ".join(dict.fromkeys(texts.dropna()))),
        ids=("dosage_id", " ".join),
    )
    rows = rows.join(span, on=_WHICH, how="inner")
    is_far = (rows["dose_high_mcg"] > rows["most"] * 2) | (rows["dose_low_mcg"] < rows["least"] / 2)
    return rows[is_far.fillna(False)]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    far = (
        row["dose_high_mcg"] / row["most"]
        if row["dose_high_mcg"] > row["most"]
        else (row["dose_low_mcg"] / row["least"])
    )
    span = f"{row['least']:g} to {row['most']:g}"
    span = f"{row['most']:g}" if row["least"] == row["most"] else span
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, advised",
        expected=f"{row['reported']}, as studied",
        unit="ug",
        assumption="The studies are those whose doses the source tells. It may know of others, and "
        "it may mean the dose for people unlike those who were studied.",
        arithmetic=f"The source advises {row['dose_reported']} ({row['dose_high_mcg']:g} mcg). The "
        f"studies whose doses it tells gave {row['reported']} ({span} mcg): "
        f"the advised dose is {far:.3g} times that. What they found was "
        "found at their doses.",
        related_rows=row["ids"],
    )


@rule(
    "dosages",
    reads=[
        "substance_id",
        "substance.label",
        "dose_low_mcg",
        "dose_high_mcg",
        "dose_reported",
        "use",
        "condition_range_id",
        "claim_id",
        SOURCE,
    ],
    beside={
        "doses": own(
            "dosages",
            "dosage_id",
            "substance_id",
            "dose_low_mcg",
            "dose_high_mcg",
            "dose_reported",
            "use",
            SOURCE,
        )
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="medium",
)
def advised_dose_is_one_that_was_studied(dosages: DataFrame, *, doses: DataFrame) -> DataFrame:
    """A dose that the source advises to anyone lies within what its own studies gave.

    What it does: compares, in micrograms, a dose advised without a condition with the doses of the
    same substance in the studies that the source tells of; half the least to twice the most would
    pass.
    Why it matters: a benefit that was found at one dose is promised of another.
    What it cannot see: studies that the source does not tell of, or tells of without a dose.
    Example: 5,000 IU are advised; the trial that is told gave 2,000 IU.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told(_untried(dosages, doses), _grounds)
