"""Doses in micrograms: what one of a unit is, and what a dose should be, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.hierarchy import ancestors
from evitab.units import in_words

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def mass_of_one(units: Series[str]) -> Series[float]:
    """How many micrograms one of each unit of mass is; null for other units."""
    return units.map({"ug": 1.0, "mg": 1e3, "g": 1e6}).astype("double[pyarrow]")


def units_to_the_microgram(
    doses: DataFrame, conversions: DataFrame, concepts: DataFrame
) -> Series[float]:
    """How many of its unit a dose has to the microgram, by the conversion of its substance, or of
    a broader one that has one; null where no conversion leads from micrograms to that unit.
    """
    import pandas as pd

    known = conversions[conversions["from_unit"] == "ug"].drop_duplicates(
        ["substance_id", "to_unit"]
    )
    rows = doses[["substance_id", "dose_unit"]]
    rows = rows[rows["dose_unit"].isin(known["to_unit"])].reset_index(names="place")
    if rows.empty:
        return pd.Series(None, index=doses.index, dtype="double[pyarrow]")
    pairs = rows.merge(ancestors(concepts), left_on="substance_id", right_on="concept_id")
    pairs = pairs.merge(
        known[["substance_id", "to_unit", "factor"]],
        left_on=["ancestor_id", "dose_unit"],
        right_on=["substance_id", "to_unit"],
    ).drop_duplicates("place")
    return pairs.set_index("place")["factor"].reindex(doses.index)


def doses_in_words(doses: DataFrame, of_one: Series[float]) -> Series[str]:
    """What each dose is in micrograms, with the reckoning: "125 mcg, 5,000 [iU] x 0.025".

    `of_one` is how many micrograms one of the dose's unit is; a null gives a null.
    """
    low, high = doses["dose_low"], doses["dose_high"]
    dose = _between(low, high) + " " + doses["dose_unit"]
    times = (" x " + in_words(of_one)).where((of_one != 1).fillna(True), "")
    return _between(low * of_one, high * of_one) + " mcg, " + dose + times


def _between(low: Series[float], high: Series[float]) -> Series[str]:
    both = in_words(low) + " to " + in_words(high)
    return both.where((low != high).fillna(True), in_words(low))
