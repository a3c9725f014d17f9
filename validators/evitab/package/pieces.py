"""A table read a piece at a time: row groups of Parquet, blocks of CSV, from one file or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from evitab.finding import CannotJudge
from evitab.package.csv_pieces import CsvVolume
from evitab.package.medium import Medium
from evitab.package.parquet_pieces import ParquetVolume
from evitab.package.paths import inside, plain_file
from evitab.package.table import Table
from evitab.standard import TableSchema

Columns = Sequence[str] | None


class Piece(Protocol):
    """Some rows of a table, which one worker reads."""

    def read(self, columns: Columns = None) -> Table:
        """The rows, of `columns` (all that the file has, unless told).

        Raises CannotJudge where they cannot be read.
        """


class FilePiece(Piece, Protocol):
    """Some rows of a file."""

    @property
    def rows(self) -> int:
        """How many rows it has, or about so many."""


class Volume(Protocol):
    """One file of a table."""

    @property
    def rows(self) -> int:
        """How many rows it has; of a CSV file about so many, by the length of the first."""

    @property
    def head(self) -> Table:
        """The file without its rows: its columns, and what is wrong with its header."""

    @property
    def largest(self) -> int:
        """How many bytes its largest piece unfolds to."""

    def pieces(self) -> Iterator[FilePiece]:
        """Its rows, piece by piece, in order."""


@dataclass(frozen=True)
class Scan:
    """A table of a package as it is read piece by piece, from one file or a folder of them.

    `head` has the columns that all files have, and no rows.
    """

    head: Table
    volumes: Sequence[Volume]

    @property
    def rows(self) -> int:
        """How many rows all files have, or about so many."""
        return sum(volume.rows for volume in self.volumes)

    @property
    def largest(self) -> tuple[str, int]:
        """The file with the largest piece, and how many bytes that unfolds to."""
        sizes = [(volume.head.file, volume.largest) for volume in self.volumes]
        return max(sizes, key=lambda each: each[1])

    def pieces(self) -> Iterator[FilePiece]:
        """The rows of all files, piece by piece, in order."""
        for volume in self.volumes:
            yield from volume.pieces()

    def groups(self, rows: int) -> Iterator[tuple[FilePiece, ...]]:
        """The rows of all files, in order: pieces of one file side by side, as many as have about
        so many rows together; each alone where that is 0.
        """
        for volume in self.volumes:
            yield from _side_by_side(volume.pieces(), rows)


def _side_by_side(pieces: Iterable[FilePiece], rows: int) -> Iterator[tuple[FilePiece, ...]]:
    ours: list[FilePiece] = []
    count = 0
    for piece in pieces:
        if ours and (not rows or count + piece.rows > rows):
            yield tuple(ours)
            ours, count = [], 0
        ours.append(piece)
        count += piece.rows
    if ours:
        yield tuple(ours)


def scan_table(root: Path, schema: TableSchema, medium: Medium) -> Scan:
    """Open a table to be read piece by piece; raises CannotJudge where that is not possible."""
    volumes = [
        _volume(root, file, schema, medium) for file in table_files(root, schema.name, medium)
    ]
    heads = [volume.head for volume in volumes]
    shared = [name for name in schema.by_name if all(head.has([name]) for head in heads)]
    first = heads[0]
    findings = [finding for head in heads for finding in head.findings]
    return Scan(replace(first, data=first.data.select(shared), findings=findings), volumes)


def table_files(root: Path, table: str, medium: Medium) -> list[str]:
    """The files of a table, relative to the package: one, or those in a folder of its name.

    Raises CannotJudge where there is neither, or both.
    """
    file = medium.file(table)
    folder = folder_of(table, medium)
    has_folder = inside(root, folder, named_by=folder).is_dir()
    if not has_folder:
        return [file]
    if inside(root, file, named_by=file).exists():
        advice = f"Keep {file}, or the files in {folder}/."
        raise CannotJudge("the table is there twice", file=file, advice=advice)
    suffix = Path(file).suffix
    parts = sorted(path.name for path in (root / folder).iterdir() if path.name[0] != ".")
    if not parts or any(Path(name).suffix != suffix for name in parts):
        advice = f"Put {suffix} files of the table there, and nothing else."
        raise CannotJudge("no folder of a table's files", file=folder, advice=advice)
    return [f"{folder}/{name}" for name in parts]


def folder_of(table: str, medium: Medium) -> str:
    """The folder in which a table's files lie where it has many, relative to the package."""
    return str(Path(medium.file(table)).with_suffix(""))


def _volume(root: Path, file: str, schema: TableSchema, medium: Medium) -> Volume:
    path = plain_file(root, file)
    make = CsvVolume if medium is Medium.CSV else ParquetVolume
    return make(path, file, schema)
