"""Rows that workers flagged in the official words: the first of each condition, fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.columns.made_up import Flags
from evitab.finding import LISTED
from evitab.package import Contents, Table
from evitab.package.table import joined
from evitab.relations.keys import IsKnown
from evitab.validation.spark.keys import FAR
from evitab.validation.spark.listing import Listed, Shelf
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    Shipped,
    as_batches,
    collected,
    notes_in,
    packed,
    packed_rows,
    sent,
    spread,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# A table and what is said of its rows.
About = tuple[str, str]


@dataclass
class Lost:
    """Keys of which it is known that they lead nowhere, by the table and columns they are held
    against; all others count as known.
    """

    keys: dict[tuple[str, tuple[str, ...]], set[tuple[object, ...]]] = field(default_factory=dict)

    def add(self, table: str, fields: Sequence[str], values: Sequence[pa.Array]) -> None:
        """Say of keys that they lead nowhere."""
        texts = (each.to_pylist() for each in values)
        self.keys.setdefault((table, tuple(fields)), set()).update(zip(*texts, strict=True))

    def knows(self, contents: Contents, table: str, fields: Sequence[str]) -> IsKnown | str:
        """Whether values are keys of a table; or the reason why that cannot be said."""
        head = contents.tables.get(table)
        if head is None or not head.has(fields):
            return f"{table} could not be read"
        if not head.is_whole:
            return f"{table} was not read whole"
        return partial(self._are_known, (table, tuple(fields)))

    def _are_known(self, place: tuple[str, tuple[str, ...]], *values: pa.Array) -> Flags:
        lost = self.keys.get(place, set())
        keys = zip(*(each.to_pylist() for each in values), strict=True)
        return np.array([key not in lost for key in keys], bool)


def first_notes(notes: DataFrame, counts: Sequence[Note]) -> dict[About, list[Note]]:
    """Of each thing that is said of a table, the notes of its first rows, as many as are listed."""
    wanted: list[Note] = []
    sums: dict[tuple[str, str, int], int] = {}
    for note in counts:
        at = (note.table, note.what, note.piece)
        sums[at] = sums.get(at, 0) + note.count
    told: dict[About, int] = {}
    for (table, what, piece), count in sorted(sums.items()):
        known = told.get((table, what), 0)
        if known < LISTED:
            wanted.append(Note(table, piece, "", what, count=min(count, LISTED - known)))
        told[table, what] = known + count
    found: dict[About, list[Note]] = {}
    for note in _cut(notes, wanted) if wanted else ():
        found.setdefault((note.table, note.what), []).append(note)
    return {about: sorted(each, key=lambda n: n.piece) for about, each in found.items()}


def _cut(notes: DataFrame, wanted: Sequence[Note]) -> list[Note]:
    """Those notes that are wanted, with no more rows of each than that."""
    from pyspark.sql import functions as fun

    on = ["table", "piece", "what"]
    most = sent(notes.sparkSession, wanted).select(*on, fun.col("count").alias("most"))
    cut = notes.join(fun.broadcast(most), on)
    for name, size in (("rows", 4), ("numbers", 8)):
        cut = cut.withColumn(name, fun.expr(f"substring({name}, 1, cast({size} * most as int))"))
    return collected(cut)


def places_of(notes: Sequence[Note]) -> tuple[Rows, Rows]:
    """The rows of notes of one thing, as numbers of 64 bits, so many as are listed; and for those
    whose key stands twice the first that has it.
    """
    places = np.concatenate(
        [np.zeros(0, np.int64), *((note.piece << FAR) | note.places for note in notes)]
    )
    firsts = np.frombuffer(b"".join(note.numbers or b"" for note in notes), np.int64)
    order = np.argsort(places, kind="stable")[:LISTED]
    return places[order], firsts[order] if len(firsts) else firsts


def fetched(
    spark: SparkSession,
    shelf: Shelf,
    listed: Listed,
    columns: Mapping[str, Sequence[str]],
    places: Mapping[str, Rows],
) -> dict[str, tuple[Rows, Table]]:
    """Some rows of tables, in order, with the columns told."""
    asked = [
        Note(name, piece, rows=packed_rows(ours), blob=packed(listed.places[name][piece]))
        for name, rows in places.items()
        for piece, ours in _by_piece(rows)
    ]
    if not asked:
        return {}
    shipped = Shipped.of((shelf, {name: list(each) for name, each in columns.items()}))
    each = spread(sent(spark, asked), len(asked))
    found = collected(each.mapInArrow(partial(_fetch, shipped), SCHEMA))
    tables: dict[str, list[Note]] = {}
    for note in sorted(found, key=lambda n: n.piece):
        tables.setdefault(note.table, []).append(note)
    return {
        name: (
            np.concatenate([(note.piece << FAR) | note.places for note in notes]),
            joined([note.value for note in notes]),
        )
        for name, notes in tables.items()
    }


def _by_piece(rows: Rows) -> Iterator[tuple[int, Rows]]:
    pieces = rows >> FAR
    for piece in np.unique(pieces).tolist():
        yield piece, rows[pieces == piece] & ((1 << FAR) - 1)


def _fetch(shipped: Shipped, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    shelf, columns = shipped.get()
    for batch in batches:
        for note in notes_in(batch):
            table = shelf.piece(note.table, note.value).read(columns[note.table])
            rows = packed(table.take(note.places))
            yield from as_batches([Note(note.table, note.piece, rows=note.rows, blob=rows)])
