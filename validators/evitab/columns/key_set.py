"""The keys seen so far of a table that is read a piece at a time, each exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import Flags, flags
from evitab.columns.frame import plain
from evitab.columns.made_up import Numbers, numbers_in
from evitab.columns.number_set import NumberSet, is_first

Codes = npt.NDArray[np.int32]


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

    Made-up keys are kept as their numbers, 20 bytes for each at most; other keys as texts.
    """

    def __init__(self) -> None:
        self._numbers = NumberSet()
        self._texts: set[str] = set()

    def __len__(self) -> int:
        return len(self._numbers) + len(self._texts)

    def holds(self, keys: Keys) -> Flags:
        """Which rows have a key of the set; a row without a key counts as one that has."""
        found = self._numbers.holds(keys.numbers) & keys.is_made_up
        if keys.texts:
            known = np.array([text in self._texts for text in keys.texts])
            others = keys.codes >= 0
            found[others] = known[keys.codes[others]]
        return found | keys.is_null

    def include(self, keys: Keys) -> None:
        """Take in the keys of more rows."""
        self._numbers.include(keys.numbers[keys.is_made_up])
        if keys.texts:
            self._texts.update(keys.texts)

    def add(self, keys: Keys) -> Flags:
        """Take in the keys of more rows; gives which rows have one that was there already, or
        that an earlier one of them has.
        """
        repeated = np.zeros(len(keys), bool)
        if keys.is_made_up.all():
            return self._numbers.add(keys.numbers)
        made_up = np.flatnonzero(keys.is_made_up)
        if len(made_up):
            repeated[made_up] = self._numbers.add(keys.numbers[made_up])
        if keys.texts:
            others = np.flatnonzero(keys.codes >= 0)
            known = np.array([text in self._texts for text in keys.texts])
            codes = keys.codes[others]
            repeated[others] = known[codes] | ~is_first(codes)
            self._texts.update(keys.texts[code] for code in np.unique(codes).tolist())
        return repeated
