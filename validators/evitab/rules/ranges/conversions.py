"""Rules about bounds in SI units, and about the conversions that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evitab.rule import authority, rule
from evitab.units import dimension, factor, in_words

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_ROUNDED = 0.01
_MOLAR = 0.001


def _per_base_unit(conversions: DataFrame) -> DataFrame:
    """What one base unit of a dimension is in base units of another, by substance, both ways."""
    import pandas as pd

    size = factor(conversions["to_unit"]) / factor(conversions["from_unit"])
    there = pd.DataFrame(
        {
            "analyte_id": conversions["substance_id"],
            "from": dimension(conversions["from_unit"]),
            "to": dimension(conversions["to_unit"]),
            "base": conversions["factor"] * size,
        }
    )
    back = there.rename(columns={"from": "to", "to": "from"}).assign(base=1 / there["base"])
    return pd.concat([there, back]).dropna()


def scales(ranges: DataFrame, conversions: DataFrame) -> DataFrame:
    """What one of a range's unit is of its SI unit (`scale`), by each conversion of the analyte,
    for the place of the range (`row`).
    """
    import pandas as pd

    rows = pd.DataFrame(
        {
            "row": np.arange(len(ranges)),
            "analyte_id": ranges["analyte_id"],
            "from": dimension(ranges["unit"]),
            "to": dimension(ranges["si_unit"]),
        }
    ).merge(_per_base_unit(conversions), on=["analyte_id", "from", "to"])
    held = ranges.reset_index(drop=True).loc[rows["row"]].set_axis(rows.index)
    rows["scale"] = rows["base"] * factor(held["unit"]) / factor(held["si_unit"])
    return rows[["row", "scale"]]


def _expected_bounds(ranges: DataFrame, *, conversions: DataFrame) -> Series[str]:
    first = scales(ranges, conversions).drop_duplicates("row").set_index("row")["scale"]
    scale = first.reindex(range(len(ranges))).set_axis(ranges.index)
    low, high = (f"{name}_si " + in_words(ranges[name] * scale) for name in ("low", "high"))
    return (low + ", " + high).fillna(low).fillna(high) + " (x " + in_words(scale) + ")"


@rule(
    "reference_ranges",
    reads=["analyte_id", "unit", "low", "high", "low_si", "high_si", "si_unit"],
    beside={
        "conversions": authority("conversions", "substance_id", "from_unit", "to_unit", "factor")
    },
    expects=_expected_bounds,
    kind="plausibility",
)
def range_in_si_follows_from_its_conversion(
    ranges: DataFrame, *, conversions: DataFrame
) -> Series[bool]:
    """A bound in SI is the bound as printed, by the authority package's conversion of the analyte.

    What it does: reckons each bound with the conversion of the analyte between the two kinds of
    concentration, and compares it with the bound in SI.
    Why it matters: bands of several sources are compared in SI; a bound that was reckoned with a
    wrong factor moves a person from one band into another.
    What it cannot see: an analyte without a conversion on record. Authorities print rounded SI
    bounds, so a difference within 1 % passes.
    Example: 40 ng/mL of an analyte with 2.496 nmol/L to the ng/mL, as 49.9 nmol/L.
    What to do: reckon the bounds anew; where an authority prints other bounds in SI, look at both.
    """
    import pandas as pd

    rows = scales(ranges, conversions)
    held = ranges.reset_index(drop=True).loc[rows["row"]].set_axis(rows.index)
    follows = pd.Series(True, index=rows.index)
    for own, si in (("low", "low_si"), ("high", "high_si")):
        expected = held[own] * rows["scale"]
        off = (held[si] - expected).abs() > expected.abs() * _ROUNDED
        follows &= ~off.fillna(False)
    best = follows.groupby(rows["row"]).any()
    return pd.Series(best.reindex(range(len(ranges)), fill_value=True).to_numpy(), ranges.index)


def _by_molar_mass(conversions: DataFrame, figures: DataFrame) -> Series[float]:
    """The factor that follows from the one molar mass of the substance; null where none does."""
    molar = figures[figures["property"] == "molar-mass"].drop_duplicates("subject_id", keep=False)
    mass = conversions["substance_id"].map(molar.set_index("subject_id")["value_low"])
    mass = mass.astype("double[pyarrow]")
    start, end = dimension(conversions["from_unit"]), dimension(conversions["to_unit"])
    size = factor(conversions["from_unit"]) / factor(conversions["to_unit"])
    to_moles = (start == "mass-concentration") & (end == "substance-concentration")
    to_mass = (start == "substance-concentration") & (end == "mass-concentration")
    return (size / mass).where(to_moles, (size * mass).where(to_mass))


def _expected_factor(conversions: DataFrame, *, figures: DataFrame) -> Series[str]:
    return in_words(_by_molar_mass(conversions, figures).round(6)) + ", by the molar mass on record"


@rule(
    "conversions",
    reads=["substance_id", "from_unit", "to_unit", "factor"],
    beside={"figures": authority("quantities", "subject_id", "property", "value_low")},
    expects=_expected_factor,
    kind="plausibility",
)
def conversion_follows_from_molar_mass(
    conversions: DataFrame, *, figures: DataFrame
) -> Series[bool]:
    """A factor between a mass concentration and a molar one follows from the molar mass.

    What it does: reckons the factor anew from the one molar mass on record for the substance, in
    whichever direction the conversion goes.
    Why it matters: every bound and every value of the substance is converted with it.
    What it cannot see: a substance whose molar mass is not on record, and a factor within one part
    in a thousand.
    Example: 2.296 in place of 2.496 nmol/L to the ng/mL, for a molar mass of 400.65 g/mol.
    What to do: reckon it anew: 1 ng/mL is 1000 / (molar mass in g/mol) nmol/L.
    """
    expected = _by_molar_mass(conversions, figures)
    return (conversions["factor"] - expected).abs() <= expected * _MOLAR
