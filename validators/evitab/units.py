"""Units of measure: the dimension of a UCUM code, and amounts converted within it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import Series


def dimension(units: Series[str]) -> Series[str]:
    """What each UCUM code measures ("mass", "time" ...); null for a null."""
    return units.map(_dimensions()).astype("string[pyarrow]")


def factor(units: Series[str]) -> Series[float]:
    """How many base units of its dimension one of each UCUM code is; null for a null.

    The base units are those of `schema/units.csv`: g, L, d, g/d, g/L, mol/L and so on.
    """
    return units.map(_factors()).astype("double[pyarrow]")


def converted(values: Series[float], units: Series[str], target: str) -> Series[float]:
    """Values in one target unit (a UCUM code); null where the unit is of another dimension."""
    unit = standard().units[target]
    same = (dimension(units) == unit.dimension).fillna(False)
    return (values * factor(units) / unit.factor).where(same)


def in_words(numbers: Series[float]) -> Series[str]:
    """Numbers as a reader writes them, thousands apart, to nine digits; null for a null."""
    words = numbers.map(lambda number: f"{number:,.9g}", na_action="ignore")
    return words.astype("string[pyarrow]")


@cache
def _dimensions() -> Mapping[str, str]:
    return {code: unit.dimension for code, unit in standard().units.items()}


@cache
def _factors() -> Mapping[str, float]:
    return {code: unit.factor for code, unit in standard().units.items()}
