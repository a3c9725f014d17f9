"""Damage to reference ranges: bounds, whether they belong, conversions."""

from __future__ import annotations

from mutation.damage import Edit, Variant, damage
from mutation.ways import at, changed, emptied, filled, scaled, swapped

_BOUNDS = "low", "high"
_CONVERTED = "low_si", "high_si"

damage("range_bounds_are_in_order", "the two bounds change places")(
    lambda package: (
        Variant((Edit("reference_ranges", place, {
            "low": row["high"], "high": row["low"], "low_si": row["high_si"], "high_si": row["low_si"]}),))
        for place, row in enumerate(package.rows["reference_ranges"])
        if row["low"] and row["high"] and row["low"] != row["high"]
    )
)  # fmt: skip
damage("range_bounds_are_in_order", "a nought is put behind the lower bound")(
    lambda package: (
        Variant((Edit("reference_ranges", place, {"low": f"{row['low']}0"}),))
        for place, row in enumerate(package.rows["reference_ranges"])
        if row["low"] and row["high"]
    )
)
damage("range_has_a_bound", "the bounds of a range are emptied")(
    lambda package: (
        Variant((Edit("reference_ranges", place, dict.fromkeys(
            ("low", "high", "is_low_inclusive", "is_high_inclusive", "low_si", "high_si", "si_unit"), "")),))
        for place, _ in enumerate(package.rows["reference_ranges"])
    )
)  # fmt: skip
damage("bound_says_whether_it_belongs", "a bound says no more whether it belongs")(
    changed(at("reference_ranges", "is_low_inclusive", "is_high_inclusive"), emptied)
)
damage("bound_says_whether_it_belongs", "a bound that is not there is said to belong")(
    filled(at("reference_ranges", "is_low_inclusive", "is_high_inclusive"), "true")
)
damage("bounds_of_an_analyte_are_converted_alike", "a decimal point is moved in a converted bound")(
    changed(at("reference_ranges", *_CONVERTED), scaled(0.1, 10, 1000))
)
damage(
    "bounds_of_an_analyte_are_converted_alike",
    "a bound is converted by the factor of another substance",
)(changed(at("reference_ranges", *_CONVERTED), scaled(0.97, 1.04)))
damage("bounds_of_an_analyte_are_converted_alike", "a converted bound or its unit is emptied")(
    changed(at("reference_ranges", *_CONVERTED, "si_unit"), emptied)
)
damage("bounds_of_an_analyte_are_converted_alike", "the converted bounds change places")(
    swapped("reference_ranges", *_CONVERTED)
)
damage("bounds_of_an_analyte_are_converted_alike", "the unit of converted bounds is another")(
    changed(at("reference_ranges", "si_unit"), lambda one: ["mmol/L", "umol/L"])
)
