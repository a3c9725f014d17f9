"""A ratio that a regimen states, as the rules see it that hold other doses against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, own

if TYPE_CHECKING:
    from pandas import DataFrame

DOSE = (
    "dosage_id",
    "regimen_id",
    "substance_id",
    "substance.label",
    "dose_low",
    "dose_high",
    "dose_low_mcg",
    "dose_high_mcg",
    "dose_reported",
    "use",
    SOURCE,
)
BESIDE = {
    "ratios": own(
        "regimens",
        "regimen_id",
        "ratio_numerator",
        "ratio_denominator",
        "ratio_numerator_substance_id",
        "ratio_denominator_substance_id",
        "ratio_reported",
        "claim.assertion_strength",
        SOURCE,
    ),
    "doses": own("dosages", *DOSE),
}


def fixed(doses: DataFrame) -> DataFrame:
    """The doses that are one amount, not a span."""
    return doses[(doses["dose_low"] == doses["dose_high"]).fillna(False)]


def stated(ratios: DataFrame) -> DataFrame:
    """The ratios that have figures, their columns as `ratio.<name>`."""
    return ratios.dropna(subset="ratio_numerator").add_prefix("ratio.")


def softly(row: Mapping[str, Any]) -> str:
    """What the assumption adds where the source puts the ratio as typical."""
    hedged = row["ratio.claim.assertion_strength"] == "hedged"
    return " The source puts the ratio as typical, not as a rule." if hedged else ""


def severity(row: Mapping[str, Any]) -> Severity | None:
    """What is said to be typical is not contradicted by a case beside it."""
    return Severity.INFO if row["ratio.claim.assertion_strength"] == "hedged" else None
