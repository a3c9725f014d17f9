"""Amounts in one unit against what they are in another, by the conversions of authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import authority, own, rule
from evitab.rules.quantities.micrograms import doses_in_words, units_to_the_microgram
from evitab.units import converted, dimension, in_words

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# What a figure of a property measures, where it measures one thing alone.
_PROPERTIES = {
    "half-life": "time",
    "experience": "time",
    "time-since-emergence": "time",
    "molar-mass": "molar-mass",
    "accumulation": "number",
    "share-with-lower-inr": "number",
    "share-below-average-requirement": "number",
    "prevalence": "number",
    "filtration-rate-where-it-begins-to-fall": "filtration-rate",
}
# A daily total may be printed as an amount, with the day left to the words around it.
_DOSES = {"mass", "activity", "mass-per-time", "activity-per-time"}


@rule("quantities", reads=["property", "value_unit"], kind="plausibility")
def value_unit_fits_its_property(quantities: DataFrame) -> Series[bool]:
    """The unit of a figure measures what its property is.

    What it does: looks up what the unit measures and what the property wants. A figure without a
    unit is left alone, and so is a property that may have any.
    Why it matters: a half-life in milligrams compares with nothing.
    What it cannot see: another unit of the same kind (hours for days), which grounding holds
    against the words; properties that have no one kind of unit.
    Example: a half-life of 3 mg.
    What to do: mend the unit or the property; leave the unit empty where the source gives none.
    """
    found = dimension(quantities["value_unit"])
    wanted = quantities["property"].map(_PROPERTIES)
    is_dose = quantities["property"].isin(["trial-dose-ceiling", "daily-requirement"])
    fits_dose = ~is_dose | found.isin(_DOSES)
    return found.isna() | (((found == wanted) | wanted.isna()) & fits_dose)


def _expected_dose(
    dosages: DataFrame, *, conversions: DataFrame, concepts: DataFrame
) -> Series[str]:
    return doses_in_words(dosages, 1 / units_to_the_microgram(dosages, conversions, concepts))


@rule(
    "dosages",
    reads=["substance_id", "dose_unit", "dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg"],
    beside={
        "conversions": authority("conversions", "substance_id", "from_unit", "to_unit", "factor"),
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    expects=_expected_dose,
    kind="plausibility",
)
def dose_in_micrograms_follows_from_its_conversion(
    dosages: DataFrame, *, conversions: DataFrame, concepts: DataFrame
) -> Series[bool]:
    """A dose in a unit of activity is as many micrograms as the authority's conversion gives.

    What it does: reckons doses in a unit of activity with the authority's conversion of the
    substance, or of a broader one, and compares both bounds. Where there is a conversion, the
    columns in micrograms must be filled.
    Why it matters: an international unit is another mass for each substance; doses are compared in
    micrograms.
    What it cannot see: a substance for which no conversion is on record, and a conversion that is
    wrong itself.
    Example: 5,000 IU of vitamin D3 as 50 mcg, where 40 IU are 1 mcg.
    What to do: reckon it anew by the row of `conversions` for the substance; leave it empty where
    there is none.
    """
    holds = dosages["dose_unit"].notna()
    to_the_microgram = units_to_the_microgram(dosages, conversions, concepts)
    for bound in ("dose_low", "dose_high"):
        expected = dosages[bound] / to_the_microgram
        close = (expected - dosages[f"{bound}_mcg"]).abs() <= expected * 1e-9
        is_missing = expected.notna() & dosages[f"{bound}_mcg"].isna()
        holds &= close.fillna(True) & ~is_missing
    return holds | dosages["dose_unit"].isna()


def _intake_in_micrograms(intakes: DataFrame, conversions: DataFrame) -> Series[float]:
    """Each intake in micrograms a day; null where nothing leads there from its unit."""
    by_mass = converted(intakes["value"], intakes["unit"], "ug/d")
    known = conversions[(conversions["from_unit"] == "ug") & (conversions["to_unit"] == "[iU]")]
    factor = known.drop_duplicates("substance_id").set_index("substance_id")["factor"]
    in_units = converted(intakes["value"], intakes["unit"], "[iU]/d")
    return by_mass.fillna(in_units / intakes["nutrient_id"].map(factor))


def _expected_intake(intakes: DataFrame, *, conversions: DataFrame) -> Series[str]:
    micrograms = _intake_in_micrograms(intakes, conversions)
    return (
        in_words(micrograms)
        + " mcg a day, from "
        + in_words(intakes["value"])
        + " "
        + intakes["unit"]
    )


@rule(
    "reference_intakes",
    reads=["nutrient_id", "value", "unit", "value_mcg"],
    beside={
        "conversions": authority("conversions", "substance_id", "from_unit", "to_unit", "factor")
    },
    expects=_expected_intake,
    kind="plausibility",
)
def intake_in_micrograms_follows_from_its_unit(
    intakes: DataFrame, *, conversions: DataFrame
) -> Series[bool]:
    """An intake is as many micrograms a day as its value and unit give.

    What it does: reckons each intake from its unit of mass, or from international units by the
    conversion of the nutrient, and compares. Both columns are filled or neither is.
    Why it matters: an article's doses are held against the column in micrograms.
    What it cannot see: a nutrient in international units for which no conversion is on record.
    Example: 4,000 [iU]/d of vitamin D as 10 mcg a day, where 40 IU are 1 mcg.
    What to do: reckon it anew; 1 mg is 1,000 mcg.
    """
    expected = _intake_in_micrograms(intakes, conversions)
    both = intakes["value"].isna() == intakes["value_mcg"].isna()
    return both & ((expected - intakes["value_mcg"]).abs() <= expected * 1e-9).fillna(True)
