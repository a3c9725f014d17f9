"""A dose for anyone against the dose that the source gives those whose level is good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told

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
    "purpose",
    "claim.condition_reported",
)
_DOSE = [
    "dosage_id",
    "substance_id",
    "substance.label",
    "dose_low_mcg",
    "dose_high_mcg",
    "dose_reported",
    "use",
    "condition_range_id",
    "duration_reported",
    "claim.assertion_strength",
]


def _defaults(dosages: DataFrame, advice: DataFrame) -> DataFrame:
    """Each dose advised without a condition, with the maintenance dose of its substance."""
    wanted = (advice["use"] == "recommended") & (advice["purpose"] == "maintenance")
    kept = advice[wanted.fillna(False)].add_prefix("advice.")
    kept = kept.dropna(subset="advice.dose_low_mcg").drop_duplicates(
        "advice.substance_id", keep=False
    )
    rows = dosages.reset_index(names="place").merge(
        kept, left_on="substance_id", right_on="advice.substance_id"
    )
    return rows.set_index("place")


def _grounds_of_default(row: Mapping[str, Any]) -> Grounds:
    share = row["dose_high_mcg"] / row["advice.dose_high_mcg"]
    least, most = row["advice.dose_low_mcg"], row["advice.dose_high_mcg"]
    span = f"{most:g}" if least == most else f"{least:g} to {most:g}"
    strength = row["claim.assertion_strength"]
    typical = " The source puts the dose as typical." if strength == "hedged" else ""
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, advised without a condition",
        expected=f"{row['advice.dose_reported']}, the source's own maintenance dose",
        unit="ug",
        assumption="A dose that the source advises without a condition is for anyone, so also for "
        f"those whom it gives the maintenance dose.{typical}",
        arithmetic=f"The source advises {row['dose_reported']} ({row['dose_high_mcg']:g} mcg) with "
        f"no condition, and {row['advice.dose_reported']} ({span} mcg) for maintenance "
        f"({row['advice.claim.condition_reported'] or 'no condition told'}). The first is "
        f"{share:.3g} times the upper end of the second.",
        related_rows=row["advice.dosage_id"],
    )


def _explain_default(dosages: DataFrame, flagged: Series[bool], *, advice: DataFrame) -> DataFrame:
    return told(_defaults(dosages, advice).loc[flagged.index[flagged]], _grounds_of_default)


@rule(
    "dosages",
    reads=_DOSE,
    beside={"advice": _ADVICE},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_default,
)
def default_dose_is_within_the_own_maintenance_range(
    dosages: DataFrame, *, advice: DataFrame
) -> Series[bool]:
    """A dose that the source advises without a condition lies within its own maintenance dose.

    What it does: compares, in micrograms, a dose that is advised with neither a condition nor a
    length with the one maintenance dose that the source gives for the substance.
    Why it matters: a reader who stops at the first figure takes several times what the source gives
    to those whose level is good.
    What it cannot see: a condition that stands elsewhere in the text and not in the row; a source
    with more than one maintenance dose.
    Example: "typically 5,000 IU", and "1,000-2,000 IU daily if levels are optimal".
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _defaults(dosages, advice)
    is_default = (
        (rows["use"] == "recommended")
        & rows["condition_range_id"].isna()
        & rows["duration_reported"].isna()
    )
    outside = (rows["dose_low_mcg"] < rows["advice.dose_low_mcg"]) | (
        rows["dose_high_mcg"] > rows["advice.dose_high_mcg"]
    )
    at_odds = (is_default & outside & (rows["advice.dosage_id"] != rows["dosage_id"])).fillna(False)
    return ~at_odds.reindex(dosages.index, fill_value=False)
