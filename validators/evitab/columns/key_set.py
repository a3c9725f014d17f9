"""The keys seen so far of a table that is read a piece at a time, each exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sys import getsizeof
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import Flags, flags
from evitab.columns.frame import plain
from evitab.columns.made_up import Numbers, numbers_in

Codes = npt.NDArray[np.int32]
Shaped = TypeVar("Shaped", Flags, Codes)


@dataclass(frozen=True)
class Keys:
    """The keys of some rows: as numbers where they are made up, else as codes of their texts.

    `is_null` marks rows with a null in any column of the key, which have none.
    """

    is_null: Flags
    is_made_up: Flags
    numbers: Numbers
    codes: Codes
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.is_null)

    def of(self, rows: Flags | npt.NDArray[np.int64]) -> Keys:
        """The keys of some of the rows, which are flagged or told by their places."""
        codes, texts = self.codes[rows], list[str]()
        if self.texts:
            used, codes[codes >= 0] = np.unique(codes[codes >= 0], return_inverse=True)
            texts = [self.texts[code] for code in used.tolist()]
        return Keys(self.is_null[rows], self.is_made_up[rows], self.numbers[rows], codes, texts)

    def names(self) -> list[int | str]:
        """Each key, of rows that have one, as its number or its text."""
        pairs = zip(self.numbers.tolist(), self.codes.tolist(), strict=True)
        return [number if code < 0 else self.texts[code] for number, code in pairs]

    def small(self) -> Keys:
        """The same keys in less memory: what is the same for all rows is held once."""
        return Keys(
            _once(self.is_null),
            _once(self.is_made_up),
            self.numbers,
            _once(self.codes),
            self.texts,
        )

    @property
    def size(self) -> int:
        """About how many bytes the keys take."""
        arrays = (self.is_null, self.is_made_up, self.numbers, self.codes)
        held = sum(each.nbytes for each in arrays if each.strides != (0,))
        return held + sum(map(getsizeof, self.texts))


def _once(values: Shaped) -> Shaped:
    """An array of which all values are one, as a view of that one; another as it is."""
    is_one = len(values) and (values == values[0]).all()
    return np.broadcast_to(values[0], values.shape) if is_one else values


def keys_of(columns: Sequence[pa.Array], prefix: str | None = None) -> Keys:
    """The keys that rows have in one or more columns; made-up ones have that prefix."""
    columns = [plain(column) for column in columns]
    is_null = np.logical_or.reduce([flags(column.is_null()) for column in columns])
    if prefix is None:
        numbers, is_made_up = np.zeros(len(is_null), np.uint32), np.zeros(len(is_null), bool)
    else:
        numbers, is_made_up = numbers_in(prefix, columns[0])
    codes, texts = np.full(len(is_null), -1, np.int32), list[str]()
    others = np.flatnonzero(~is_made_up & ~is_null)
    if len(others):
        encoded = _as_text([column.take(pa.array(others)) for column in columns])
        codes[others] = encoded.indices.to_numpy()
        texts = encoded.dictionary.to_pylist()
    return Keys(is_null, is_made_up, numbers, codes, texts)


def _as_text(columns: Sequence[pa.Array]) -> pa.DictionaryArray:
    texts = [pc.cast(column, pa.string()) for column in columns]
    if len(texts) == 1:
        return texts[0].dictionary_encode()
    # Each part with its length: no two keys are one text.
    sized = [pc.cast(pc.utf8_length(text), pa.string()) for text in texts]
    parts = [part for pair in zip(sized, texts, strict=True) for part in pair]
    return pc.binary_join_element_wise(*parts, ":").dictionary_encode()


class KeySet:
    """A set of keys that grows as rows are read.

    Numbers of made-up keys take a bit each up to the greatest, 125 MB at most; other keys are kept
    as texts.
    """

    def __init__(self) -> None:
        self._bits = _Bits()
        self._texts: set[str] = set()

    def __len__(self) -> int:
        return len(self._bits) + len(self._texts)

    def holds(self, keys: Keys) -> Flags:
        """Which rows have a key of the set; a row without a key counts as one that has."""
        found = self._bits.holds(keys.numbers) & keys.is_made_up
        if keys.texts:
            known = np.array([text in self._texts for text in keys.texts])
            others = keys.codes >= 0
            found[others] = known[keys.codes[others]]
        return found | keys.is_null

    def include(self, keys: Keys) -> None:
        """Take in the keys of more rows."""
        self._bits.include(keys.numbers[keys.is_made_up])
        if keys.texts:
            self._texts.update(keys.texts)

    def add(self, keys: Keys) -> Flags:
        """Take in the keys of more rows; gives which rows have one that was there already, or
        that an earlier one of them has.
        """
        repeated = np.zeros(len(keys), bool)
        if keys.is_made_up.all():
            return self._bits.add(keys.numbers)
        made_up = np.flatnonzero(keys.is_made_up)
        if len(made_up):
            repeated[made_up] = self._bits.add(keys.numbers[made_up])
        if keys.texts:
            others = np.flatnonzero(keys.codes >= 0)
            known = np.array([text in self._texts for text in keys.texts])
            codes = keys.codes[others]
            repeated[others] = known[codes] | ~is_first(codes)
            self._texts.update(keys.texts[code] for code in np.unique(codes).tolist())
        return repeated


class _Bits:
    """A set of numbers below 2**30, one bit for each."""

    def __init__(self) -> None:
        self._bytes = np.zeros(0, np.uint8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def holds(self, numbers: Numbers) -> Flags:
        if not len(self._bytes):
            return np.zeros(len(numbers), bool)
        place = numbers >> 3
        last = np.uint32(len(self._bytes) - 1)
        within = place <= last
        bits = self._bytes[place] if within.all() else self._bytes[np.minimum(place, last)]
        return ((bits >> (numbers & 7).astype(np.uint8)) & 1).astype(bool) & within

    def add(self, numbers: Numbers) -> Flags:
        repeated = self.holds(numbers)
        new = len(numbers) - int(np.count_nonzero(repeated))
        if self.include(numbers) < new:
            repeated |= ~is_first(numbers)
        return repeated

    def include(self, numbers: Numbers) -> int:
        """Take numbers in; gives how many were not there."""
        if not len(numbers):
            return 0
        low, high = int(numbers.min()) & ~7, int(numbers.max())
        self._grow(high)
        if high - low <= 16 * len(numbers):
            near = np.zeros(high - low + 1, bool)
            near[numbers - np.uint32(low)] = True
            packed = np.packbits(near, bitorder="little")
            before = self._bytes[low >> 3 : (low >> 3) + len(packed)]
            new = int.from_bytes((packed & ~before).tobytes()).bit_count()
            before |= packed
        else:
            each = _distinct(numbers)
            new = len(each) - int(np.count_nonzero(self.holds(each)))
            bit = np.left_shift(np.uint8(1), (each & 7).astype(np.uint8))
            np.bitwise_or.at(self._bytes, each >> 3, bit)
        self._count += new
        return new

    def _grow(self, most: int) -> None:
        wanted = (most >> 3) + 1
        if wanted > len(self._bytes):
            # Pages that nothing touches take no memory: doubling costs no more than what is used.
            grown = np.zeros(max(wanted, 2 * len(self._bytes)), np.uint8)
            grown[: len(self._bytes)] = self._bytes
            self._bytes = grown


def _distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order: sorting is far faster than what `numpy.unique` does."""
    rows = np.sort(numbers)
    return rows[np.append(True, rows[1:] != rows[:-1])]


def is_first(codes: npt.NDArray[np.integer]) -> Flags:
    """Mark the rows that are the first with their code."""
    first = np.zeros(len(codes), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return first
