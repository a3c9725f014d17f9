"""Bands of an analyte on one scale, to be laid beside each other and beside values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.rule import SOURCE
from evitab.standard import standard
from evitab.units import dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame, Series

BOUNDS = ["low", "high", "unit", "low_si", "high_si", "si_unit"]
BAND = ["reference_range_id", "analyte_id", "category", "is_low_inclusive", "is_high_inclusive"]
# What rules see of a band of an article. Bands are one scheme where they agree in whose they are.
WHOSE = ["claim.population", "claim.condition_reported", "claim.citation_id"]
OF_ARTICLE = [
    *BAND,
    *BOUNDS,
    *WHOSE,
    "category_reported",
    "analyte.label",
    "claim.is_negated",
    SOURCE,
]
_CLASSES = {
    "low": "severely-deficient deficient mildly-to-moderately-deficient insufficient "
    "at-risk-of-deficiency at-risk-of-inadequacy",
    "good": "sufficient optimal target population-protective",
    "high": "elevated concern potentially-toxic risk-of-hypercalciuria",
}
AT_LARGE = ("everyone", "most-people")
# Values that differ by less may come from one, by conversions that were rounded.
ROUNDED = 0.01


def class_of(categories: Series[str]) -> Series[str]:
    """Whether a category is of values that are too low, good or too high; null for the others."""
    known = {code: name for name, codes in _CLASSES.items() for code in codes.split()}
    return categories.map(known).astype("string[pyarrow]")


def of_people_at_large(populations: Series[str]) -> Series[bool]:
    """Whether a band is for people at large: nobody is named, or everyone, or most people."""
    return populations.isna() | populations.isin(AT_LARGE)


def last_place(values: Series[float]) -> Series[float]:
    """What one is in the last place of each number: 1 for 20, 0.1 for 20.5; zeros do not count."""
    import pandas as pd

    numbers = values.to_numpy("float64", na_value=np.nan)
    step = numbers * 0.0 + 1.0
    for places in range(1, 7):
        is_finer = np.abs(numbers.round(places - 1) - numbers) > 1e-9
        step[is_finer] = 10.0**-places
    return pd.Series(step, index=values.index).astype(values.dtype)


def spans(bands: DataFrame) -> DataFrame:
    """Each band on each scale that it has bounds on: that of its own unit, and SI.

    Adds `scale` (a unit), its `dimension` and `size`, and in base units `start` and `end`
    (infinite where the band is open) and `step`, one in the last printed place. A band with bounds
    on two scales has two rows, one without a unit has none.
    """
    import pandas as pd

    own = _on(bands, "low", "high", "unit")
    si = _on(bands, "low_si", "high_si", "si_unit")
    conversion = (si["end"] / own["end"]).fillna(si["start"] / own["start"])
    si["step"] = np.fmax(si["step"], own["step"] * conversion)
    return pd.concat([own, si]).dropna(subset=["dimension", "step"])


def _on(bands: DataFrame, low: str, high: str, unit: str) -> DataFrame:
    size = _floats(factor(bands[unit]))
    start, end = _floats(bands[low]), _floats(bands[high])
    return bands.assign(
        scale=bands[unit],
        dimension=dimension(bands[unit]),
        size=size,
        start=(start * size).fillna(-np.inf),
        end=(end * size).fillna(np.inf),
        step=np.fmax(last_place(start), last_place(end)) * size,
    )


def _floats(values: Series[float]) -> Series[float]:
    return values.astype("float64")


# In words ---------------------------------------------------------------------------------------


def records(bands: DataFrame) -> list[dict[str, Any]]:
    """Bands row by row, a null as None."""
    import pandas as pd

    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in bands.to_dict("records")
    ]


def printed(unit: str | None) -> str:
    """A UCUM code as a reader knows it."""
    return (unit or "").replace("[iU]", "IU").translate(str.maketrans("_", " ", "{}[]"))


def bounds_in_words(band: Mapping[str, Any], prefix: str = "") -> str:
    """The bounds of a band in its own unit: "40 to 60 ng/mL", "below 30 ng/mL"."""
    low, high = band[f"{prefix}low"], band[f"{prefix}high"]
    unit = printed(band[f"{prefix}unit"])
    if low is None:
        return f"{'up to' if band[f'{prefix}is_high_inclusive'] else 'below'} {high:g} {unit}"
    if high is None:
        return f"{'from' if band[f'{prefix}is_low_inclusive'] else 'above'} {low:g} {unit}"
    return f"{low:g} {unit}" if low == high else f"{low:g} to {high:g} {unit}"


def band_in_words(band: Mapping[str, Any], prefix: str = "") -> str:
    """A band with what it is called: "optimal (40 to 60 ng/mL)"."""
    called = standard().label("range_category", band[f"{prefix}category"])
    return f"{called} ({bounds_in_words(band, prefix)})"
