"""Doses against the upper levels that authorities set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import ancestors
from evitab.rule import Grounds, authority, own, rule
from evitab.rules.clinical.beside_levels import (
    beside_levels,
    level_in_words,
    treated,
    treatment_in_words,
)
from evitab.rules.clinical.grouped import Row, each_once, grouped, told_together
from evitab.timing import TIMING

if TYPE_CHECKING:
    from pandas import DataFrame

_DOSE = [
    "substance_id",
    "substance.label",
    "form_id",
    "dose_high_mcg",
    "dose_reported",
    *TIMING,
    "timing_reported",
    "duration_reported",
    "instruction_reported",
    "use",
    "purpose",
    "condition_range_id",
    "claim.condition_reported",
    "claim.population",
]
_LEVELS = authority(
    "reference_intakes",
    "nutrient_id",
    "form_id",
    "type",
    "population",
    "value_mcg",
    "authority.label",
    "reference.issued_year",
    "reference.title",
)
_TREATMENTS = authority(
    "dosages",
    "substance_id",
    "use",
    "purpose",
    "dose_high_mcg",
    "dose_reported",
    "duration_reported",
    "authority.label",
    *TIMING,
)
_READINGS = {
    "treatment": "The source gives the dose for a condition ({condition}), as a course of "
    "treatment; an upper level for the general population is not meant for that.",
    "case": "One person took it, which is another thing than a dose for everyone.",
    "recommended": "The source advises the dose without a condition, so it is read as one for any "
    "adult.",
    "author": "It is what the author takes; others may follow.",
}
# A dose that a study gave is no advice, and of one without a known use nobody can tell.
_JUDGED = ("case", "recommended", "author")


def _reading(row: Row) -> str:
    is_cure = row["condition_range_id"] is not None or row["purpose"] == "deficiency-treatment"
    return "treatment" if row["use"] == "recommended" and is_cure else str(row["use"])


def _weight(reading: str, *, is_kept: bool, is_treated: bool) -> dict[str, Any]:
    if reading == "case" or (reading == "treatment" and is_treated):
        return {"severity": Severity.INFO, "harm": "low" if is_kept else "medium"}
    return {"harm": "medium" if is_kept else "high"}


def _grounds(levels: Sequence[Row], cures: Sequence[Row]) -> Grounds:
    row = levels[0]
    reading = _reading(row)
    often = row["timing_reported"] or "how often is not told with it; once a day is taken"
    words = _READINGS[reading].format(condition=row["claim.condition_reported"] or "not told")
    exceeded = "; ".join(each_once([level_in_words(each) for each in levels if each["is_above"]]))
    kept = "; ".join(each_once([level_in_words(each) for each in levels if not each["is_above"]]))
    given = "; ".join(each_once([treatment_in_words(cure) for cure in cures]))
    lowest = min(each["level.value_mcg"] for each in levels)
    beside = f" Within: {kept}." if kept else " No authority here allows more."
    if reading == "treatment":
        beside += (
            f" Treatment of a deficiency: {given}."
            if given
            else " No authority here gives as much for treatment."
        )
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, {row['daily']:g} mcg a day",
        expected=f"at most {lowest:g} mcg a day, the lowest upper level"
        + (", or what an authority gives as treatment" if reading == "treatment" else ""),
        unit="ug/d",
        assumption=f"{words} Upper levels are for healthy people of the general population, not "
        "for treatment under supervision, and count all sources of the substance.",
        arithmetic=f"{row['dose_reported']} ({often}) is {row['daily']:g} mcg a day. Exceeded: "
        f"{exceeded}.{beside}",
        **_weight(reading, is_kept=bool(kept), is_treated=bool(given)),
    )


@rule(
    "dosages",
    reads=_DOSE,
    beside={
        "levels": _LEVELS,
        "treatments": _TREATMENTS,
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def dose_is_within_the_upper_levels(
    dosages: DataFrame, *, levels: DataFrame, treatments: DataFrame, concepts: DataFrame
) -> DataFrame:
    """A dose does not exceed an upper level that an authority sets for those whom it is for.

    What it does: reckons the dose a day in micrograms and holds it against every upper level for
    the substance, or a broader one, and the population (adults, where the source names none). Doses
    that a study gave are left alone. A dose for everyone, a course of treatment, what one person
    took and what the author takes are told apart: for a course, the finding also says what
    authorities give as treatment, and it is worth knowing only (info) where they give as much.
    Why it matters: above an upper level the risk of harm begins to rise.
    What it cannot see: what else a reader takes of the substance; a dose whose mass is not known; a
    population that has no level of its own in the authority package, other than adults.
    Example: 5,000 IU of vitamin D3 for anyone, 125 mcg a day, where IOM and EFSA set 100 mcg for
    adults and the Endocrine Society gave 250 in 2011.
    What to do: nothing in the tables, if they say what the source says.
    """
    wider = ancestors(concepts)
    doses = dosages[dosages["use"].isin(_JUDGED).fillna(False)]
    found = beside_levels(doses, levels, wider)
    found = found[found["is_above"].groupby(found["place"]).transform("any")]
    if found.empty:
        return told_together(found, lambda rows: _grounds(rows, []))
    cures = grouped(treated(found, treatments, wider), "place")
    return told_together(found, lambda rows: _grounds(rows, cures.get((rows[0]["place"],), [])))
