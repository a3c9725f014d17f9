"""Rules about dosages: bounds, and doses against the ratio that the source states."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("dosages", reads=["dose_low", "dose_high"], kind="plausibility")
def dose_bounds_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A dose has two bounds, the lower not above the upper.

    Why it matters: swapped bounds turn every comparison with an upper level round.
    What it cannot see: bounds in order with a wrong digit.
    Example: from 2000 to 1000 [iU].
    What to do: swap them back; a single dose stands in both.
    """
    both = dosages["dose_low"].isna() == dosages["dose_high"].isna()
    return both & (dosages["dose_low"] <= dosages["dose_high"]).fillna(True)


@rule("dosages", reads=["duration_low", "duration_high"], kind="plausibility")
def duration_bounds_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A course's length has two bounds, the lower not above the upper.

    Why it matters: a course would seem to end before it begins.
    What it cannot see: bounds in order with a wrong unit.
    Example: from 12 to 8 weeks.
    What to do: swap them back; a single length stands in both.
    """
    both = dosages["duration_low"].isna() == dosages["duration_high"].isna()
    return both & (dosages["duration_low"] <= dosages["duration_high"]).fillna(True)


@rule(
    "dosages",
    reads=["dose_low", "dose_low_mcg", "dose_high", "dose_high_mcg", "dose_unit"],
    kind="plausibility",
)
def dose_in_micrograms_follows_from_its_unit(dosages: DataFrame) -> Series[bool]:
    """A dose in a unit of mass has the same mass in micrograms.

    Why it matters: the column in micrograms is what doses are compared in; a slip of a thousand
    there hides or invents an overdose.
    What it cannot see: international units, which need a conversion of the substance.
    Example: 1 mg beside 100 mcg.
    What to do: reckon it anew: 1 mg is 1000 mcg, 1 g is 1000000 mcg.
    """
    factor = dosages["dose_unit"].map({"ug": 1.0, "mg": 1e3, "g": 1e6}).astype("double[pyarrow]")
    low, high = dosages["dose_low"] * factor, dosages["dose_high"] * factor
    low_follows = (low - dosages["dose_low_mcg"]).abs() <= low * 1e-9
    high_follows = (high - dosages["dose_high_mcg"]).abs() <= high * 1e-9
    return low_follows.fillna(True) & high_follows.fillna(True)


@rule("dosages", reads=["dose_low_mcg", "dose_high_mcg"], kind="plausibility")
def dose_bounds_in_micrograms_are_in_order(dosages: DataFrame) -> Series[bool]:
    """A dose in micrograms has two bounds, the lower not above the upper.

    Why it matters: doses are compared in micrograms; turned bounds turn the comparison.
    What it cannot see: bounds in order that are both wrong.
    Example: from 50 to 25 mcg beside 1,000 to 2,000 IU.
    What to do: reckon both bounds anew from the dose as reported.
    """
    both = dosages["dose_low_mcg"].isna() == dosages["dose_high_mcg"].isna()
    return both & (dosages["dose_low_mcg"] <= dosages["dose_high_mcg"]).fillna(True)


@rule(
    "dosages",
    reads=["substance_id", "dose_unit", "dose_low", "dose_low_mcg", "dose_high", "dose_high_mcg"],
    by="substance_id",
    kind="plausibility",
)
def doses_of_a_substance_are_converted_alike(dosages: DataFrame) -> Series[bool]:
    """Doses of one substance in one unit become micrograms by one factor, or none of them does.

    Why it matters: the column in micrograms is what doses are compared in, and for international
    units nothing else in the package says how it was reckoned.
    What it cannot see: a factor that is wrong throughout, and a substance with one dose alone.
    Example: 5,000 IU of vitamin D3 as 125 mcg, and 2,000 IU of it as 80.
    What to do: reckon all doses of the substance by the same conversion.
    """
    group = [dosages["substance_id"], dosages["dose_unit"]]
    low = dosages["dose_low_mcg"] / dosages["dose_low"]
    high = dosages["dose_high_mcg"] / dosages["dose_high"]
    usual = low.groupby(group).transform("median")
    alike = ((low - usual).abs() <= usual * 1e-9) & ((high - usual).abs() <= usual * 1e-9)
    is_missing = dosages["dose_low"].notna() & low.isna() & usual.notna()
    return alike.fillna(True) & ~is_missing.fillna(False)


@rule("dosages", reads=["use", "study_id", "claim_id"], kind="completeness")
def dose_that_was_given_names_its_study(dosages: DataFrame) -> Series[bool]:
    """A dose that was studied, or taken in a case, names the study; advice names none.

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

    Why it matters: "if deficient" is what keeps a treatment from being read as a default.
    What it cannot see: whether the words mean that range.
    Example: condition_range_id leads to the deficient range, and the claim has no condition.
    What to do: fill condition_reported of the claim, or empty condition_range_id.
    """
    is_free = dosages["condition_range_id"].isna()
    return is_free | dosages["claim.condition_reported"].notna()


# A stated ratio ---------------------------------------------------------------------------------

_RATIO = [
    "dosage_id",
    "regimen_id",
    "substance_id",
    "dose_low",
    "dose_high",
    "dose_low_mcg",
    "dose_reported",
    "dose_unit",
    "regimen.ratio_numerator",
    "regimen.ratio_denominator",
    "regimen.ratio_numerator_substance_id",
    "regimen.ratio_denominator_substance_id",
]


_PARTNER = ["dosage_id", "substance_id", "dose_low", "dose_low_mcg", "dose_reported", "dose_unit"]


def _ratios(dosages: DataFrame) -> DataFrame:
    """Beside each row: whether it is its regimen's numerator, and its partner's doses."""
    fixed = (dosages["dose_low"] == dosages["dose_high"]).fillna(False)
    numerator = dosages["regimen.ratio_numerator_substance_id"] == dosages["substance_id"]
    denominator = dosages["regimen.ratio_denominator_substance_id"] == dosages["substance_id"]
    partner = dosages[(fixed & denominator).fillna(False)].drop_duplicates("regimen_id", keep=False)
    rows = dosages[["regimen_id"]].merge(
        partner[["regimen_id", *_PARTNER]],
        on="regimen_id",
        how="left",
    )
    rows.index = dosages.index
    rows["is_numerator"] = (fixed & numerator).fillna(False)
    stated = dosages["regimen.ratio_numerator"] / dosages["regimen.ratio_denominator"]
    rows["stated"] = stated
    # A whole number in print stands for anything that rounds to it.
    rows["slack"] = 0.5 / dosages["regimen.ratio_denominator"]
    rows["by_mass"] = dosages["dose_low_mcg"] / rows["dose_low_mcg"]
    rows["by_number"] = dosages["dose_low"] / rows["dose_low"]
    return rows


def _in_micrograms(doses: DataFrame) -> Series[str]:
    """The dose as printed, and what that is in micrograms where it was printed otherwise."""
    printed = doses["dose_reported"] + " of " + doses["substance_id"]
    converted = printed + " is " + doses["dose_low_mcg"].map("{:g}".format) + " mcg"
    return converted.where(doses["dose_unit"] != "ug", printed)


def _shifted(rows: DataFrame) -> Series[str]:
    """The innocent reading that is left: numbers counted in thousands, hundreds or the like."""
    places = (rows["by_number"] / rows["stated"]).map(math.log10).round()
    fits = (rows["by_number"] / 10**places - rows["stated"]).abs() <= rows["slack"]
    words = " The printed numbers give it only once a decimal point is moved (thousands of one unit"
    words += " to hundreds of the other, say), which the source does not tell."
    return fits.map({True: words, False: ""})


def _explain_ratio(dosages: DataFrame, flagged: Series[bool]) -> DataFrame:
    doses, rows = dosages[flagged], _ratios(dosages)[flagged]
    ours, theirs = doses["dose_low_mcg"].map("{:g}".format), rows["dose_low_mcg"].map("{:g}".format)
    mass, number = rows["by_mass"].map("{:.3g}".format), rows["by_number"].map("{:.3g}".format)
    stated = rows["stated"].map("{:g}".format)
    return doses[[]].assign(
        observed=stated + " : 1",
        expected=mass + " : 1 by mass, " + number + " : 1 by the printed numbers",
        unit="1",
        assumption="Both doses are taken equally often. Mass and the printed numbers were tried, a "
        "ratio of moles was not; the stated ratio stands for all that rounds to it."
        + _shifted(rows),
        arithmetic=_in_micrograms(doses) + "; " + _in_micrograms(rows) + ". By mass they stand "
        + ours + " / " + theirs + " = " + mass + " to 1, by the printed numbers " + number
        + " to 1. The source says " + stated + " to 1.",
        related_rows=doses["regimen_id"] + " " + rows["dosage_id"],
    )  # fmt: skip


@rule(
    "dosages",
    reads=_RATIO,
    by="regimen_id",
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_ratio,
)
def stated_ratio_agrees_with_doses(dosages: DataFrame) -> Series[bool]:
    """The two doses of a regimen stand in the ratio that the source states.

    Why it matters: a reader who takes the ratio for the rule and one who takes the doses end up
    with amounts that differ several times over.
    What it cannot see: doses given as ranges, more than one partner dose, a ratio of moles. Numbers
    that fit once a decimal point is moved are flagged all the same, and the finding says so.
    Example: "5:1 (5,000 IU D3 : 100 mcg K2)": 5,000 IU is 125 mcg, so the doses stand 1.25 : 1
    by mass, and 50 : 1 by the printed numbers.
    What to do: nothing in the tables, if they say what the source says. The finding is
    published; a user of the ratio should ask which of the two was meant.
    """
    rows = _ratios(dosages)
    by_mass = (rows["by_mass"] - rows["stated"]).abs() <= rows["slack"]
    by_number = (rows["by_number"] - rows["stated"]).abs() <= rows["slack"]
    return ~rows["is_numerator"] | by_mass | by_number
