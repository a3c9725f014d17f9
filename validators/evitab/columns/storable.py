"""Which values of a typed column a CSV file could hold: those that `parse` gives back unchanged.

Nearly all values are seen to be such ones at a glance, which is exact; only the others are printed
and parsed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.bytes_of import has_no_byte
from evitab.columns.flags import Flags, booleans, flags
from evitab.columns.lexical import parse
from evitab.standard import Field

# An integer below 2**53 divided by a power of ten up to 10**22 is the double nearest to that
# decimal number: so a value that comes back from it has no more digits than the integer.
_MOST = 10**15
# Nearly all numbers have six places or fewer, whatever their size; greater ones have room for less.
_PLACES = (6, 3, 0)
_LEAST_DAY, _LAST_DAY = (np.datetime64(day).astype(int) for day in ("1000-01-01", "9999-12-31"))


def storable(field: Field, values: pa.Array) -> tuple[pa.Array, Flags | None]:
    """The values of a column of the field's type, with nulls for those that no CSV file could hold,
    and which those are; None where there are none.

    A dictionary array stays one; of its texts all are looked at, whether a row has them or not.
    """
    plain = values.dictionary if isinstance(values, pa.DictionaryArray) else values
    doubtful = np.flatnonzero(~_at_a_glance(field, plain))
    if not len(doubtful):
        return values, None
    _, is_good = parse(field, pc.cast(plain.take(pa.array(doubtful)), pa.string()))
    bad = doubtful[~flags(is_good)]
    if isinstance(values, pa.DictionaryArray):
        indices = pc.fill_null(values.indices, -1).to_numpy(zero_copy_only=False)
        is_bad = np.isin(indices, bad)
    else:
        is_bad = np.isin(np.arange(len(values)), bad)
    if not is_bad.any():
        return values, None
    return pc.if_else(booleans(~is_bad), values, pa.scalar(None, values.type)), is_bad


def _at_a_glance(field: Field, values: pa.Array) -> Flags:
    if field.type == "string":
        return has_no_byte(values, b"\0\r")
    if field.type == "boolean":
        return np.zeros(len(values), bool) if "trueValues" in field.descriptor else _all(values)
    numbers = _numpy(values)
    if field.type == "number":
        return _numbers(numbers.astype(np.float64, copy=False))
    if field.type == "date":
        return (numbers >= _LEAST_DAY) & (numbers <= _LAST_DAY)
    if field.type == "year":
        return (numbers >= 1000) & (numbers <= 999_999)
    return (numbers > -_MOST) & (numbers < _MOST)


def _all(values: pa.Array) -> Flags:
    return np.ones(len(values), bool)


def _numpy(values: pa.Array) -> npt.NDArray[Any]:
    """The numbers of an array, a date as its day. What stands in the place of a null is anything:
    that it may be looked at more closely does no harm.
    """
    held = values.buffers()[1]
    if held is None:
        return np.zeros(0, np.int64)
    kind = np.int32 if pa.types.is_date32(values.type) else values.type.to_pandas_dtype()
    return np.frombuffer(held, kind, values.offset + len(values))[values.offset :]


def _numbers(numbers: npt.NDArray[np.float64]) -> Flags:
    is_short = _has_places(numbers, _PLACES[0])
    for places in _PLACES[1:]:
        left = np.flatnonzero(~is_short)
        if len(left):
            is_short[left] = _has_places(numbers[left], places)
    return is_short


def _has_places(numbers: npt.NDArray[np.float64], places: int) -> Flags:
    """Which numbers are seen to have no more decimal places than that."""
    power = 10.0**places
    with np.errstate(all="ignore"):
        scaled = numbers * power
        whole = np.rint(scaled, out=scaled)
        is_exact = (whole > -_MOST) & (whole < _MOST)
        whole /= power
        is_exact &= whole == numbers
        return is_exact
