"""Which rows are damaged, and how: told by a row's number alone, so that nothing is remembered.

Of every `per` rows each kind of damage strikes one, at a place that the seed decides. A row has one
damage at most. Children ask the same of their parents' numbers, and point to rows whose key is
sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

DAMAGES: Mapping[str, tuple[str, ...]] = {
    "references": ("required", "unique", "pattern", "enum", "range", "type"),
    "claims": ("required", "unique", "pattern", "enum", "foreign_key"),
    "effects": (
        *("required", "unique", "pattern", "enum", "range", "type", "foreign_key"),
        *("interval_order", "p_from_interval"),
    ),
    "dosages": ("required", "unique", "pattern", "enum", "range", "type", "foreign_key"),
}
# The places of the kinds inside a block lie so far apart. It shares no factor with `per`.
_STEP = 97


@dataclass(frozen=True)
class Damage:
    """The damage of one table of `rows` rows. `per` is a multiple of 10, and at least 20."""

    table: str
    rows: int
    per: int
    seed: int

    def kinds(self, rows: Numbers) -> Numbers:
        """For each row, by its number from 0, the place of its damage in DAMAGES; -1: none."""
        slots = self._slots(rows)
        hit = slots < len(DAMAGES[self.table])
        # A key can only be repeated where the row that has it first is there.
        hit &= (slots != self._kind("unique")) | (self.twin(rows) < self.rows)
        return np.where(hit, slots, -1)

    def twin(self, rows: Numbers) -> Numbers:
        """The row whose key a row would repeat: undamaged, half the table away, nobody else's."""
        blocks = -(-self.rows // self.per)
        block = (rows // self.per + blocks // 2) % blocks
        # The place behind those of the kinds is kept free for it.
        place = (self._shift(block) + len(DAMAGES[self.table]) * _STEP) % self.per
        return block * self.per + place

    def has_sound_key(self, rows: Numbers) -> npt.NDArray[np.bool_]:
        """Whether the key of each row is its own, so that children may point to it."""
        kinds = self.kinds(rows)
        return (kinds != self._kind("unique")) & (kinds != self._kind("pattern"))

    def _kind(self, name: str) -> int:
        return DAMAGES[self.table].index(name)

    def _slots(self, rows: Numbers) -> Numbers:
        back = pow(_STEP, -1, self.per)
        return (rows % self.per - self._shift(rows // self.per)) * back % self.per

    def _shift(self, blocks: Numbers) -> Numbers:
        """Where the damage of each block begins: the block's number, mixed (SplitMix64)."""
        stream = (self.seed * 10 + list(DAMAGES).index(self.table)) * 0xD1B54A32D192ED03 % 2**64
        mixed = (blocks.astype(np.uint64) + np.uint64(stream)) * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(self.per)).astype(np.int64)
