"""Keys of rows in which some are looked for later, in as little memory as they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sys import getsizeof
from typing import Any

import numpy as np
import numpy.typing as npt

from evitab.columns.key_set import Keys, KeySet
from evitab.columns.made_up import Numbers

Array = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PackedKeys:
    """Keys as runs: of rows that are alike, and of numbers that count up from row to row, as those
    of keys that were given one after the other do.
    """

    is_null: _Runs
    is_made_up: _Runs
    steps: _Runs
    codes: _Runs
    texts: Sequence[str]

    @classmethod
    def of(cls, keys: Keys) -> PackedKeys:
        """The keys of some rows, packed."""
        steps = keys.numbers - np.arange(len(keys), dtype=np.uint32)
        return cls(
            _Runs.of(keys.is_null),
            _Runs.of(keys.is_made_up),
            _Runs.of(steps),
            _Runs.of(keys.codes),
            keys.texts,
        )

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        runs = (self.is_null, self.is_made_up, self.steps, self.codes)
        return sum(each.nbytes for each in runs) + sum(map(getsizeof, self.texts))

    def sought(self, keys: KeySet, numbers: Numbers) -> tuple[Rows, Keys]:
        """The rows that have a key of a set, and their keys; `numbers` are all the numbers of the
        set, sorted.
        """
        rows = self._candidates(numbers)
        theirs = self._at(rows)
        found = np.flatnonzero(keys.holds(theirs) & ~theirs.is_null)
        return rows[found], theirs.of(found)

    def _candidates(self, numbers: Numbers) -> Rows:
        """The rows that may have one of some numbers, which are in order, or that have a text."""
        if self.steps.is_plain or self.codes.is_plain:
            return np.arange(self.steps.rows)
        starts = self.steps.ends - self.steps.lengths
        # A step below nothing wraps around; adding where the run starts wraps it back.
        first = (self.steps.values + starts.astype(np.uint32)).astype(np.int64)
        low, high = np.searchsorted(numbers, [first, first + self.steps.lengths])
        runs = np.repeat(np.arange(len(low)), high - low)
        within = np.arange(len(runs)) - np.repeat(np.cumsum(high - low) - high, high - low)
        numbered = numbers[within] - first[runs] + starts[runs]
        has_text = np.flatnonzero(self.codes.array() >= 0) if self.texts else numbered[:0]
        return np.union1d(numbered, has_text)

    def _at(self, rows: Rows) -> Keys:
        runs = (self.is_null, self.is_made_up, self.steps, self.codes)
        is_null, is_made_up, steps, codes = (each.at(rows) for each in runs)
        return Keys(is_null, is_made_up, steps + rows.astype(np.uint32), codes, self.texts)


@dataclass(frozen=True)
class _Runs:
    """An array by its runs: what each holds, and how long it is; a plain one has none."""

    values: Array
    lengths: npt.NDArray[np.int64]

    @classmethod
    def of(cls, array: Array) -> _Runs:
        if not len(array):
            return cls(array, np.zeros(0, np.int64))
        bounds = np.flatnonzero(array[1:] != array[:-1]) + 1
        starts = np.concatenate([[0], bounds])
        runs = cls(array[starts], np.diff(starts, append=len(array)))
        # Where neighbours differ, runs would take more than the array itself.
        return runs if runs.nbytes < array.nbytes else cls(array, np.zeros(0, np.int64))

    @property
    def is_plain(self) -> bool:
        return not len(self.lengths)

    @property
    def rows(self) -> int:
        return len(self.values) if self.is_plain else int(self.lengths.sum())

    @property
    def ends(self) -> Rows:
        return np.cumsum(self.lengths)

    def array(self) -> Array:
        return self.values if self.is_plain else np.repeat(self.values, self.lengths)

    def at(self, rows: Rows) -> Array:
        """What it holds at some rows, in order."""
        if len(rows) == self.rows:
            return self.array()
        places = rows if self.is_plain else np.searchsorted(self.ends, rows, side="right")
        return self.values[places]

    @property
    def nbytes(self) -> int:
        return self.values.nbytes + self.lengths.nbytes
