"""Units of measure: the dimension of a UCUM code, and amounts converted within it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import Series


def dimension(units: Series[str]) -> Series[str]:
    """What each UCUM code measures ("mass", "time" ...); null for a null."""
    return _looked_up(units, [unit.dimension for unit in standard().units.values()]).astype(
        "string[pyarrow]"
    )


def factor(units: Series[str]) -> Series[float]:
    """How many base units of its dimension one of each UCUM code is; null for a null.

    The base units are those of `schema/units.csv`: g, L, d, g/d, g/L, mol/L and so on.
    """
    return _looked_up(units, [unit.factor for unit in standard().units.values()])


def converted(values: Series[float], units: Series[str], target: str) -> Series[float]:
    """Values in one target unit (a UCUM code); null where the unit is of another dimension."""
    unit = standard().units[target]
    same = (dimension(units) == unit.dimension).fillna(False)
    return (values * factor(units) / unit.factor).where(same)


def in_words(numbers: Series[float]) -> Series[str]:
    """Numbers as a reader writes them, thousands apart, to nine digits; null for a null."""
    words = numbers.map(lambda number: f"{number:,.9g}", na_action="ignore")
    return words.astype("string[pyarrow]")


def _looked_up(units: Series[str], values: list[Any]) -> Series[Any]:
    """What each code has among the values of all units; Series.map takes ten times as long."""
    import pandas as pd

    codes = pc.index_in(pa.array(units, pa.string(), from_pandas=True), value_set=_codes())
    found = pa.array(values).take(codes)
    return pd.Series(found, index=units.index, name=units.name, dtype=pd.ArrowDtype(found.type))


@cache
def _codes() -> pa.Array:
    return pa.array(standard().units)
