"""To which source each row belongs, found on a cluster: keys lead there, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.key_set import keys_of
from evitab.columns.made_up import prefix_of
from evitab.package import Table
from evitab.standard import TableSchema
from evitab.validation.homes import SOURCES, Link, links
from evitab.validation.spark.keys import ASK, OWN, domain_of
from evitab.validation.spark.listing import Shelf
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    Shipped,
    as_batches,
    as_table,
    knowing,
    notes_in,
    packed_rows,
    sent,
)
from evitab.validation.spark.rows import pieces_of
from evitab.validation.spark.together import Met, parcels

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from evitab.validation.spark.first import First

# The homes of rows of a piece: their numbers, and the source of each.
HOME = "home"
PIECE = "piece"


@dataclass(frozen=True)
class Ways:
    """How rows lead to sources: from some tables (`asking`) to others (`telling`)."""

    shelf: Shelf
    schemas: Mapping[str, TableSchema]
    asking: Mapping[str, Link]
    telling: frozenset[str]

    def prefix(self, table: str) -> str | None:
        """The prefix of a table's made-up keys."""
        schema = self.schemas[table]
        return prefix_of(schema.by_name[schema.primary_key[0]])


def homes_of(first: First, ways: Mapping[str, Link | None]) -> DataFrame:
    """The sources of the rows of all tables that lead to some, as notes."""
    found = _of_sources(first)
    schemas = {name: first.done.contents.schema(name) for name in ways}
    for level in _levels(ways):
        targets = [*ways] if any(link.named_by for link in level.values()) else []
        telling = frozenset(targets or [link.table for link in level.values()]) - set(level)
        step = Shipped.of(Ways(first.shelf, schemas, level, telling & set(ways)))
        tables = sorted({*level, *telling} & set(ways))
        pieces = pieces_of(first.spark, first.listed, tables)
        known = found.where(found.table.isin(*telling)) if telling else found.limit(0)
        every = pieces.unionByName(known)
        sent = every.groupBy("table", "piece").applyInArrow(knowing(_send, step), SCHEMA)
        met = sent.groupBy("domain", "bucket").applyInArrow(_settle, SCHEMA)
        found = found.unionByName(first.keep(met))
    return found


def ways_of(first: First) -> dict[str, Link | None]:
    """How the rows of the tables that were read lead to a source."""
    contents = first.done.contents
    return links(contents.dataset.profile, contents.tables)


def _levels(ways: Mapping[str, Link | None]) -> Iterator[dict[str, Link]]:
    """The tables whose links can be followed at once, after those that they lead to."""
    depth: dict[str, int] = {}
    last = len(ways) + 1
    for name, link in ways.items():
        if link is None:
            depth[name] = 0
        else:
            depth[name] = last if link.named_by else depth.get(link.table, 0) + 1
    for level in sorted(set(depth.values()) - {0}):
        yield {n: link for n, link in ways.items() if link is not None and depth[n] == level}


def _of_sources(first: First) -> DataFrame:
    """The sources themselves: each is its own, by its number from 0."""
    sizes = [rows for _, rows in first.done.scanned[SOURCES].pieces]
    starts = np.cumsum([0, *sizes])
    notes = [
        Note(SOURCES, at, "sized", str(size), int(starts[at])) for at, size in enumerate(sizes)
    ]
    return sent(first.spark, notes).mapInArrow(_number, SCHEMA)


def _number(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for note in notes_in(batch):
            rows = np.arange(int(note.what))
            yield from as_batches([_home(note, rows, rows + note.count)])


def _home(note: Note, rows: Rows, homes: Rows) -> Note:
    numbers = homes.astype(np.int32).tobytes()
    return Note(note.table, note.piece, HOME, "", len(rows), packed_rows(rows), numbers)


def known_homes(notes: list[Note], size: int) -> Rows:
    """The source of each row of a piece of so many rows; -1 where none is known."""
    homes = np.full(size, -1, np.int64)
    for note in notes:
        if note.kind == HOME:
            homes[note.places] = np.frombuffer(note.numbers or b"", np.int32)
    return homes


def _send(step: Shipped, rows: pa.Table) -> pa.Table:
    notes, ways = notes_in(rows), step.get()
    piece = next((note for note in notes if note.kind == PIECE), None)
    return as_table(() if piece is None else _sent(ways, piece, notes))


def _sent(ways: Ways, piece: Note, notes: list[Note]) -> Iterator[Note]:
    name = piece.table
    key, link = ways.schemas[name].primary_key[0], ways.asking.get(name)
    wanted = [key] if link is None else [link.column, *filter(None, [link.named_by])]
    rows = ways.shelf.piece(name, piece.value).read(wanted)
    if link is not None:
        yield from _asked(ways, link, rows, Note(name, piece.piece, ASK))
    elif name in ways.telling and rows.has([key]):
        homes = known_homes(notes, len(rows.data))
        keys = keys_of([rows.column(key)], ways.prefix(name))
        ours = homes >= 0
        note = Note(name, piece.piece, OWN, domain=domain_of(name))
        yield from parcels(note, keys.of(ours), np.flatnonzero(ours), homes[ours])


def _asked(ways: Ways, link: Link, rows: Table, note: Note) -> Iterator[Note]:
    if not rows.has([link.column, *filter(None, [link.named_by])]):
        return
    pointers = rows.column(link.column)
    if link.named_by is None:
        if link.table in ways.telling:
            keys = keys_of([pointers], ways.prefix(link.table))
            every = np.arange(len(keys))
            yield from parcels(replace(note, domain=domain_of(link.table)), keys, every)
        return
    names = rows.column(link.named_by)
    for name in names.unique().to_pylist():
        if str(name) in ways.telling:
            ours = pc.fill_null(pc.equal(names, name), False).to_numpy(zero_copy_only=False)
            keys = keys_of([pointers], ways.prefix(str(name))).of(ours)
            to = replace(note, domain=domain_of(str(name)))
            yield from parcels(to, keys, np.flatnonzero(ours))


def _settle(rows: pa.Table) -> pa.Table:
    """The homes of the rows that ask, by the first row that has the key they ask for."""
    met = Met(notes_in(rows))
    known, first = np.unique(met.codes(OWN), return_index=True)
    codes, asking, origin = met.codes(ASK), met.rows(ASK), met.origin(ASK)
    if not len(known):
        return as_table(())
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    is_there = known[at] == codes
    homes = met.numbers(OWN)[first[at]]
    return as_table(
        _home(met.notes[note], asking[ours], homes[ours])
        for note in np.unique(origin).tolist()
        if len(ours := np.flatnonzero((origin == note) & is_there))
    )
