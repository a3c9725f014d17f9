"""Damage to conversions, and to units of bands and thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import of_article, times
from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import at, changed, emptied, only, rewritten, scaled
from packages import Row

_MARKER = "marker-x"
_SI = "low_si", "high_si"

# Conversions -----------------------------------------------------------------------------------

damage("range_in_si_follows_from_its_conversion", "bounds are converted by another factor")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [times(row, factor, *_SI) for factor in (0.001, 0.4, 0.9, 1.03, 2.5, 10)]
            if row["si_unit"]
            else []
        ),
    )
)
damage("range_in_si_follows_from_its_conversion", "one converted bound has a point moved")(
    changed(at("reference_ranges", *_SI), scaled(0.1, 10))
)
damage("range_in_si_follows_from_its_conversion", "the unit is another: pg for ng, umol for nmol")(
    rewritten(
        "reference_ranges",
        lambda row: (
            ({"si_unit": "umol/L"}, {"si_unit": "mmol/L"}, {"unit": "pg/mL"}, {"unit": "mg/dL"})
            if row["si_unit"]
            else []
        ),
    )
)
damage("range_in_si_follows_from_its_conversion", "the factor of the analyte is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: (
                [times(row, factor, "factor") for factor in (0.1, 0.9, 1.1, 10)]
                if row["to_unit"] == "nmol/L"
                else []
            ),
        ),
    )
)


def _molar(row: Row) -> bool:
    return row["to_unit"].endswith("mol/L")


damage("conversion_follows_from_molar_mass", "a digit of the factor, or its point, is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: (
                [{"factor": text} for text in ("2.296", "2.946", "24.96", "0.2496", "0.40065")]
                if _molar(row)
                else []
            ),
        ),
    )
)
damage("conversion_follows_from_molar_mass", "the unit that is converted into is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: [{"to_unit": unit} for unit in ("mmol/L", "umol/L")] if _molar(row) else [],
        ),
    )
)
damage("conversion_follows_from_molar_mass", "the molar mass is that of another substance")(
    only(
        "authority",
        rewritten(
            "quantities",
            lambda row: (
                [dict.fromkeys(("value_low", "value_high"), mass) for mass in ("384.6", "416.6")]
                if row["property"] == "molar-mass"
                else []
            ),
        ),
    )
)

# Units -----------------------------------------------------------------------------------------

_CONVERTED = dict.fromkeys((*_SI, "si_unit"), "")
of_article("cut_off_has_a_unit", "the unit of a band is lost")(
    changed(at("reference_ranges", "unit"), emptied)
)


@of_article("cut_off_has_a_unit", "no band of an analyte has a unit any more")
def unitless(package: Package) -> Iterator[Variant]:
    rows = package.rows["reference_ranges"]
    for analyte in dict.fromkeys(row["analyte_id"] for row in rows):
        yield Variant(
            tuple(
                Edit("reference_ranges", place, {"unit": "", **_CONVERTED})
                for place, row in enumerate(rows)
                if row["analyte_id"] == analyte
            )
        )


of_article("threshold_has_a_unit", "the unit of a threshold is lost")(
    changed(at("contraindications", "threshold_unit"), emptied)
)


@of_article("threshold_has_a_unit", "another warning gets a threshold without a unit")
def bare_threshold(package: Package) -> Iterator[Variant]:
    for place, row in enumerate(package.rows["contraindications"]):
        if not row["threshold_reported"]:
            for variable, number in ((_MARKER, "7"), ("25-hydroxyvitamin-d", "45")):
                cells = {
                    "threshold_variable_id": variable,
                    "threshold": number,
                    "threshold_comparator": ">",
                    "threshold_reported": f"above {number}",
                }
                yield Variant((Edit("contraindications", place, cells),))
