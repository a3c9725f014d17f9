"""To which source each row belongs, found on a cluster: keys lead there, table by table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.key_set import keys_of
from evitab.columns.made_up import Flags, prefix_of
from evitab.package import Table
from evitab.standard import TableSchema
from evitab.validation.homes import SOURCES, Homes, Link, filled, links
from evitab.validation.spark.ends import ends_of
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
# By which of two columns the row of a home was found: the second counts where the first does not.
_FIRST, _SECOND = "1", "2"


@dataclass
class Found:
    """The sources to which rows lead, as `notes`; a row that leads nowhere is in none of them.

    `before` is, by table and piece, the source of the last row before it that has one: what leads
    nowhere at its beginning goes there. `ends` are those of each piece, of all tables but that of
    sources.
    """

    ways: Mapping[str, Link | None]
    notes: DataFrame
    before: dict[tuple[str, int], int] = field(default_factory=dict)
    ends: dict[tuple[str, int], Note] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Tables whose rows ask where rows lead to which they point (`asking`, each link with a name),
    and those whose keys tell (`telling`). What is answered are notes of a `kind`.
    """

    shelf: Shelf
    schemas: Mapping[str, TableSchema]
    asking: Mapping[str, Sequence[tuple[str, Link]]]
    telling: Collection[str]
    before: Mapping[tuple[str, int], int]

    def prefix(self, table: str) -> str | None:
        """The prefix of a table's made-up keys."""
        schema = self.schemas[table]
        return prefix_of(schema.by_name[schema.primary_key[0]])


def homes_of(first: First, ways: Mapping[str, Link | None]) -> Found:
    """The sources of the rows of all tables that lead to some."""
    found = Found(ways, _of_sources(first))
    known = {SOURCES}
    for level in _levels(ways):
        is_any = any(link.named_by for link in level.values())
        targets = set(ways) if is_any else {link.table for link in level.values()}
        asking = {name: [(_FIRST, link)] for name, link in level.items()}
        met = first.keep(answered(first, found, asking, targets & known, HOME))
        found.notes = found.notes.unionByName(met)
        found.ends.update({(note.table, note.piece): note for note in ends_of(met)})
        for name in level:
            _carry(first, found, name)
        known |= set(level)
    return found


def answered(
    first: First,
    found: Found,
    asking: Mapping[str, Sequence[tuple[str, Link]]],
    telling: Collection[str],
    kind: str,
) -> DataFrame:
    """The sources of the rows to which some tables point, as notes of a kind with the link's name;
    the homes of the tables that tell must be known.
    """
    schemas = {name: first.done.contents.schema(name) for name in found.ways}
    step = Shipped.of(Step(first.shelf, schemas, asking, telling, found.before))
    pieces = pieces_of(first.spark, first.listed, sorted({*asking, *telling}))
    every = pieces.unionByName(found.notes.where(found.notes.table.isin(*telling, "")))
    keys = every.groupBy("table", "piece").applyInArrow(knowing(_send, step), SCHEMA)
    settle = knowing(_settle, Shipped.of(kind))
    return keys.groupBy("domain", "bucket").applyInArrow(settle, SCHEMA)


def ways_of(first: First) -> dict[str, Link | None]:
    """How the rows of the tables that were read lead to a source."""
    contents = first.done.contents
    return links(contents.dataset.profile, contents.tables)


def known_homes(notes: Sequence[Note], size: int) -> Homes:
    """The source of each row of a piece of so many rows; -1 where none is known."""
    homes = np.full(size, -1, np.int32)
    ours = [note for note in notes if note.kind == HOME]
    for note in sorted(ours, key=lambda note: note.what, reverse=True):
        homes[note.places] = np.frombuffer(note.numbers or b"", np.int32)
    return homes


def _carry(first: First, found: Found, name: str) -> None:
    """Say of each piece of a table to which source the last row before it leads."""
    last = 0
    for piece in range(len(first.done.scanned[name].pieces)):
        found.before[name, piece] = last
        if (end := found.ends.get((name, piece))) is not None:
            last = int(np.frombuffer(end.numbers or b"", np.int32)[-1])


def _levels(ways: Mapping[str, Link | None]) -> Iterator[dict[str, Link]]:
    """The tables whose links can be followed at once, after those that they lead to."""
    depth: dict[str, int] = {}
    last = len(ways) + 1
    for at, (name, link) in enumerate(ways.items()):
        if link is None:
            depth[name] = 0
        else:
            # A row of any table may be named: also of those that name others and come before.
            depth[name] = last + at if link.named_by else depth.get(link.table, 0) + 1
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
            yield from as_batches([_home(note, HOME, rows, rows + note.count)])


def _home(note: Note, kind: str, rows: Rows, homes: Rows) -> Note:
    numbers = homes.astype(np.int32).tobytes()
    what = note.what if note.kind == ASK else ""
    return Note(note.table, note.piece, kind, what, len(rows), packed_rows(rows), numbers)


def _send(shipped: Shipped, rows: pa.Table) -> pa.Table:
    notes, step = notes_in(rows), shipped.get()
    piece = next((note for note in notes if note.kind == PIECE), None)
    return as_table(() if piece is None else _sent(step, piece, notes))


def _sent(step: Step, piece: Note, notes: list[Note]) -> Iterator[Note]:
    name, asking = piece.table, step.asking.get(piece.table, ())
    own = [step.schemas[name].primary_key[0]] if name in step.telling else []
    wanted = dict.fromkeys([*own, *(column for _, link in asking for column in link.reads)])
    rows = step.shelf.piece(name, piece.value).read(list(wanted))
    for what, link in asking:
        if rows.has(link.reads):
            yield from _asked(step, link, rows, Note(name, piece.piece, ASK, what))
    if own and rows.has(own):
        before = step.before.get((name, piece.piece), 0)
        homes = filled(known_homes(notes, len(rows.data)), before).astype(np.int64)
        keys = keys_of([rows.column(own[0])], step.prefix(name))
        note = Note(name, piece.piece, OWN, domain=domain_of(name))
        yield from parcels(note, keys, np.arange(len(keys)), homes)


def _asked(step: Step, link: Link, rows: Table, note: Note) -> Iterator[Note]:
    pointers = rows.column(link.column)
    if link.named_by is None:
        yield from _keys(step, link.table, pointers, note)
        return
    names = rows.column(link.named_by)
    for name in names.unique().to_pylist():
        ours = pc.fill_null(pc.equal(names, name), False).to_numpy(zero_copy_only=False)
        yield from _keys(step, str(name), pointers, note, ours)
    if link.or_source is not None:
        yield from _keys(step, SOURCES, rows.column(link.or_source), replace(note, what=_SECOND))


def _keys(
    step: Step, table: str, pointers: pa.Array, note: Note, ours: Flags | None = None
) -> Iterator[Note]:
    """The keys of a table to which rows point, all or some."""
    if table not in step.telling:
        return
    keys, rows = keys_of([pointers], step.prefix(table)), np.arange(len(pointers))
    if ours is not None:
        keys, rows = keys.of(ours), np.flatnonzero(ours)
    yield from parcels(replace(note, domain=domain_of(table)), keys, rows)


def _settle(shipped: Shipped, rows: pa.Table) -> pa.Table:
    """The homes of the rows that ask, by the first row that has the key they ask for."""
    met, kind = Met(notes_in(rows)), shipped.get()
    known, first = np.unique(met.codes(OWN), return_index=True)
    codes, asking, origin = met.codes(ASK), met.rows(ASK), met.origin(ASK)
    if not len(known):
        return as_table(())
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    is_there = known[at] == codes
    homes = met.numbers(OWN)[first[at]]
    return as_table(
        _home(met.notes[note], kind, asking[ours], homes[ours])
        for note in np.unique(origin).tolist()
        if len(ours := np.flatnonzero((origin == note) & is_there))
    )
