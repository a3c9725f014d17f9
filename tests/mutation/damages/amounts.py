"""Damage to units, to what is converted, and to amounts that follow from others."""

from __future__ import annotations

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import (
    DOSE,
    at,
    changed,
    digit,
    emptied,
    rewritten,
    scaled,
    times,
)
from packages import Row

_MCG = DOSE[2:]

# Units ---------------------------------------------------------------------------------------

_FITS = "value_unit_fits_its_property"
_KINDS = {
    "half-life": ("mg", "%", "mL"),
    "experience": ("mg", "%", "ng/mL"),
    "time-since-emergence": ("mg", "g/d"),
    "molar-mass": ("g", "mg/dL", "d"),
    "accumulation": ("d", "mg"),
    "share-with-lower-inr": ("mg", "d"),
    "share-below-average-requirement": ("mg", "d"),
    "filtration-rate-where-it-begins-to-fall": ("mL", "mg/dL"),
    "trial-dose-ceiling": ("d", "%", "ng/mL"),
    "daily-requirement": ("d", "%", "ng/mL"),
}

damage(_FITS, "the unit is one of another kind: mg for hours")(
    changed(at("quantities", "value_unit"), lambda one: _KINDS.get(one.row["property"], ()))
)
damage(_FITS, "the property is one of another kind: a half-life for a dose")(
    rewritten(
        "quantities",
        lambda row: [
            {"property": other}
            for other in ("molar-mass", "filtration-rate-where-it-begins-to-fall")
            if row["value_unit"] and row["property"] != other
        ],
    )
)

# What is converted ---------------------------------------------------------------------------

_CONVERTED = "dose_in_micrograms_follows_from_its_conversion"


def _in_units(row: Row) -> bool:
    return row["dose_unit"] == "[iU]"


damage(_CONVERTED, "a decimal point is moved in micrograms, or a digit is another")(
    changed(at("dosages", *_MCG), lambda one: (
        [*scaled(0.001, 0.1, 10, 1000)(one), *digit(one)] if _in_units(one.row) else []))
)  # fmt: skip
damage(_CONVERTED, "IU are taken for mcg, or another factor for that of the substance")(
    rewritten("dosages", lambda row: [
        times(row, factor, *_MCG) for factor in (40, 12, 1 / 40) if _in_units(row)
    ])
)  # fmt: skip
damage(_CONVERTED, "the micrograms are left out")(
    changed(at("dosages", *_MCG), lambda one: emptied(one) if _in_units(one.row) else [])
)
damage(_CONVERTED, "IU stand for mcg in a dose that has a conversion")(
    rewritten("dosages", lambda row: (
        [{"dose_unit": "[iU]"}] if row["dose_unit"] == "ug"
        and row["substance_id"].startswith("vitamin-d") else []))
)  # fmt: skip
damage(_CONVERTED, "the conversion has another factor")(
    changed(at("conversions", "factor"), lambda one: (
        scaled(0.1, 0.025, 10)(one) if one.row["to_unit"] == "[iU]" else []))
)  # fmt: skip

_INTAKE = "intake_in_micrograms_follows_from_its_unit"

damage(_INTAKE, "mg stands for mcg, or mcg for IU")(
    changed(at("reference_intakes", "unit"), lambda one: {
        "ug/d": ["mg/d", "g/d", "ug/wk"], "[iU]/d": ["ug/d", "mg/d"]}[one.text])
)  # fmt: skip
damage(_INTAKE, "a decimal point is moved, or a digit is another, in one of the two")(
    changed(at("reference_intakes", "value", "value_mcg"), lambda one: (
        [*scaled(0.001, 0.1, 10, 1000)(one), *digit(one)]))
)  # fmt: skip
damage(_INTAKE, "one of the two is left out")(
    changed(at("reference_intakes", "value", "value_mcg"), emptied)
)

# What follows from others (about the source) -------------------------------------------------

_TOTAL = "daily_total_follows_from_dose_and_frequency"


def _has_total(row: Row) -> bool:
    return "claim_id" in row and row["daily_dose_low"] != ""


damage(_TOTAL, "the dose or the daily total is printed otherwise, by more than a twentieth")(
    rewritten("dosages", lambda row: [
        times(row, factor, *names)
        for names in (DOSE, ("daily_dose_low", "daily_dose_high"))
        for factor in (0.001, 0.1, 0.5, 0.9, 1.1, 2, 10, 1000) if _has_total(row)
    ])
)  # fmt: skip
damage(_TOTAL, "one bound of the total is another")(
    rewritten("dosages", lambda row: [
        change for change in ({"daily_dose_low": "5"}, {"daily_dose_high": "20"})
        if _has_total(row)
    ])
)  # fmt: skip
damage(_TOTAL, "mcg or g stands for mg, in the dose or in the total")(
    rewritten("dosages", lambda row: [
        {name: unit} for name in ("dose_unit", "daily_dose_unit") for unit in ("ug", "g")
        if _has_total(row)
    ])
)  # fmt: skip
damage(_TOTAL, "the dose is taken more often, or more seldom")(
    rewritten("dosages", lambda row: [
        change for change in (
            {"frequency": "2"}, {"frequency": "3"}, {"period": "1"}, {"period": "3"},
            {"period_unit": "wk"}, {"period_unit": "h"},
        ) if _has_total(row)
    ])
)  # fmt: skip

_THOUSAND = "dose_is_no_thousand_times_off"

damage(_THOUSAND, "mg stands for mcg")(
    rewritten("dosages", lambda row: [
        {"dose_unit": "mg", **times(row, 1000, *_MCG)}
    ] if row.get("claim_id") and row["dose_unit"] == "ug" else [])
)  # fmt: skip
damage(_THOUSAND, "mcg stands for mg, or g does")(
    rewritten("dosages", lambda row: [
        {"dose_unit": unit, **times(row, factor, *_MCG)}
        for unit, factor in (("ug", 0.001), ("g", 1000))
        if row.get("claim_id") and row["substance_id"] == "drug-x"
    ])
)  # fmt: skip
damage(_THOUSAND, "a thousandth is printed of a dose in IU, or a thousand times of one in mcg")(
    rewritten("dosages", lambda row: [
        times(row, 0.001, *DOSE)
        if row["dose_unit"] == "[iU]" else times(row, 1000, *DOSE)
    ] if row.get("claim_id") and row["dose_high"] in {"2000", "100"} else [])
)  # fmt: skip

# Ratios (about the source) -------------------------------------------------------------------

_FIXED = "fixed_dose_leaves_room_for_the_stated_ratio"


def _of_v(row: Row, use: str) -> bool:
    return "claim_id" in row and (row["substance_id"], row["use"]) == ("drug-v", use)


damage(_FIXED, "the advised dose of the partner is printed as a range")(
    rewritten("dosages", lambda row: [
        change for change in (
            {"dose_high": "20", "dose_high_mcg": "20000"},
            {"dose_low": "5", "dose_low_mcg": "5000"},
            {"dose_high": "100", "dose_high_mcg": "100000"},
        ) if _of_v(row, "recommended")
    ])
)  # fmt: skip
damage(_FIXED, "another dose of the partner is advised, too")(
    rewritten("dosages", lambda row: [
        {"use": "recommended", **times(row, factor, *DOSE)} for factor in (0.05, 1, 5, 50)
        if _of_v(row, "author")
    ])
)  # fmt: skip


@damage(_FIXED, "one dose beside all doses of the partner is said to be for every case")
def for_every_case(package: Package) -> list[Variant]:
    claims = {row["claim_id"]: place for place, row in enumerate(package.rows.get("claims", ()))}
    return [
        Variant((Edit("claims", claims[row["claim_id"]], {"assertion_strength": "universal"}),))
        for row in package.rows["dosages"]
        if row.get("claim_id") and not row["regimen_id"] and row["use"] == "recommended"
        and row["substance_id"] in {"vitamin-k2", "drug-y"} and row["dose_low"]
        and package.rows["claims"][claims[row["claim_id"]]]["assertion_strength"] != "universal"
    ]  # fmt: skip


_KEPT = "combination_keeps_the_stated_ratio"

damage(_KEPT, "one dose of a combination is printed otherwise, by more than half or twice")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.4, 3, 10, 1000)
        if row.get("claim_id") and row["use"] == "author"
        and row["substance_id"] in {"drug-v", "drug-w"}
    ])
)  # fmt: skip


def _states_v(row: Row) -> bool:
    return row["ratio_numerator_substance_id"] == "drug-v"


damage(_KEPT, "the ratio is printed otherwise, by more than half or twice, or turned round")(
    rewritten("regimens", lambda row: [
        change for change in (
            *({"ratio_numerator": other} for other in ("5", "10", "20")),
            {"ratio_numerator": "1", "ratio_denominator": "2"}, {"ratio_denominator": "5"},
        ) if _states_v(row)
    ])
)  # fmt: skip
damage(_KEPT, "what a person took outside of the ratio is told as advice, or as the author's own")(
    changed(at("dosages", "use"), lambda one: (
        ["recommended", "author"]
        if one.text == "case" and one.row["regimen_id"] and one.row["substance_id"] == "vitamin-d3"
        else []))
)  # fmt: skip
