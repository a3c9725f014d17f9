"""What workers make of the pieces of tables: what hangs on one row alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.engines.engine import Engine
from evitab.finding import CannotJudge
from evitab.package import Table
from evitab.validation.docket import Docket
from evitab.validation.rows.pieces import hear_piece
from evitab.validation.rows.worker import rejected_rows
from evitab.validation.spark.errand import Errand, name_of
from evitab.validation.spark.listing import Listed
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
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

# Kinds of notes: a piece was read, it cannot be, reading found something, a cell is no value, a
# condition does not hold or broke down.
READ, ERROR, FOUND, REJECTED, FLAGGED, CRASHED = (
    "read",
    "error",
    "found",
    "rejected",
    "flagged",
    "crashed",
)


def pieces_of(spark: SparkSession, listed: Listed, tables: list[str]) -> DataFrame:
    """The pieces of some tables, one to a task."""
    notes = [
        Note(table=name, piece=at, kind="piece", blob=packed(place))
        for name in tables
        for at, place in enumerate(listed.places[name])
    ]
    return spread(sent(spark, notes), len(notes))


def heard(pieces: DataFrame, errand: Shipped) -> DataFrame:
    """What workers say of pieces."""
    return pieces.mapInArrow(partial(_hear, errand), SCHEMA)


def brief_of(notes: DataFrame) -> list[Note]:
    """What was said, without the rows of which it was."""
    from pyspark.sql import functions as fun

    is_short = fun.col("kind").isin(READ, ERROR, CRASHED)
    nothing = fun.lit(None).cast("binary")
    short = notes.withColumn("blob", fun.when(is_short, fun.col("blob")))
    return collected(short.withColumn("rows", nothing).withColumn("numbers", nothing))


def _hear(errand: Shipped, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for piece in notes_in(batch):
            yield from as_batches(_said(errand.get(), piece))


def _said(errand: Errand, note: Note) -> Iterator[Note]:
    name, piece = note.table, note.piece
    docket, columns = errand.asked(name)
    try:
        rows = errand.piece(name, note.value).read(columns)
    except CannotJudge as error:
        yield Note(table=name, piece=piece, kind=ERROR, blob=packed(error))
        return
    yield Note(
        table=name,
        piece=piece,
        kind=READ,
        count=len(rows.data),
        blob=packed((rows.is_whole, rows.counts)),
    )
    yield from _found(rows, piece, errand.listed)
    if len(rejected := rejected_rows(rows)):
        yield Note(name, piece, REJECTED, count=len(rejected), rows=packed_rows(rejected))
    asked = Docket(rows, docket.conditions, docket.sight, ())
    for each in hear_piece(asked, Engine.STREAM, lambda _: 0).flagged:
        what = name_of(each.condition)
        if each.crash is not None:
            yield Note(name, piece, CRASHED, what, blob=packed(each.crash))
        if len(each.rows):
            said = packed_rows(np.asarray(each.rows))
            yield Note(name, piece, FLAGGED, what, len(each.rows), said)


def _found(rows: Table, piece: int, listed: int) -> Iterator[Note]:
    kinds = dict.fromkeys((each.rule, each.field) for each in rows.findings)
    for kind in kinds:
        ours = [each for each in rows.findings if (each.rule, each.field) == kind]
        said = ours[:listed]
        yield Note(rows.name, piece, FOUND, str(kind), len(said), blob=packed(said))
