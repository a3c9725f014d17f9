"""A ratio that the source states against the doses that it states beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, authority, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_DOSE = [
    "dosage_id",
    "substance_id",
    "substance.label",
    "form_id",
    "dose_low",
    "dose_low_mcg",
    "dose_reported",
    "dose_unit",
]
_RATIO = [
    *_DOSE,
    "regimen_id",
    "dose_high",
    "regimen.ratio_numerator",
    "regimen.ratio_denominator",
    "regimen.ratio_numerator_substance_id",
    "regimen.ratio_denominator_substance_id",
]


def _ratios(dosages: DataFrame, figures: DataFrame) -> DataFrame:
    """The doses of a ratio's numerator with their partner's dose (`their_`), the ratio that their
    regimen states and the ratio on each basis.

    Both doses are fixed, and the partner's is the only one of its substance in the regimen.
    """
    fixed = dosages[(dosages["dose_low"] == dosages["dose_high"]).fillna(False)]
    numerator = fixed["regimen.ratio_numerator_substance_id"] == fixed["substance_id"]
    denominator = fixed["regimen.ratio_denominator_substance_id"] == fixed["substance_id"]
    partner = fixed[denominator].drop_duplicates("regimen_id", keep=False)
    theirs = partner[_DOSE].add_prefix("their_").assign(regimen_id=partner["regimen_id"])
    rows = fixed[numerator].reset_index(names="place").merge(theirs, on="regimen_id")
    rows["stated"] = rows["regimen.ratio_numerator"] / rows["regimen.ratio_denominator"]
    # A whole number in print stands for anything that rounds to it.
    rows["slack"] = 0.5 / rows["regimen.ratio_denominator"]
    rows["by_mass"] = rows["dose_low_mcg"] / rows["their_dose_low_mcg"]
    rows["by_number"] = rows["dose_low"] / rows["their_dose_low"]
    rows = rows.dropna(subset=["stated", "by_mass", "by_number"])
    ours, others = (_molar_mass(rows, side, figures) for side in ("", "their_"))
    return rows.assign(by_moles=rows["by_mass"] * others / ours).set_index("place")


def _molar_mass(rows: DataFrame, side: str, figures: DataFrame) -> Series[float]:
    """The one molar mass on record for what each dose is of; null where there is none."""
    molar = figures[figures["property"] == "molar-mass"].drop_duplicates("subject_id", keep=False)
    masses = molar.set_index("subject_id")["value_low"]
    given = rows[f"{side}form_id"].fillna(rows[f"{side}substance_id"])
    return given.map(masses).astype("double[pyarrow]")


def _in_micrograms(row: Mapping[str, Any], side: str = "") -> str:
    """The dose as printed, and what that is in micrograms where it was printed otherwise."""
    printed = f"{row[f'{side}dose_reported']} of {row[f'{side}substance.label']}"
    if row[f"{side}dose_unit"] == "ug" or row[f"{side}dose_low_mcg"] is None:
        return printed
    return f"{printed} is {row[f'{side}dose_low_mcg']:g} mcg"


def _shifted(row: Mapping[str, Any]) -> str:
    """The innocent reading that is left: numbers counted in thousands, hundreds or the like."""
    places = round(math.log10(row["by_number"] / row["stated"]))
    if abs(row["by_number"] / 10**places - row["stated"]) > row["slack"]:
        return ""
    return (
        " The printed numbers give it only once a decimal point is moved, as when thousands of one "
        "unit are counted beside hundreds of the other; the source does not say that it counts so."
    )


def _grounds(row: Mapping[str, Any]) -> Grounds:
    bases = {"by mass": row["by_mass"], "by the printed numbers": row["by_number"]}
    if row["by_moles"] is not None:
        bases["by moles"] = row["by_moles"]
    tried = "were tried" if row["by_moles"] is not None else "were tried, a ratio of moles was not"
    each = [f"{ratio:.3g} : 1 {basis}" for basis, ratio in bases.items()]
    stated = f"{row['stated']:g}"
    return Grounds(
        observed=f"{stated} : 1",
        expected=", ".join(each),
        unit="1",
        assumption=f"Both doses are taken equally often. {_capital(_and(bases))} {tried}; the "
        f"stated ratio stands for all that rounds to it.{_shifted(row)}",
        arithmetic=f"{_in_micrograms(row)}; {_in_micrograms(row, 'their_')}. By mass they stand "
        f"{row['dose_low_mcg']:g} / {row['their_dose_low_mcg']:g} = {row['by_mass']:.3g} to 1, by "
        f"the printed numbers {row['by_number']:.3g} to 1. The source says {stated} to 1.",
        related_rows=f"{row['regimen_id']} {row['their_dosage_id']}",
    )


def _and(bases: Mapping[str, float]) -> str:
    words = [basis.removeprefix("by ").removeprefix("the printed ") for basis in bases]
    words = ["the printed numbers" if word == "numbers" else word for word in words]
    return ", ".join(words[:-1]) + " and " + words[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@rule(
    "dosages",
    reads=_RATIO,
    by="regimen_id",
    beside={
        "figures": authority("quantities", "subject_id", "property", "value_low", is_needed=False)
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def stated_ratio_agrees_with_doses(dosages: DataFrame, *, figures: DataFrame) -> DataFrame:
    """The two doses of a regimen stand in the ratio that the source states.

    What it does: takes the two fixed doses of a regimen that states a ratio, and compares their
    ratio with the stated one by mass, by the printed numbers, and by moles where the authority
    package has both molar masses. One basis that fits is enough.
    Why it matters: a reader who takes the ratio for the rule and one who takes the doses end up
    with amounts that differ several times over.
    What it cannot see: doses given as ranges, or more than one partner dose. Numbers that fit once
    a decimal point is moved are flagged all the same, and the finding says so.
    Example: "5:1 (5,000 IU D3 : 100 mcg K2)": 5,000 IU is 125 mcg, so the doses stand 1.25 : 1
    by mass, and 50 : 1 by the printed numbers.
    What to do: nothing in the tables, if they say what the source says. The finding is
    published; a user of the ratio should ask which of the two was meant.
    """
    states_one = dosages["regimen.ratio_numerator"].notna()
    if not states_one.any():
        return told(dosages[:0], _grounds)
    rows = _ratios(dosages[states_one], figures)
    for basis in ("by_mass", "by_number", "by_moles"):
        fits = (rows[basis] - rows["stated"]).abs() <= rows["slack"]
        rows = rows[~fits.fillna(False)]
    return told(rows, _grounds)
