"""The pieces of a package's tables as small descriptions, which workers turn into pieces again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from evitab.finding import CannotJudge
from evitab.package.csv_pieces import Block, CsvVolume
from evitab.package.parquet_pieces import ParquetVolume, RowGroup
from evitab.package.pieces import Piece, Scan, Volume
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Shipped,
    as_batches,
    collected,
    notes_in,
    packed,
    sent,
    spread,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Of a file, its number among those of its table, and where in it a piece lies.
Place = tuple[int, int, int, int]


@dataclass
class Listed:
    """The pieces of each table, in order, and of those that cannot be read to the end, why."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    errors: dict[str, CannotJudge] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """The files of the tables of a package, without anything that was read of them."""

    volumes: Mapping[str, list[Volume]]

    @classmethod
    def of(cls, scans: Mapping[str, Scan]) -> Shelf:
        """The files that are read, as if they were not opened yet."""
        return cls({name: [_unopened(v) for v in scan.volumes] for name, scan in scans.items()})

    def paths(self, table: str) -> Iterator[Path]:
        """The files of a table."""
        for volume in self.volumes[table]:
            assert isinstance(volume, CsvVolume | ParquetVolume)  # noqa: S101 - there are no others
            yield volume.path

    def piece(self, table: str, place: Place) -> Piece:
        """A piece of a table, by where it lies."""
        number, start, size, line = place
        volume = self.volumes[table][number]
        if isinstance(volume, CsvVolume):
            return Block(volume, start, size, line)
        assert isinstance(volume, ParquetVolume)  # noqa: S101 - there are no others
        return RowGroup(volume, volume.footer, start, line)


def list_pieces(spark: SparkSession, shelf: Shelf) -> Listed:
    """List the pieces of all tables; each file is looked through by one worker."""
    files = [
        Note(table=name, piece=number)
        for name, volumes in shelf.volumes.items()
        for number in range(len(volumes))
    ]
    told = Listed({name: [] for name in shelf.volumes})
    if not files:
        return told
    each = spread(sent(spark, files), len(files))
    found = collected(each.mapInArrow(partial(_list, Shipped.of(shelf)), SCHEMA))
    for note in sorted(found, key=lambda note: (note.piece, note.kind == "error")):
        if note.table in told.errors:
            continue
        if note.kind == "error":
            told.errors[note.table] = note.value
        else:
            told.places[note.table] += note.value
    return told


def _unopened(volume: Volume) -> Volume:
    assert isinstance(volume, CsvVolume | ParquetVolume)  # noqa: S101 - there are no others
    return type(volume)(volume.path, volume.file, volume.schema)


def _list(shelf: Shipped, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for note in notes_in(batch):
            yield from as_batches(_listed(shelf.get(), note))


def _listed(shelf: Shelf, file: Note) -> Iterator[Note]:
    places: list[Place] = []
    try:
        for piece in shelf.volumes[file.table][file.piece].pieces():
            places.append(_place(file.piece, piece))
    except CannotJudge as error:
        yield Note(table=file.table, piece=file.piece, kind="error", blob=packed(error))
    yield Note(table=file.table, piece=file.piece, kind="pieces", blob=packed(places))


def _place(number: int, piece: Piece) -> Place:
    if isinstance(piece, Block):
        return number, piece.start, piece.size, piece.line
    assert isinstance(piece, RowGroup)  # noqa: S101 - there are no others
    return number, piece.index, 0, piece.first
