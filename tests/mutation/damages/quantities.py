"""Damage to amounts: bounds, conversions, ratios."""

from __future__ import annotations

from mutation.damage import Edit, Variant, damage
from mutation.ways import (
    at,
    changed,
    emptied,
    put,
    scaled,
    swapped,
)

for _rule, _table, _pair in (
    ("dose_bounds_are_in_order", "dosages", "dose"),
    ("duration_bounds_are_in_order", "dosages", "duration"),
    ("value_bounds_are_in_order", "quantities", "value"),
):
    _low, _high = f"{_pair}_low", f"{_pair}_high"
    damage(_rule, "the two bounds change places")(swapped(_table, _low, _high))
    damage(_rule, "one of the two bounds is emptied")(changed(at(_table, _low, _high), emptied))
    damage(_rule, "a nought is put behind the lower bound")(changed(at(_table, _low), scaled(10)))

damage("dose_bounds_in_micrograms_are_in_order", "the two bounds change places")(
    swapped("dosages", "dose_low_mcg", "dose_high_mcg")
)
damage("dose_bounds_in_micrograms_are_in_order", "one of the two bounds is emptied")(
    changed(at("dosages", "dose_low_mcg", "dose_high_mcg"), emptied)
)
damage(
    "dose_in_micrograms_follows_from_its_unit", "micrograms become milligrams in one place alone"
)(put("dosages", lambda row: row["dose_unit"] == "ug", dose_unit="mg"))
damage("dose_in_micrograms_follows_from_its_unit", "a decimal point is moved in micrograms")(
    lambda package: (
        Variant((Edit("dosages", place, {name: f"{float(row[name]) * factor:g}"}),))
        for place, row in enumerate(package.rows["dosages"])
        for name in ("dose_low_mcg", "dose_high_mcg")
        for factor in (0.001, 10, 1000)
        if row["dose_unit"] in {"ug", "mg", "g"} and row[name]
    )
)
damage("doses_of_a_substance_are_converted_alike", "international units are converted as another substance's")(
    lambda package: (
        Variant((Edit("dosages", place, {
            name: f"{float(row[name]) * factor:g}" for name in ("dose_low_mcg", "dose_high_mcg")}),))
        for place, row in enumerate(package.rows["dosages"])
        for factor in (40, 12, 0.001)
        if row["dose_unit"] == "[iU]" and sum(_alike(row, other) for other in package.rows["dosages"]) > 1
    )
)  # fmt: skip
damage("doses_of_a_substance_are_converted_alike", "one dose is not converted")(
    lambda package: (
        Variant((Edit("dosages", place, {"dose_low_mcg": "", "dose_high_mcg": ""}),))
        for place, row in enumerate(package.rows["dosages"])
        if row["dose_low_mcg"] and sum(_alike(row, other) for other in package.rows["dosages"]) > 1
    )
)
damage("dose_that_was_given_names_its_study", "a dose that was given loses its study")(
    lambda package: (
        Variant((Edit("dosages", place, {"study_id": ""}),))
        for place, row in enumerate(package.rows["dosages"])
        if row["study_id"] and row["use"] in {"studied", "case"}
    )
)
damage(
    "dose_that_was_given_names_its_study",
    "a studied dose is called advice, advice is called studied",
)(
    lambda package: (
        Variant((Edit("dosages", place, {"use": use}),))
        for place, row in enumerate(package.rows["dosages"])
        for use in (("recommended", "author") if row["study_id"] else ("studied", "case"))
    )
)
damage(
    "dose_for_a_range_has_its_condition_in_words", "a dose is tied to a range without a word of it"
)(
    lambda package: (
        Variant((Edit("dosages", place, {"condition_range_id": "RNG-0002"}),))
        for place, row in enumerate(package.rows["dosages"])
        if package.whose == "article"
        and not next(c for c in package.rows["claims"] if c["claim_id"] == row["claim_id"])[
            "condition_reported"
        ]
    )
)
damage("dose_for_a_range_has_its_condition_in_words", "the condition of a dose's claim is emptied")(
    lambda package: (
        Variant((Edit("claims", place, {"condition_reported": ""}),))
        for place, claim in enumerate(package.rows.get("claims", ()))
        if claim["condition_reported"]
        and any(
            row["claim_id"] == claim["claim_id"] and row["condition_range_id"]
            for row in package.rows["dosages"]
        )
    )
)


def _alike(one: dict[str, str], other: dict[str, str]) -> bool:
    names = "substance_id", "dose_unit"
    return bool(other["dose_low_mcg"]) and all(one[name] == other[name] for name in names)


# About the source ------------------------------------------------------------------------------

# The tables then say what an article says that states another ratio, or other doses.
damage("stated_ratio_agrees_with_doses", "one of two doses that fit the stated ratio is printed otherwise")(
    lambda package: (
        Variant((
            Edit("regimens", 0, {"ratio_numerator": "5", "ratio_denominator": "4"}),
            Edit("dosages", place, {name: f"{float(row[name]) * factor:g}" for name in _DOSE}),
        ))
        for place, row in enumerate(package.rows["dosages"])
        for factor in (0.1, 0.5, 2, 3, 10, 1000)
        if row.get("regimen_id") == "REG-0001"
    )
)  # fmt: skip
_DOSE = ("dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg")
