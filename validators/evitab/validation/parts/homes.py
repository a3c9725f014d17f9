"""To which source each row of a large package belongs, by the keys that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import flags
from evitab.columns.key_set import Keys, keys_of
from evitab.columns.made_up import Numbers, prefix_of
from evitab.columns.number_map import NumberMap
from evitab.package import Contents, Table
from evitab.package.pieces import Piece
from evitab.standard import Profile
from evitab.validation.parts.links import SOURCES, Link, links

# The number of a source, from 0 in the order of the table; -1 where none is known.
Homes = npt.NDArray[np.int32]
Pieces = Sequence[tuple[Piece, int]]


@dataclass
class HomeMap:
    """The source of the row that each key of one table names, once all its rows are taken in
    (`finish`).
    """

    prefix: str | None
    _met: list[tuple[Numbers, Homes]] = field(default_factory=list)
    _by_number: NumberMap | None = None
    _by_text: dict[str, int] = field(default_factory=dict)

    def keys(self, values: pa.Array) -> Keys:
        """Values as keys of the table."""
        return keys_of([values], self.prefix)

    def add(self, keys: Keys, homes: Homes) -> None:
        """Take in more rows, each of which has a source; of those with one key the first counts."""
        self._met.append((keys.numbers[keys.is_made_up], homes[keys.is_made_up]))
        for row in np.flatnonzero(keys.codes >= 0).tolist():
            self._by_text.setdefault(keys.texts[keys.codes[row]], int(homes[row]))

    def finish(self) -> None:
        """Say that there are no more rows."""
        if self._met:
            numbers, homes = (np.concatenate(each) for each in zip(*self._met, strict=True))
            self._met.clear()
            self._by_number = NumberMap(numbers, homes)

    def of(self, keys: Keys) -> Homes:
        """The source of the row that each key names; -1 where it names none."""
        homes = np.full(len(keys), -1, np.int32)
        if self._by_number is not None:
            homes[keys.is_made_up] = self._by_number.of(keys.numbers[keys.is_made_up])
        if keys.texts:
            known = np.array([self._by_text.get(text, -1) for text in keys.texts], np.int32)
            others = keys.codes >= 0
            homes[others] = known[keys.codes[others]]
        return homes


@dataclass(frozen=True)
class Whereabouts:
    """The source of each row, piece by piece, of every table that leads to sources, and of each
    key; the `links` say how. A row that leads nowhere goes with those before it.
    """

    links: Mapping[str, Link | None]
    rows: Mapping[str, list[Homes]]
    maps: Mapping[str, HomeMap]


def whereabouts(profile: Profile, pieces: Mapping[str, Pieces]) -> Whereabouts:
    """Follow the rows of a package to their sources; `pieces` are those of each table with their
    numbers of rows.
    """
    maps: dict[str, HomeMap] = {}
    rows: dict[str, list[Homes]] = {}
    ways = links(profile, pieces)
    for name, link in ways.items():
        schema = profile.by_name[name]
        key = schema.primary_key[0]
        own, rows[name], last = HomeMap(prefix_of(schema.by_name[key])), [], 0
        for first, piece in _numbered(pieces[name]):
            homes = _piece(piece, maps, own, (key, link), (first, last))
            rows[name].append(homes)
            last = int(homes[-1]) if len(homes) else last
        own.finish()
        # Not before: a row that names one of its own table would hang on how that is cut.
        maps[name] = own
    return Whereabouts(ways, rows, maps)


def source_keys(contents: Contents) -> Table | None:
    """The keys of all sources of a package; None where they could not be read."""
    table = contents.tables.get(SOURCES)
    if table is None or not table.has(table.schema.primary_key):
        return None
    key = list(table.schema.primary_key)
    rejected = {name: cells for name, cells in table.rejected.items() if name in key}
    return replace(table, data=table.data.select(key), rejected=rejected)


def rows_of_sources(contents: Contents, homes: Mapping[str, Homes], sources: Homes) -> Contents:
    """A package with the rows of some of its sources, and what all sources share."""
    tables = {
        name: table.take(np.flatnonzero(np.isin(homes[name], sources))) if name in homes else table
        for name, table in contents.tables.items()
    }
    return contents.with_tables(tables)


def _numbered(pieces: Pieces) -> Iterator[tuple[int, Piece]]:
    first = 0
    for piece, rows in pieces:
        yield first, piece
        first += rows


def _piece(
    piece: Piece,
    maps: Mapping[str, HomeMap],
    own: HomeMap,
    way: tuple[str, Link | None],
    before: tuple[int, int],
) -> Homes:
    """The source of each row of a piece; `before` it are so many rows, the last of that source."""
    key, link = way
    first, last = before
    wanted = [key] if link is None else [key, *link.reads]
    rows = piece.read(wanted)
    if link is None:
        homes = np.arange(first, first + len(rows.data), dtype=np.int32)
    else:
        homes = filled(_follow(rows, maps, link), last)
    if rows.has([key]):
        own.add(own.keys(rows.column(key)), homes)
    return homes


def filled(homes: Homes, last: int) -> Homes:
    """Sources with that of the row before where there is none, and the `last` before them all."""
    known = np.maximum.accumulate(np.where(homes >= 0, np.arange(len(homes)), -1))
    return np.where(known < 0, last, homes[np.maximum(known, 0)]).astype(np.int32)


def _follow(rows: Table, maps: Mapping[str, HomeMap], link: Link) -> Homes:
    if not rows.has(link.reads):
        return np.full(len(rows.data), -1, np.int32)
    return follow(link, maps, *map(rows.column, link.reads))


def follow(link: Link, maps: Mapping[str, HomeMap], pointers: pa.Array, *more: pa.Array) -> Homes:
    """The source of the row that each pointer of a link leads to; -1 where it leads nowhere.

    `more` are the other columns that the link reads.
    """
    if link.named_by is None:
        return _of(maps, link.table, pointers)
    homes = np.full(len(pointers), -1, np.int32)
    for name in more[0].unique().to_pylist():
        ours = flags(pc.fill_null(pc.equal(more[0], name), False))
        homes[ours] = _of(maps, str(name), pointers)[ours]
    return (
        homes if link.or_source is None else np.where(homes < 0, _of(maps, SOURCES, more[1]), homes)
    )


def _of(maps: Mapping[str, HomeMap], table: str, pointers: pa.Array) -> Homes:
    target = maps.get(table)
    nowhere = np.full(len(pointers), -1, np.int32)
    return nowhere if target is None else target.of(target.keys(pointers))
