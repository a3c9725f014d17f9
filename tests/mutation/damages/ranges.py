"""Damage to reference ranges: bounds, whether they belong, conversions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mutation.damage import Edit, Make, Package, Variant, cell, damage
from mutation.ways import at, changed, emptied, filled, rewritten, said, scaled, swapped

_CONVERTED = "low_si", "high_si"
_BELONGS = "is_low_inclusive", "is_high_inclusive"


def without_conversion(make: Make) -> Make:
    """The same damage where authorities have no conversion: by one, another rule sees it."""

    def variants(package: Package) -> Iterator[Variant]:
        analytes = {row["analyte_id"] for row in package.rows["reference_ranges"]}
        known = enumerate(package.rows.get("conversions", ()))
        gone = [
            Edit("conversions", at, None) for at, row in known if row["substance_id"] in analytes
        ]
        for variant in make(package) if gone else ():
            yield replace(variant, edits=(*variant.edits, *gone))

    return variants


damage("range_bounds_are_in_order", "the two bounds change places, converted ones too")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [
                {
                    "low": row["high"],
                    "high": row["low"],
                    "low_si": row["high_si"],
                    "high_si": row["low_si"],
                }
            ]
            if row["low"] and row["high"]
            else []
        ),
    )
)
damage("range_bounds_are_in_order", "a nought is put behind the lower bound")(
    rewritten(
        "reference_ranges",
        lambda row: [{"low": f"{row['low']}0"}] if row["low"] and row["high"] else [],
    )
)
damage("range_has_a_bound", "the bounds of a range are emptied")(
    rewritten(
        "reference_ranges",
        lambda _: [dict.fromkeys(("low", "high", *_BELONGS, *_CONVERTED, "si_unit"), "")],
    )
)
damage("bound_says_whether_it_belongs", "a bound says no more whether it belongs")(
    changed(at("reference_ranges", *_BELONGS), emptied)
)
damage("bound_says_whether_it_belongs", "a bound that is not there is said to belong")(
    filled(at("reference_ranges", *_BELONGS), "true")
)
damage("bounds_of_an_analyte_are_converted_alike", "a decimal point is moved in a converted bound")(
    without_conversion(changed(at("reference_ranges", *_CONVERTED), scaled(0.1, 10, 1000)))
)
damage("bounds_of_an_analyte_are_converted_alike", "a bound is converted by another factor")(
    without_conversion(changed(at("reference_ranges", *_CONVERTED), scaled(0.97, 1.04)))
)
damage("bounds_of_an_analyte_are_converted_alike", "a converted bound or its unit is emptied")(
    changed(at("reference_ranges", *_CONVERTED, "si_unit"), emptied)
)
damage("bounds_of_an_analyte_are_converted_alike", "the converted bounds change places")(
    without_conversion(swapped("reference_ranges", *_CONVERTED))
)
damage("bounds_of_an_analyte_are_converted_alike", "the unit of converted bounds is another")(
    changed(at("reference_ranges", "si_unit"), said("mmol/L", "umol/L"))
)


@damage("condition_range_is_the_one_named", "a condition that names a range leads to another")
def to_another_range(package: Package) -> Iterator[Variant]:
    ranges = {row["reference_range_id"]: row for row in package.rows["reference_ranges"]}
    claims = {row["claim_id"]: row for row in package.rows.get("claims", ())}
    for place, dose in enumerate(package.rows["dosages"]):
        own = ranges.get(dose["condition_range_id"], {}).get("category", "")
        words = claims.get(dose.get("claim_id", ""), {}).get("condition_reported", "")
        for key, other in ranges.items():
            if own and own in words and other["category"] != own:
                yield cell("dosages", place, "condition_range_id", key)
