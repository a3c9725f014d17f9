"""A set of numbers, in memory that hangs on how many there are and not on how great."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evitab.columns.flags import Flags
from evitab.columns.made_up import Numbers

# Numbers less than so many times the size of the set have a bit: 16 bytes for each at most.
_SPREAD = 128


class NumberSet:
    """A set of numbers below 2**30 that grows.

    A number that is not much greater than the set is large has a bit; others are kept as they are,
    in four bytes each, and stay so when the set is larger.
    """

    def __init__(self) -> None:
        self._bytes = np.zeros(0, np.uint8)
        self._far = _Far()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def holds(self, numbers: Numbers) -> Flags:
        """Which numbers are in the set."""
        found = self._has_bit(numbers)
        if len(self._far):
            found |= self._far.holds(numbers)
        return found

    def add(self, numbers: Numbers) -> Flags:
        """Take numbers in; gives which were there already, or stand among them before."""
        repeated = self.holds(numbers)
        new = len(numbers) - int(np.count_nonzero(repeated))
        if self.include(numbers) < new:
            repeated |= ~is_first(numbers)
        return repeated

    def include(self, numbers: Numbers) -> int:
        """Take numbers in; gives how many were not there."""
        if len(self._far):
            numbers = numbers[~self._far.holds(numbers)]
        if not len(numbers):
            return 0
        limit, new = _SPREAD * self._count, 0
        if int(numbers.max()) >= limit:
            numbers = _distinct(numbers)
            limit += _SPREAD * len(numbers)
            is_near = numbers < limit
            far, numbers = numbers[~is_near], numbers[is_near]
            far = far[~self._has_bit(far)]
            self._far.include(far)
            new = len(far)
        new += self._set_bits(numbers, limit) if len(numbers) else 0
        self._count += new
        return new

    def _has_bit(self, numbers: Numbers) -> Flags:
        if not len(self._bytes):
            return np.zeros(len(numbers), bool)
        place = numbers >> 3
        last = np.uint32(len(self._bytes) - 1)
        within = place <= last
        bits = self._bytes[place] if within.all() else self._bytes[np.minimum(place, last)]
        return ((bits >> (numbers & 7).astype(np.uint8)) & 1).astype(bool) & within

    def _set_bits(self, numbers: Numbers, limit: int) -> int:
        low, high = int(numbers.min()) & ~7, int(numbers.max())
        self._grow(high, limit)
        if high - low <= 16 * len(numbers):
            near = np.zeros(high - low + 1, bool)
            near[numbers - np.uint32(low)] = True
            packed = np.packbits(near, bitorder="little")
            before = self._bytes[low >> 3 : (low >> 3) + len(packed)]
            new = int.from_bytes((packed & ~before).tobytes()).bit_count()
            before |= packed
            return new
        each = _distinct(numbers)
        new = len(each) - int(np.count_nonzero(self._has_bit(each)))
        bit = np.left_shift(np.uint8(1), (each & 7).astype(np.uint8))
        np.bitwise_or.at(self._bytes, each >> 3, bit)
        return new

    def _grow(self, most: int, limit: int) -> None:
        wanted = (most >> 3) + 1
        if wanted > len(self._bytes):
            # Pages that nothing touches take no memory: doubling costs no more than what is used.
            grown = np.zeros(max(wanted, min(2 * len(self._bytes), limit >> 3)), np.uint8)
            grown[: len(self._bytes)] = self._bytes
            self._bytes = grown


class _Far:
    """Numbers in runs that are sorted, each more than twice as long as the next: few to search."""

    def __init__(self) -> None:
        self._runs: list[Numbers] = []

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def holds(self, numbers: Numbers) -> Flags:
        found = np.zeros(len(numbers), bool)
        for run in self._runs:
            found |= look_up(run, numbers)[1]
        return found

    def include(self, new: Numbers) -> None:
        """Take in numbers that are not there, each once and in order."""
        if not len(new):
            return
        self._runs.append(new)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            both = np.concatenate([self._runs.pop(), self._runs.pop()])
            self._runs.append(np.sort(both, kind="stable"))


def look_up(run: Numbers, numbers: Numbers) -> tuple[npt.NDArray[np.int64], Flags]:
    """The place of each number in a run that is sorted and not empty, and which are there."""
    places = np.searchsorted(run, numbers)
    places[places == len(run)] = 0
    return places, run[places] == numbers


def _distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order: sorting is far faster than what `numpy.unique` does."""
    rows = np.sort(numbers)
    return rows[np.append(True, rows[1:] != rows[:-1])]


def is_first(codes: npt.NDArray[np.integer]) -> Flags:
    """Mark the rows that are the first with their code."""
    first = np.zeros(len(codes), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return first
