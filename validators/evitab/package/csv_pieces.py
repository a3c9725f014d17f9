"""A CSV file read one block of whole rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np

from evitab.columns import arrow_schema
from evitab.columns.bytes_of import count, is_utf8
from evitab.finding import CannotJudge, Finding
from evitab.package.csv_bytes import first_bytes, line_feeds, plain_bytes
from evitab.package.csv_file import ragged, typed
from evitab.package.csv_header import read_header, refuse_other_delimiter
from evitab.package.csv_quotes import row_ends
from evitab.package.csv_text import MAX_ROW, first_row, read_csv_rows
from evitab.package.shape import header_findings
from evitab.package.table import Table
from evitab.standard import TableSchema

# A file is cut into pairs of blocks of one size, of so many bytes at most, so that no core waits
# long for the last; a file of less than a quarter of that is one block.
BLOCK = 8_000_000
# A block ends with a row. So much longer, they seldom leave a short one at the end.
_SLACK = 10_000
_MAX_HEAD = 1_000_000


@dataclass(frozen=True)
class CsvVolume:
    """A CSV file of a table: `file` is its path inside the package."""

    path: Path
    file: str
    schema: TableSchema

    @cached_property
    def head(self) -> Table:
        """The file without its rows: the schema's columns that it has."""
        kept = [name for name in self.schema.by_name if name in self.header]
        data = arrow_schema(self.schema).empty_table().select(kept)
        findings = [*self._first[1], *header_findings(self.header, self.file, self.schema)]
        return Table(self.schema, self.file, data, np.zeros(0, np.int64), findings)

    @property
    def rows(self) -> int:
        """About how many rows it has, by the length of the first."""
        return self.rows_in(self.path.stat().st_size)

    def rows_in(self, size: int) -> int:
        """About how many rows so many bytes have."""
        lines, of = self._sample
        return size * lines // max(1, of)

    @cached_property
    def _sample(self) -> tuple[int, int]:
        """How many lines how many of the first bytes have."""
        with self.path.open("rb") as stream:
            first = stream.read(_MAX_HEAD)
        return line_feeds(first), len(first)

    @cached_property
    def header(self) -> Sequence[str]:
        """The names in the first row."""
        return read_header(self._first[0], self.file, self.schema.by_name)

    @property
    def largest(self) -> int:
        """How many bytes its largest block has; a row that is longer makes a larger one."""
        size = self.path.stat().st_size
        pairs = math.ceil(size / (2 * BLOCK))
        return size if 4 * size < BLOCK else min(size, BLOCK, size // (2 * pairs) + _SLACK)

    @cached_property
    def _first(self) -> tuple[bytes, Sequence[Finding]]:
        """The bytes of the first row, and what is wrong with how the file begins."""
        findings: list[Finding] = []
        with self.path.open("rb") as stream:
            data = first_bytes(stream.read(_MAX_HEAD), self.file, self.schema.name, findings)
        feeds = data.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
        ends = row_ends(feeds)
        line = data[: int(ends[0]) + 1] if len(ends) else _whole(data)
        line = plain_bytes(line, self.file, self.schema.name, [], 1)
        refuse_other_delimiter(line, self.file)
        return first_row(line, self.file), findings

    def pieces(self) -> Iterator[Block]:
        """Blocks of whole rows, in order; a row in quotes may run over many lines."""
        block = self.largest
        line, start, size = 1, 0, block
        with self.path.open("rb") as stream:
            while data := _read_at(stream, start, size):
                if cut := _cut(data):
                    yield Block(self, start, cut, line)
                    line += line_feeds(data, cut)
                    start, size = start + cut, block
                elif len(data) > MAX_ROW:
                    message = f"a row of more than {MAX_ROW:,} bytes"
                    advice = "A quote that is never closed makes one of many."
                    raise CannotJudge(message, file=self.file, line=line, advice=advice)
                elif len(data) < size:
                    yield Block(self, start, len(data), line)
                    return
                else:
                    size += block


@dataclass(frozen=True)
class Block:
    """Whole rows of a CSV file: so many bytes from `start`; the first row stands on `line`."""

    volume: CsvVolume
    start: int
    size: int
    line: int

    @property
    def rows(self) -> int:
        """About how many rows it has."""
        return self.volume.rows_in(self.size)

    def read(self, columns: Sequence[str] | None = None) -> Table:
        """The rows, of `columns` (all that the file has, unless told); raises CannotJudge where
        they are no CSV.
        """
        volume, schema = self.volume, self.volume.schema
        with volume.path.open("rb") as stream:
            data = _read_at(stream, self.start, self.size)
        kept = [name for name in schema.by_name if columns is None or name in columns]
        text = read_csv_rows(
            data,
            volume.file,
            schema.name,
            header=volume.header,
            columns=kept,
            line=self.line,
            missing_values=schema.missing_values,
        )
        table = typed(text, volume.file, schema, kept)
        found = [each for each in text.findings if each.rule == "lines_end_with_line_feed"]
        findings = [*found, *ragged(text, volume.file, schema)]
        lost = len(text.ragged)
        return replace(table.with_findings(findings), is_whole=not lost, lost=lost)


def _whole(data: bytes) -> bytes:
    """Bytes without the beginning of a character that others would follow."""
    shorter = (data[: len(data) - cut] for cut in range(4))
    return next(filter(is_utf8, shorter), data)


def _read_at(stream: BinaryIO, start: int, size: int) -> bytes:
    stream.seek(start)
    return stream.read(size)


def _cut(data: bytes) -> int:
    """Where the last whole row of some bytes, which begin with a row, ends; 0 where none does."""
    end = data.rfind(b"\n") + 1
    if b'"' not in data or count(memoryview(data)[:end], b'"') % 2 == 0:
        return end
    ends = row_ends(data)
    return int(ends[-1]) + 1 if len(ends) else 0
