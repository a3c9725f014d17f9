"""What a printed number stands for: the interval of all numbers that are rounded to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]
# The least and the greatest of what a number can be, each an array of one shape.
Box: TypeAlias = tuple[Floats, Floats]

_PLAIN = r"([.,·]?\d+(?:[.,·]\d+)*)"
_SPACED = r"(\d{1,3}(?:[ '’\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,·]\d+)?)"
_POWER = r"(?:\s?[x×]\s?10\^?(-?\d{1,2})|[eE]([+-]?\d{1,2}))?"
_NUMERALS = (re.compile(_PLAIN + _POWER), re.compile(_SPACED + _POWER))
_TRAILING_ZERO = r"[.,·]\d*0(?:\D|$)"
# A comma, a point or a blank groups digits by three; else the number is another one.
_GROUPED = r"(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d*)(?:{point}\d+)?"
_MARKS = tuple(
    (re.compile(_GROUPED.format(group=group, point=point)), re.compile(group), re.compile(point))
    for group, point in ((r"[,'’\s]", r"[.·]"), (r"[.'’\s]", ","))
)
_FOLDED = str.maketrans("−–⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "---0123456789")
# Hundred to billion: "1.2 million" is printed to a tenth of a million.
_SCALES = range(2, 10)
_SAME = 1e-9
_MOST_DECIMALS = 15


def as_floats(values: Any) -> Floats:
    """A number, a sequence or a column as an array of floats of the same shape; null is nan.

    So is what is infinite in a column: nobody has printed it.
    """
    if isinstance(values, pd.Series):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    return np.asarray(values, dtype=float)


def printed_bounds(values: Any, reported: Any = None) -> Box:
    """The least and the greatest number that is printed as a value is.

    With d decimals in print, `value` stands for value - 0.5 * 10^-d to value + 0.5 * 10^-d, both
    ends included, whichever way halves are rounded. `reported` is the text that prints the value
    (one for each, or one for all), see `printed_decimals`. The bounds are a hair wider, so that
    the floats' own rounding decides nothing. Shapes: as `values`.
    """
    numbers = as_floats(values)
    half = 0.5 * 10.0 ** -printed_decimals(numbers, reported)
    with np.errstate(invalid="ignore"):
        half = half * (1 + _SAME) + np.abs(numbers) * 1e-14
        return numbers - half, numbers + half


def printed_decimals(values: Any, reported: Any = None) -> Floats:
    """How many decimals a value is printed with: 2 for "2.20", -5 for "1.2 million".

    The numeral of the text that equals the value, its sign aside, tells; the value says which of
    several it is, and whether a comma is a decimal mark. Of several that equal it, the one with
    the fewest decimals counts. Without such a numeral, the decimals of the shortest way to write
    the value count. Shapes: as `values`.
    """
    numbers = as_floats(values)
    flat = np.atleast_1d(numbers).ravel()
    texts = pd.Series([reported] * flat.size if _is_text(reported) else list(reported), dtype=str)
    decimals = _in_value(flat)
    # Elsewhere the text can only repeat what the value says, and reading texts takes time.
    may_tell = texts.str.contains(_TRAILING_ZERO).fillna(False).to_numpy(dtype=bool)
    (asked,) = np.nonzero((may_tell | _is_round(flat)) & np.isfinite(flat))
    if asked.size:
        found = _in_text(flat[asked], texts.iloc[asked].reset_index(drop=True))
        decimals[asked] = np.where(np.isnan(found), decimals[asked], found)
    return decimals.reshape(numbers.shape)


def _is_text(reported: Any) -> bool:
    return reported is None or isinstance(reported, str)


def _is_round(numbers: Floats) -> npt.NDArray[np.bool_]:
    """Whether a scale word may have been used: the value is a number of hundreds."""
    with np.errstate(invalid="ignore"):
        return (np.abs(numbers) >= 100) & (numbers % 100 == 0)


def _in_value(numbers: Floats) -> Floats:
    """The fewest decimals that give the value itself."""
    decimals = np.zeros_like(numbers)
    with np.errstate(invalid="ignore", over="ignore"):
        for places in range(_MOST_DECIMALS, -1, -1):
            decimals = np.where(np.round(numbers, places) == numbers, places, decimals)
    return decimals


def _in_text(numbers: Floats, texts: pd.Series[str]) -> Floats:
    """The fewest decimals of a numeral in the text that equals the value; nan without one."""
    found = _numerals(texts)
    wanted = np.abs(numbers[found["row"].to_numpy(dtype=int)])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        times = np.where(wanted == found["value"], 1.0, wanted / found["value"].to_numpy())
        scale = np.log10(times)
    power = np.where(np.isfinite(scale), np.round(scale), -1).astype(int)
    same = np.isfinite(scale) & (np.abs(scale - power) < _SAME)
    decimals = np.full(len(numbers), np.nan)
    # A numeral that is the value goes before one that needs a scale word.
    for is_hit in (same & (power == 0), same & np.isin(power, _SCALES)):
        fewest = (found["decimals"] - power)[is_hit].groupby(found["row"][is_hit]).min()
        rows = fewest.index.to_numpy(dtype=int)
        decimals[rows] = np.where(np.isnan(decimals[rows]), fewest.to_numpy(), decimals[rows])
    return decimals


def _numerals(texts: pd.Series[str]) -> pd.DataFrame:
    """Each numeral of each text in each way to read it: its text's number, value, decimals."""
    found = [
        (row, *numeral) for row, text in texts.dropna().items() for numeral in _numerals_of(text)
    ]
    return pd.DataFrame(found, columns=["row", "value", "decimals"], dtype=float)


@lru_cache(4096)
def _numerals_of(text: str) -> tuple[tuple[float, float], ...]:
    """The value and the decimals of each numeral of a text, in each way to read it."""
    folded, found = text.translate(_FOLDED), []
    for pattern in _NUMERALS:
        for numeral in pattern.finditer(folded):
            power = int(numeral[2] or numeral[3] or 0)
            for grouped, group, point in _MARKS:
                if grouped.fullmatch(numeral[1]):
                    digits = point.sub(".", group.sub("", numeral[1]))
                    decimals = len(digits.partition(".")[2])
                    found.append((float(digits) * 10.0**power, float(decimals - power)))
    return tuple(found)
