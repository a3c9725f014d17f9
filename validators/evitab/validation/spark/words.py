"""Rows that workers flagged, fetched so that they can be put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.package import Table
from evitab.package.table import joined
from evitab.validation.spark.keys import FAR
from evitab.validation.spark.notes import (
    SCHEMA,
    About,
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
    from pyspark.sql import DataFrame

    from evitab.validation.spark.first import First

# So many flagged rows are put into words at once.
_HELD = 50_000


def rounds(counts: Sequence[Note], listed: int) -> Iterator[list[Note]]:
    """Of each thing that is said of a table, as many rows as are listed, as notes that `count` how
    many of them a piece has; some pieces at a time, in their order.
    """
    sums: dict[tuple[str, int, str], int] = {}
    for note in counts:
        at = (note.table, note.piece, note.what)
        sums[at] = sums.get(at, 0) + note.count
    told: dict[About, int] = {}
    wanted: list[Note] = []
    for _, piece in groupby(sorted(sums.items()), key=lambda each: each[0][:2]):
        for (table, number, what), count in piece:
            known = told.get((table, what), 0)
            if known < listed:
                wanted.append(Note(table, number, "", what, count=min(count, listed - known)))
            told[table, what] = known + count
        if sum(note.count for note in wanted) > _HELD:
            yield wanted
            wanted = []
    if wanted:
        yield wanted


def cut_notes(notes: DataFrame, wanted: Sequence[Note]) -> dict[About, list[Note]]:
    """Those notes that are wanted, with no more rows of each than that, in the order of pieces."""
    from pyspark.sql import functions as fun

    on = ["table", "piece", "what"]
    most = sent(notes.sparkSession, wanted).select(*on, fun.col("count").alias("most"))
    cut = notes.join(fun.broadcast(most), on)
    for name, size in (("rows", 4), ("numbers", 8)):
        cut = cut.withColumn(name, fun.expr(f"substring({name}, 1, cast({size} * most as int))"))
    found: dict[About, list[Note]] = {}
    for note in sorted(collected(cut), key=lambda note: note.piece):
        found.setdefault((note.table, note.what), []).append(note)
    return found


def places_of(notes: Sequence[Note], most: int) -> tuple[Rows, Rows]:
    """The first rows of notes of one thing, as numbers of 64 bits; and for those whose key stands
    twice the first that has it.
    """
    places = np.concatenate(
        [np.zeros(0, np.int64), *((note.piece << FAR) | note.places for note in notes)]
    )
    firsts = np.frombuffer(b"".join(note.numbers or b"" for note in notes), np.int64)
    order = np.argsort(places, kind="stable")[:most]
    return places[order], firsts[order] if len(firsts) else firsts


def fetched(
    first: First, columns: Mapping[str, Sequence[str]], places: Mapping[str, Rows]
) -> dict[str, tuple[Rows, Table]]:
    """Some rows of tables, in order, with the columns told."""
    asked = [
        Note(name, piece, rows=packed_rows(ours), blob=packed(first.listed.places[name][piece]))
        for name, rows in places.items()
        for piece, ours in _by_piece(rows)
    ]
    if not asked:
        return {}
    shipped = Shipped.of((first.shelf, {name: list(each) for name, each in columns.items()}))
    each = spread(sent(first.spark, asked), len(asked))
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
