"""A part of a large package: some sources, with all rows that belong to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from evitab.package import Contents, Table
from evitab.package.pieces import Piece
from evitab.package.table import joined
from evitab.validation.parts.across import Across, without
from evitab.validation.parts.homes import Homes
from evitab.validation.parts.spill import Rows

# The piece of each table that was read last: the next part often begins where one ended.
_last: dict[str, tuple[int, Table]] = {}


def forget_pieces() -> None:
    """Let go of the pieces that were read for a package, and of their memory."""
    _last.clear()
    give_back()


def give_back() -> None:
    """Give memory that reading took, and needs no more, back to the system."""
    pa.default_memory_pool().release_unused()


@dataclass(frozen=True)
class Stretch:
    """Rows of one piece: from `start` to before `stop`."""

    table: str
    number: int
    piece: Piece
    start: int
    stop: int

    def read(self) -> Table:
        """The rows, with all columns."""
        known, found = _last.get(self.table, (-1, None))
        if known != self.number or found is None:
            found = self.piece.read()
            _last[self.table] = (self.number, found)
            give_back()
        return found.take(np.arange(self.start, self.stop))


@dataclass(frozen=True)
class Part:
    """Some sources and, by table, the stretches of rows that belong to them.

    `first` is the number of the first of those rows in the whole table, `homes` the source of each.
    Of a table that was sorted, `numbers` has those of all rows, in the order of the stretches.
    """

    stretches: Mapping[str, Sequence[Stretch]]
    first: Mapping[str, int]
    homes: Mapping[str, Homes]
    numbers: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows it has in all."""
        return sum(map(len, self.homes.values()))

    def own(self, table: str, rows: Rows | None) -> Rows:
        """Those of some rows of a whole table, in order, that are the part's, by their places in
        it.
        """
        if rows is None:
            return np.zeros(0, np.int64)
        if table in self.numbers:
            numbers = np.sort(self.numbers[table])
            return np.searchsorted(numbers, np.intersect1d(numbers, rows))
        first = self.first[table]
        low, high = np.searchsorted(rows, [first, first + len(self.homes[table])])
        return rows[low:high] - first

    def read(self, contents: Contents, shared: Mapping[str, Table], across: Across) -> Contents:
        """The part as a package of its own, with the tables that all sources share, and without
        the cells that point `across` to another source.
        """
        tables = {}
        for name, head in contents.tables.items():
            if name in shared:
                tables[name] = shared[name]
            elif stretches := self.stretches.get(name):
                rows = joined([stretch.read() for stretch in stretches])
                if name in self.numbers:
                    rows = rows.take(np.argsort(self.numbers[name]))
                tables[name] = replace(rows, is_whole=head.is_whole)
            else:
                tables[name] = head
        ours = {
            name: {column: self.own(name, rows) for column, rows in columns.items()}
            for name, columns in across.items()
        }
        return without(contents.with_tables(tables), ours)
