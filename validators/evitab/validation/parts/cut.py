"""A large package cut into parts of whole sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from evitab.package import Contents, Table
from evitab.validation.parts.across import Across, astray
from evitab.validation.parts.bounds import bounds_of
from evitab.validation.parts.homes import Homes, Pieces, Whereabouts, whereabouts
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part import Part, Stretch
from evitab.validation.parts.spill import Run

# Few enough rows for one core's share of memory, enough to make up for what a rule costs by itself.
ROWS = 50_000


@dataclass(frozen=True)
class Cut:
    """Where a package is cut: the parts, and an `unordered` table, which was sorted for it."""

    parts: Sequence[Part]
    unordered: str | None = None


Sort = Callable[[str, Homes], list[Run]]


def cut(
    homes: Mapping[str, list[Homes]],
    pieces: Mapping[str, Pieces],
    keys: Table | None,
    sort: Sort,
    rows: int = ROWS,
) -> Cut:
    """Cut a package into parts of whole sources, which have these `keys`, as `bounds_of` does.

    A table whose rows do not come in the order of the sources is put through `sort` before.
    """
    whole = {name: _together(each) for name, each in homes.items()}
    count = sum(size for _, size in pieces[SOURCES])
    sizes = np.zeros(max(count, 1), np.int64)
    for each in whole.values():
        sizes += np.bincount(each, minlength=len(sizes))
    bounds = list(pairwise(bounds_of(sizes, keys, rows).tolist()))
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
