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
    starts, ends, text = views(values)
    lengths, head = ends - starts, prefix.encode()
    usual = _usual(lengths, len(head), len(text))
    if usual is None:
        numbers, is_made_up = np.zeros(len(values), np.uint32), np.zeros(len(values), bool)
    else:
        # All are read as those of which there are most: picking these out would take longer.
        within = np.minimum(starts, len(text) - usual)
        numbers, is_made_up = _read(_square(text, within, usual), head, usual - len(head))
        is_made_up &= lengths == usual
    others = np.flatnonzero(lengths != usual) if usual else np.arange(len(values))
    for digits in range(_LEAST, _MOST + 1):
        rows = others[lengths[others] == len(head) + digits]
        if len(rows):
            square = _square(text, starts[rows], len(head) + digits)
            numbers[rows], is_made_up[rows] = _read(square, head, digits)
    if values.null_count:
        is_made_up &= flags(values.is_valid())
    numbers *= is_made_up
    return numbers, is_made_up


def _usual(lengths: npt.NDArray[np.int32], head: int, size: int) -> int | None:
    """How long the text in the middle is, by length, among some; None where no made-up key is."""
    if not len(lengths):
        return None
    usual = int(np.median(lengths[:: 1 + len(lengths) // 100]))
    return usual if head + _LEAST <= usual <= min(head + _MOST, size) else None


def _square(text: npt.NDArray[np.uint8], starts: Offsets, width: int) -> npt.NDArray[np.uint8]:
    """The bytes of texts of one width, a row for each; a view where they stand side by side."""
    first, size = int(starts[0]), width * len(starts)
    if int(starts[-1]) - first == size - width and (np.diff(starts) == width).all():
        return text[first : first + size].reshape(len(starts), width)
    # Every place of the bytes as the beginning of such a text: what is taken of it is copied whole.
    windows = np.ndarray((len(text) - width + 1,), f"V{width}", text, strides=(1,))
    return windows[starts].view(np.uint8).reshape(len(starts), width)


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
