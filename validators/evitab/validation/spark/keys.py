"""Keys of large tables: which repeat an earlier one, which lead nowhere, to which none leads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.columns import Mask
from evitab.columns.flags import Flags, flags
from evitab.columns.key_set import Keys, keys_of
from evitab.package import Table
from evitab.validation.spark.listing import Shelf
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    Shipped,
    as_batches,
    as_table,
    notes_in,
    packed,
    packed_rows,
)
from evitab.validation.spark.rows import FLAGGED
from evitab.validation.spark.together import Met, parcels

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# What keys are brought together for: they are those of a table, or point to it; some other must
# lead to them, or they are those that do.
OWN, ASK, OWED, PAID = "own", "ask", "owed", "paid"
# Rows of two pieces are told apart by numbers of 64 bits.
FAR = 32


@dataclass(frozen=True)
class Question:
    """Keys that some columns of a table hold, and what for they are brought together.

    Keys of one `domain` are held against one another; made-up ones have the `prefix`. Of a table
    whose keys are `owed` a row that points there, `applies` tells of which rows.
    """

    table: str
    columns: tuple[str, ...]
    kind: str
    domain: str
    what: str = ""
    prefix: str | None = None
    applies: Mask | None = None

    def read(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (*self.columns, *(self.applies.reads if self.applies else ()))


def domain_of(*names: str) -> str:
    """What keys that are held against one another are called."""
    return json.dumps(names)


def settled(pieces: DataFrame, shelf: Shelf, questions: Sequence[Question]) -> DataFrame:
    """The rows whose keys are wrong, as `heard` tells of others: `numbers` of a repeated key are
    those of the first row that has it.
    """
    shipped = Shipped.of((shelf, list(questions)))
    sent = pieces.mapInArrow(partial(_send, shipped), SCHEMA)
    return sent.groupBy("domain", "bucket").applyInArrow(_settle, SCHEMA)


def _send(shipped: Shipped, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    shelf, questions = shipped.get()
    for batch in batches:
        for note in notes_in(batch):
            ours = [each for each in questions if each.table == note.table]
            if ours:
                wanted = {name for each in ours for name in each.read()}
                rows = shelf.piece(note.table, note.value).read(sorted(wanted))
                yield from as_batches(
                    sent for each in ours for sent in _keys(each, rows, note.piece)
                )


def _keys(question: Question, rows: Table, piece: int) -> Iterator[Note]:
    keys = keys_of([rows.column(name) for name in question.columns], question.prefix)
    note = Note(question.table, piece, question.kind, question.what, domain=question.domain)
    every = np.arange(len(keys))
    if question.applies is not None:
        holds = question.applies.holds(*map(rows.column, question.applies.reads))
        every = np.flatnonzero(~flags(holds))
        keys = keys.of(np.isin(np.arange(len(keys)), every))
    if question.kind == PAID:
        every = _first_of_each(keys)
        keys = keys.of(np.isin(np.arange(len(keys)), every))
    yield from parcels(note, keys, every)


def _first_of_each(keys: Keys) -> Rows:
    """The rows that are the first with their key, and have one."""
    codes = np.where(keys.is_made_up, keys.numbers.astype(np.int64), -2 - keys.codes)
    first = np.unique(codes, return_index=True)[1]
    return np.sort(first[~keys.is_null[first]])


def _settle(rows: pa.Table) -> pa.Table:
    met = Met(notes_in(rows))
    found = [*_repeated(met), *_lost(met), *_unpaid(met)]
    return as_table(found)


def _repeated(met: Met) -> Iterator[Note]:
    codes, rows, origin = met.codes(OWN), met.rows(OWN), met.origin(OWN)
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    earlier = first[inverse]
    pieces = np.array([note.piece for note in met.notes], np.int64)
    places = (pieces[origin] << FAR) | rows if len(rows) else rows
    is_repeat = earlier != np.arange(len(codes))
    for at, ours in _by_note(origin, is_repeat):
        note = met.notes[at]
        if note.what:
            firsts = places[earlier[ours]].tobytes()
            yield _flagged(note, rows[ours], firsts)


def _lost(met: Met) -> Iterator[Note]:
    codes, rows, origin = met.codes(ASK), met.rows(ASK), met.origin(ASK)
    is_lost = ~np.isin(codes, met.codes(OWN))
    for at, ours in _by_note(origin, is_lost):
        yield _flagged(met.notes[at], rows[ours])


def _unpaid(met: Met) -> Iterator[Note]:
    codes, rows, origin = met.codes(OWED), met.rows(OWED), met.origin(OWED)
    is_unpaid = ~np.isin(codes, met.codes(PAID))
    for at, ours in _by_note(origin, is_unpaid):
        yield _flagged(met.notes[at], rows[ours])


def _by_note(origin: Rows, is_ours: Flags) -> Iterator[tuple[int, Rows]]:
    ours = np.flatnonzero(is_ours)
    for at in np.unique(origin[ours]).tolist():
        yield at, ours[origin[ours] == at]


def _flagged(note: Note, rows: Rows, firsts: bytes | None = None) -> Note:
    order = np.argsort(rows, kind="stable")
    if firsts is not None:
        firsts = np.frombuffer(firsts, np.int64)[order].tobytes()
    said = packed_rows(rows[order])
    return Note(note.table, note.piece, FLAGGED, note.what, len(rows), said, firsts, packed(None))
