"""Rules about dosages: bounds, conversions, and what a dose rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import SOURCE, authority, own, rule
from evitab.rules.quantities.micrograms import (
    doses_in_words,
    mass_of_one,
    units_to_the_microgram,
)

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("dosages", reads=["dose_low", "dose_high"], kind="plausibility")
def dose_bounds_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A dose has two bounds, the lower not above the upper.

    What it does: wants both dose_low and dose_high or neither, and low not above high.
    Why it matters: swapped bounds turn every comparison with an upper level round.
    What it cannot see: a wrong digit in both bounds of a dose.
    Example: from 2000 to 1000 [iU].
    What to do: swap them back; a single dose stands in both.
    """
    both = dosages["dose_low"].isna() == dosages["dose_high"].isna()
    return both & (dosages["dose_low"] <= dosages["dose_high"]).fillna(True)


@rule("dosages", reads=["duration_low", "duration_high"], kind="plausibility")
def duration_bounds_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A course's length has two bounds, the lower not above the upper.

    What it does: wants both duration_low and duration_high or neither, and the first not above the
    second.
    Why it matters: a course would seem to end before it begins.
    What it cannot see: bounds in order with a wrong unit.
    Example: from 12 to 8 weeks.
    What to do: swap them back; a single length stands in both.
    """
    both = dosages["duration_low"].isna() == dosages["duration_high"].isna()
    return both & (dosages["duration_low"] <= dosages["duration_high"]).fillna(True)


def _expected_mass(dosages: DataFrame) -> Series[str]:
    return doses_in_words(dosages, mass_of_one(dosages["dose_unit"]))


@rule(
    "dosages",
    reads=["dose_low", "dose_low_mcg", "dose_high", "dose_high_mcg", "dose_unit"],
    expects=_expected_mass,
    kind="plausibility",
)
def dose_in_micrograms_follows_from_its_unit(dosages: DataFrame) -> Series[bool]:
    """A dose in a unit of mass has the same mass in micrograms.

    What it does: multiplies doses in ug, mg and g to micrograms and compares both bounds with the
    columns in micrograms. Doses in other units are left alone.
    Why it matters: the column in micrograms is what doses are compared in; a slip of a thousand
    there hides or invents an overdose.
    What it cannot see: international units, which need a conversion of the substance.
    Example: 1 mg beside 100 mcg.
    What to do: reckon it anew: 1 mg is 1000 mcg, 1 g is 1000000 mcg.
    """
    factor = mass_of_one(dosages["dose_unit"])
    low, high = dosages["dose_low"] * factor, dosages["dose_high"] * factor
    low_follows = (low - dosages["dose_low_mcg"]).abs() <= low * 1e-9
    high_follows = (high - dosages["dose_high_mcg"]).abs() <= high * 1e-9
    return low_follows.fillna(True) & high_follows.fillna(True)


@rule("dosages", reads=["dose_low_mcg", "dose_high_mcg"], kind="plausibility")
def dose_bounds_in_micrograms_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A dose in micrograms has two bounds, the lower not above the upper.

    What it does: wants both bounds in micrograms or neither, in order.
    Why it matters: doses are compared in micrograms; turned bounds turn the comparison.
    What it cannot see: bounds in order that are both wrong.
    Example: from 50 to 25 mcg beside 1,000 to 2,000 IU.
    What to do: reckon both bounds anew from the dose as reported.
    """
    both = dosages["dose_low_mcg"].isna() == dosages["dose_high_mcg"].isna()
    return both & (dosages["dose_low_mcg"] <= dosages["dose_high_mcg"]).fillna(True)


@rule(
    "dosages",
    reads=[
        "substance_id",
        "dose_unit",
        "dose_low",
        "dose_low_mcg",
        "dose_high",
        "dose_high_mcg",
        SOURCE,
    ],
    by=SOURCE,
    beside={
        "conversions": authority(
            "conversions", "substance_id", "from_unit", "to_unit", "factor", is_needed=False
        ),
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    kind="plausibility",
)
def doses_of_a_substance_are_converted_alike(
    dosages: DataFrame, *, conversions: DataFrame, concepts: DataFrame
) -> Series[bool]:
    """Doses of one substance in one unit become micrograms by one factor, or none of them does.

    What it does: divides micrograms by the dose, for all doses of one substance in one unit, and
    compares each factor with their median. Where any is converted, all have to be. What a unit of
    mass or the authority's conversion gives is left to the rules that reckon with those.
    Why it matters: the column in micrograms is what doses are compared in, and for international
    units without a conversion nothing else says how it was reckoned.
    What it cannot see: a factor that is wrong throughout, and a substance with one dose alone.
    Example: 5,000 IU of vitamin D3 as 125 mcg, and 2,000 IU of it as 80.
    What to do: reckon all doses of the substance by the same conversion.
    """
    group = [dosages["substance_id"], dosages["dose_unit"], dosages[SOURCE]]
    low = dosages["dose_low_mcg"] / dosages["dose_low"]
    high = dosages["dose_high_mcg"] / dosages["dose_high"]
    usual = low.groupby(group).transform("median")
    alike = ((low - usual).abs() <= usual * 1e-9) & ((high - usual).abs() <= usual * 1e-9)
    is_missing = dosages["dose_low"].notna() & low.isna() & usual.notna()
    has_conversion = units_to_the_microgram(dosages, conversions, concepts).notna()
    is_reckoned = mass_of_one(dosages["dose_unit"]).notna() | has_conversion
    return (alike.fillna(True) | is_reckoned) & ~(is_missing.fillna(False) & ~has_conversion)


@rule("dosages", reads=["use", "study_id", "claim_id"], kind="completeness")
def dose_that_was_given_names_its_study(dosages: DataFrame) -> Series[bool]:
    """A dose that was studied, or taken in a case, names the study; advice names none.

    What it does: looks at the use of each dose: studied and case need a study_id, recommended and
    author must have none.
    Why it matters: a studied dose that reads as advice is advice that nobody gave.
    What it cannot see: the wrong study.
    Example: a dose of a trial's arm with an empty study_id.
    What to do: fill study_id, or mend use.
    """
    was_given = dosages["use"].isin(["studied", "case"])
    is_advice = dosages["use"].isin(["recommended", "author"])
    names_one = dosages["study_id"].notna()
    return (~was_given | names_one) & (~is_advice | ~names_one)


@rule(
    "dosages",
    reads=["condition_range_id", "claim_id", "claim.condition_reported"],
    kind="completeness",
)
def dose_for_a_range_has_its_condition_in_words(dosages: DataFrame) -> Series[bool]:
    """A dose that holds for a range of values has a claim with the condition in words.

    What it does: follows each dose that points to a range to its claim, and looks for a condition
    as printed there.
    Why it matters: "if deficient" is what keeps a treatment from being read as a default.
    What it cannot see: whether the words mean that range.
    Example: condition_range_id leads to the deficient range, and the claim has no condition.
    What to do: fill condition_reported of the claim, or empty condition_range_id.
    """
    is_free = dosages["condition_range_id"].isna()
    return is_free | dosages["claim.condition_reported"].notna()
