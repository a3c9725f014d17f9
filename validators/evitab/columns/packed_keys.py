"""Keys of rows that may be asked for once more, in as little memory as they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sys import getsizeof
from typing import Any

import numpy as np
import numpy.typing as npt

from evitab.columns.key_set import Keys

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class PackedKeys:
    """Keys as runs: of rows that are alike, and of numbers that count up from row to row, as those
    of keys that were given one after the other do.
    """

    columns: tuple[_Runs, ...]
    texts: Sequence[str]

    @classmethod
    def of(cls, keys: Keys) -> PackedKeys:
        """The keys of some rows, packed."""
        steps = keys.numbers - _rows(len(keys))
        columns = (keys.is_null, keys.is_made_up, steps, keys.codes)
        return cls(tuple(map(_Runs.of, columns)), keys.texts)

    def keys(self) -> Keys:
        """The keys as they were."""
        is_null, is_made_up, steps, codes = (each.array() for each in self.columns)
        return Keys(is_null, is_made_up, steps + _rows(len(steps)), codes, self.texts)

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        return sum(each.nbytes for each in self.columns) + sum(map(getsizeof, self.texts))


@dataclass(frozen=True)
class _Runs:
    """An array by its runs: what each holds, and how long it is."""

    values: Array
    lengths: npt.NDArray[np.int32]

    @classmethod
    def of(cls, array: Array) -> _Runs:
        ends = np.flatnonzero(array[1:] != array[:-1]) + 1
        bounds = np.concatenate([[0], ends, [len(array)]])
        runs = cls(array[bounds[:-1]] if len(array) else array, np.diff(bounds).astype(np.int32))
        # Where neighbours differ, runs would take more than the array itself.
        return runs if runs.nbytes < array.nbytes else cls(array, np.ones(1, np.int32))

    def array(self) -> Array:
        return np.repeat(self.values, self.lengths)

    @property
    def nbytes(self) -> int:
        return self.values.nbytes + self.lengths.nbytes


def _rows(size: int) -> npt.NDArray[np.uint32]:
    return np.arange(size, dtype=np.uint32)
