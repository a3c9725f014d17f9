"""Rows that ask, along a link, to which source the row leads to which they point."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import Flags, flags
from evitab.columns.key_set import keys_of
from evitab.columns.made_up import prefix_of
from evitab.package import Table
from evitab.standard import TableSchema
from evitab.validation.parts.homes import Homes, filled
from evitab.validation.parts.links import SOURCES, Link
from evitab.validation.spark.keys import ASK, OWN, domain_of
from evitab.validation.spark.listing import Shelf
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    Shipped,
    as_table,
    knowing,
    notes_in,
    packed_rows,
)
from evitab.validation.spark.together import Met, parcels

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# The homes of rows of a piece: their numbers, and the source of each.
HOME = "home"
PIECE = "piece"
# By which of two columns the row of a home was found: the second counts where the first does not.
FIRST, SECOND = "1", "2"


@dataclass(frozen=True)
class Step:
    """Tables whose rows ask where rows lead to which they point (`asking`, each link with a name),
    and those whose keys tell (`telling`).
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


def known_homes(notes: Sequence[Note], size: int) -> Homes:
    """The source of each row of a piece of so many rows; -1 where none is known."""
    homes = np.full(size, -1, np.int32)
    ours = [note for note in notes if note.kind == HOME]
    for note in sorted(ours, key=lambda note: note.what, reverse=True):
        homes[note.places] = np.frombuffer(note.numbers or b"", np.int32)
    return homes


def answered(notes: DataFrame, step: Step, kind: str) -> DataFrame:
    """The sources of the rows to which some tables point, as notes of a kind with the link's name.

    `notes` are the pieces of the tables that ask or tell, and the homes of those that tell.
    """
    send, settle = knowing(_send, Shipped.of(step)), knowing(_settle, Shipped.of(kind))
    keys = notes.groupBy("table", "piece").applyInArrow(send, SCHEMA)
    return keys.groupBy("domain", "bucket").applyInArrow(settle, SCHEMA)


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
        ours = flags(pc.fill_null(pc.equal(names, name), False))
        yield from _keys(step, str(name), pointers, note, ours)
    if link.or_source is not None:
        yield from _keys(step, SOURCES, rows.column(link.or_source), replace(note, what=SECOND))


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
        home(met.notes[note], kind, asking[ours], homes[ours])
        for note in np.unique(origin).tolist()
        if len(ours := np.flatnonzero((origin == note) & is_there))
    )


def home(note: Note, kind: str, rows: Rows, homes: Rows) -> Note:
    """A note of the sources of some rows of a piece."""
    numbers = homes.astype(np.int32).tobytes()
    what = note.what if note.kind == ASK else ""
    return Note(note.table, note.piece, kind, what, len(rows), packed_rows(rows), numbers)
