"""A large package cut into parts: whole sources, with all rows that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from evitab.package import Contents, Table
from evitab.package.pieces import Piece
from evitab.package.table import joined
from evitab.validation.across import Across, astray, without
from evitab.validation.homes import SOURCES, Homes, Pieces, Whereabouts, whereabouts
from evitab.validation.spill import Rows, Run

# Few enough rows for one core's share of memory, enough to make up for what a rule costs by itself.
ROWS = 50_000

# The piece of each table that was read last: the next part often begins where one ended.
_last: dict[str, tuple[int, Table]] = {}


def forget_pieces() -> None:
    """Let go of the pieces that were read for another package."""
    _last.clear()


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


@dataclass(frozen=True)
class Cut:
    """Where a package is cut: the parts, and an `unordered` table, which was sorted for it."""

    parts: Sequence[Part]
    unordered: str | None = None


Sort = Callable[[str, Homes], list[Run]]


def cut(
    homes: Mapping[str, list[Homes]], pieces: Mapping[str, Pieces], sort: Sort, rows: int = ROWS
) -> Cut:
    """Cut a package into parts of whole sources, each of about so many rows.

    A table whose rows do not come in the order of the sources is put through `sort` before.
    """
    whole = {name: _together(each) for name, each in homes.items()}
    count = sum(size for _, size in pieces[SOURCES])
    sizes = np.zeros(max(count, 1), np.int64)
    for each in whole.values():
        sizes += np.bincount(each, minlength=len(sizes))
    bounds = list(pairwise(bounds_of(sizes, rows).tolist()))
    if len(bounds) == 1:
        return Cut([_part(whole, pieces, *bounds[0], is_only=True)])
    unordered = [name for name, each in whole.items() if (np.diff(each) < 0).any()]
    runs = {name: sort(name, whole[name]) for name in unordered}
    ordered = {name: each for name, each in whole.items() if name not in runs}
    parts = [
        _with_runs(_part(ordered, pieces, low, high, is_only=False), runs, low, high)
        for low, high in bounds
    ]
    return Cut(parts, next(iter(unordered), None))


def _with_runs(part: Part, runs: Mapping[str, list[Run]], low: int, high: int) -> Part:
    """The part with its stretches of the tables that were sorted."""
    stretches, homes, numbers = {**part.stretches}, {**part.homes}, {}
    for name, sorted_pieces in runs.items():
        bounds = [np.searchsorted(run.homes, [low, high]).tolist() for run in sorted_pieces]
        each = list(zip(sorted_pieces, bounds, strict=True))
        stretches[name] = [
            Stretch(name, at, run.piece, *ends)
            for at, (run, ends) in enumerate(each)
            if ends[0] < ends[1]
        ]
        numbers[name] = np.concatenate([run.numbers[slice(*ends)] for run, ends in each])
        ours = np.concatenate([run.homes[slice(*ends)] for run, ends in each])
        homes[name] = ours[np.argsort(numbers[name])]
    return replace(part, stretches=stretches, homes=homes, numbers=numbers)


def whole_part(contents: Contents) -> tuple[Part, Whereabouts, Across]:
    """A package that was read, as its only part; to which source each key leads, and which cells
    lead to another one.
    """
    pieces = {name: [(_Held(t), len(t.data))] for name, t in contents.tables.items()}
    found = whereabouts(contents.dataset.profile, pieces)
    homes = {name: _together(each) for name, each in found.rows.items()}
    across = {
        name: cells
        for name in homes
        if (cells := astray(contents.schema(name), pieces[name], found))
    }
    return _part(homes, pieces, 0, 0, is_only=True), found, across


@dataclass(frozen=True)
class _Held:
    """A table in memory, as a piece."""

    table: Table

    def read(self, columns: Sequence[str] | None = None) -> Table:
        """The rows, of `columns` (all, unless told)."""
        names = [n for n in self.table.data.column_names if columns is None or n in columns]
        return replace(self.table, data=self.table.data.select(names))


def _together(homes: Sequence[Homes]) -> Homes:
    """The sources of all rows of a table."""
    return np.concatenate([*homes, np.zeros(0, np.int32)])


def bounds_of(sizes: npt.NDArray[np.int64], rows: int) -> npt.NDArray[np.int64]:
    """Before which sources parts begin: each has whole sources, and about so many rows."""
    number = np.cumsum(sizes) // max(rows, 1)
    starts = np.flatnonzero(np.diff(number)) + 1
    return np.concatenate([[0], starts, [len(sizes)]])


def _part(
    homes: Mapping[str, Homes],
    pieces: Mapping[str, Pieces],
    low: int,
    high: int,
    *,
    is_only: bool,
) -> Part:
    stretches, firsts, ours = {}, {}, {}
    for name, each in homes.items():
        start, stop = (0, len(each)) if is_only else np.searchsorted(each, [low, high])
        stretches[name] = list(_stretches(name, pieces[name], int(start), int(stop)))
        firsts[name] = int(start)
        ours[name] = each[start:stop]
    return Part(stretches, firsts, ours)


def _stretches(table: str, pieces: Pieces, start: int, stop: int) -> Iterator[Stretch]:
    first = 0
    for number, (piece, rows) in enumerate(pieces):
        low, high = max(start, first), min(stop, first + rows)
        if low < high:
            yield Stretch(table, number, piece, low - first, high - first)
        first += rows
