"""A dose for anyone against the dose that the source gives those whose level is good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame

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
    SOURCE,
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
    SOURCE,
]


_WHICH = [SOURCE, "substance_id"]


def _outside(dosages: DataFrame, advice: DataFrame) -> DataFrame:
    """Each dose advised without a condition or a length that lies outside the one maintenance dose
    of its substance.
    """
    is_default = (
        (dosages["use"] == "recommended")
        & dosages["condition_range_id"].isna()
        & dosages["duration_reported"].isna()
    )
    rows = dosages[is_default.fillna(False)]
    wanted = (advice["use"] == "recommended") & (advice["purpose"] == "maintenance")
    kept = advice[wanted.fillna(False)].dropna(subset="dose_low_mcg")
    kept = kept.drop_duplicates(_WHICH, keep=False)
    if rows.empty or kept.empty:
        return rows.iloc[:0]
    rows = rows.join(kept.set_index(_WHICH).add_prefix("advice."), on=_WHICH)
    is_less = rows["dose_low_mcg"] < rows["advice.dose_low_mcg"]
    is_outside = is_less | (rows["dose_high_mcg"] > rows["advice.dose_high_mcg"])
    return rows[(is_outside & (rows["advice.dosage_id"] != rows["dosage_id"])).fillna(False)]


def _grounds(row: Mapping[str, Any]) -> Grounds:
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


@rule(
    "dosages",
    reads=_DOSE,
    beside={"advice": _ADVICE},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def default_dose_is_within_the_own_maintenance_range(
    dosages: DataFrame, *, advice: DataFrame
) -> DataFrame:
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
    return told(_outside(dosages, advice), _grounds)
