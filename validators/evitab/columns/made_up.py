"""Made-up keys, a prefix and a number such as `EFF-0042`, read as their numbers."""

from __future__ import annotations

from collections import deque
from threading import local

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.columns.bytes_of import Offsets, views
from evitab.columns.flags import Flags, booleans, flags
from evitab.standard import Field

Numbers = npt.NDArray[np.uint32]

_FORM = "-([0-9]{4}|[1-9][0-9]{4,8})"
_LEAST, _MOST = 4, 9
_ZERO = ord("0")
_KEPT = 4


def prefix_of(field: Field) -> str | None:
    """The prefix of a column's made-up keys with its dash; None where they are of another form."""
    pattern = str(field.constraints.get("pattern", "")).removeprefix("^").removesuffix("$")
    letters = pattern.removesuffix(_FORM)
    return f"{letters}-" if letters != pattern and letters.isalnum() else None


def are_made_up(prefix: str, values: pa.Array) -> pa.Array:
    """Whether each text is a made-up key with a prefix; null where there is no text."""
    _, is_made_up = numbers_in(prefix, values)
    return booleans(is_made_up, flags(values.is_null()))


def numbers_in(prefix: str, values: pa.Array) -> tuple[Numbers, Flags]:
    """The number of each made-up key with a prefix, and which values are such keys.

    Two keys have one number just where they are one text: leading zeros fill up to four digits and
    no further. The number of what is no such key, a null among it, is 0. What is given may not be
    written to: a column that is looked at again gives the same.
    """
    known = _recent.look_up(prefix, values)
    return known if known is not None else _recent.keep(prefix, values, _numbers_in(prefix, values))


class _Recent(local):
    """The columns that a thread looked at last, and what was found: a key's form, its being there
    once, and its being a row of another table are asked one after the other.

    The arrays are kept with it, so that no other has their place in memory.
    """

    def __init__(self) -> None:
        self._found: deque[tuple[str, pa.Array, tuple[Numbers, Flags]]] = deque(maxlen=_KEPT)

    def look_up(self, prefix: str, values: pa.Array) -> tuple[Numbers, Flags] | None:
        for known, kept, found in self._found:
            if known == prefix and _is_one(kept, values):
                return found
        return None

    def keep(
        self, prefix: str, values: pa.Array, found: tuple[Numbers, Flags]
    ) -> tuple[Numbers, Flags]:
        for each in found:
            each.flags.writeable = False
        self._found.append((prefix, values, found))
        return found


_recent = _Recent()


def _is_one(one: pa.Array, other: pa.Array) -> bool:
    """Whether two arrays are the same stretch of the same memory."""
    if len(one) != len(other) or one.offset != other.offset:
        return False
    pairs = zip(one.buffers(), other.buffers(), strict=True)
    return all((a and a.address) == (b and b.address) for a, b in pairs)


def _numbers_in(prefix: str, values: pa.Array) -> tuple[Numbers, Flags]:
    numbers = np.zeros(len(values), np.uint32)
    is_made_up = np.zeros(len(values), bool)
    starts, ends, text = views(values)
    lengths = ends - starts
    head = prefix.encode()
    for digits in range(_LEAST, _MOST + 1):
        rows = np.flatnonzero(lengths == len(head) + digits)
        if len(rows):
            found = _read(_square(text, starts, rows, len(head) + digits), head, digits)
            numbers[rows], is_made_up[rows] = found
    if values.null_count:
        is_there = flags(values.is_valid())
        is_made_up &= is_there
        numbers[~is_there] = 0
    return numbers, is_made_up


def _square(
    text: npt.NDArray[np.uint8], starts: Offsets, rows: npt.NDArray[np.int64], width: int
) -> npt.NDArray[np.uint8]:
    """The bytes of texts of one width, a row for each; a view where they stand side by side."""
    first = int(starts[rows[0]])
    is_dense = rows[-1] - rows[0] + 1 == len(rows) and (
        int(starts[rows[-1]]) - first == width * (len(rows) - 1)
    )
    if is_dense:
        return text[first : first + width * len(rows)].reshape(len(rows), width)
    # Every place of the bytes as the beginning of such a text: what is taken of it is copied whole.
    windows = np.ndarray((len(text) - width + 1,), f"V{width}", text, strides=(1,))
    return windows[starts[rows]].view(np.uint8).reshape(len(rows), width)


def _read(square: npt.NDArray[np.uint8], head: bytes, digits: int) -> tuple[Numbers, Flags]:
    is_made_up = np.ones(len(square), bool)
    for place, byte in enumerate(head):
        is_made_up &= square[:, place] == byte
    number = np.zeros(len(square), np.uint32)
    for place in range(len(head), len(head) + digits):
        digit = square[:, place] - np.uint8(_ZERO)
        is_made_up &= digit < 10
        number *= np.uint32(10)
        number += digit
    if digits > _LEAST:
        is_made_up &= square[:, len(head)] != _ZERO
    number[~is_made_up] = 0
    return number, is_made_up
