"""CSV read strictly: RFC 4180 in UTF-8, and every departure from it named with its line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from evitab.finding import CannotJudge, Finding
from evitab.package.csv_bytes import first_bytes, plain_bytes
from evitab.package.csv_header import read_header, refuse_other_delimiter
from evitab.package.csv_quotes import NEWLINE, Offsets, quotes_and_ends, refuse_unpaired

MAX_ROW = 64_000_000


@dataclass(frozen=True)
class CsvText:
    """The cells of a CSV file as text, null where they hold a missing value.

    `lines` gives the line of each row of `cells`; `ragged` the line and the width of each row
    left out because it has too few or too many cells (0: the line is blank).
    """

    header: Sequence[str]
    cells: pa.Table
    lines: Offsets
    ragged: Sequence[tuple[int, int]]
    findings: Sequence[Finding]


def read_csv_text(
    data: bytes,
    file: str,
    table: str,
    *,
    columns: Collection[str] = (),
    missing_values: Sequence[str] = ("",),
) -> CsvText:
    """Split the bytes of a CSV file into cells.

    Raises CannotJudge where the file is empty or not UTF-8, has a NUL byte, none of the expected
    `columns`, a column twice or a quote that is not paired.
    """
    findings: list[Finding] = []
    data = first_bytes(data, file, table, findings)
    data = plain_bytes(data, file, table, findings, 1)
    refuse_other_delimiter(data, file)
    rows = _Rows.of(data, file, 1)
    head, rows = rows.first(), rows.but_first()
    header = read_header(head, file, columns)
    return replace(rows.split(header, missing_values), findings=findings)


def read_csv_rows(
    data: bytes,
    file: str,
    table: str,
    *,
    header: Sequence[str],
    line: int,
    has_header: bool,
    columns: Sequence[str] | None = None,
    missing_values: Sequence[str] = ("",),
) -> CsvText:
    """Split whole rows of a CSV file into cells; the first, which may be the header, stands on
    `line`. Without `columns` the cells of all are kept. Raises CannotJudge as `read_csv_text`
    does.
    """
    findings: list[Finding] = []
    data = first_bytes(data, file, table, findings) if has_header else data
    rows = _Rows.of(plain_bytes(data, file, table, findings, line), file, line)
    rows = rows.but_first() if has_header else rows
    return replace(rows.split(header, missing_values, columns), findings=findings)


def first_row(data: bytes, file: str) -> bytes:
    """The first row, which may run over several lines; raises CannotJudge where a quote is not
    paired.
    """
    return _Rows.of(data, file, 1).first()


@dataclass(frozen=True)
class _Rows:
    """Rows as bytes, on which line each begins, and where it ends (on its line feed); None where
    each line is a row and none is blank.
    """

    data: bytes
    file: str
    lines: Offsets
    ends: Offsets | None

    @classmethod
    def of(cls, data: bytes, file: str, line: int) -> _Rows:
        is_feed = np.frombuffer(data, np.uint8) == NEWLINE
        if b'"' not in data and not (is_feed[0] or (is_feed[1:] & is_feed[:-1]).any()):
            return cls(data, file, line + np.arange(np.count_nonzero(is_feed)), None)
        quotes, ends = quotes_and_ends(data)
        refuse_unpaired(data, quotes, file, line)
        lines = np.arange(len(ends))
        if np.count_nonzero(is_feed) > len(ends):
            lines = np.searchsorted(np.flatnonzero(is_feed), _starts(ends))
        return cls(data, file, line + lines, ends)

    def first(self) -> bytes:
        return self.data[: self.data.index(b"\n") if self.ends is None else self.ends[0]]

    def but_first(self) -> _Rows:
        after = len(self.first()) + 1
        ends = None if self.ends is None else self.ends[1:] - after
        return replace(self, data=self.data[after:], lines=self.lines[1:], ends=ends)

    def split(
        self,
        header: Sequence[str],
        missing_values: Sequence[str],
        columns: Sequence[str] | None = None,
    ) -> CsvText:
        """The cells of all rows but blank and ragged ones."""
        lines, blank_lines, body = self.lines, self.lines[:0], self.data
        if self.ends is not None and (blank := _starts(self.ends) == self.ends).any():
            lines, blank_lines = lines[~blank], lines[blank]
            filled = zip(_starts(self.ends)[~blank], self.ends[~blank], strict=True)
            body = b"".join(self.data[start : end + 1] for start, end in filled)
        kept = [name for name in header if columns is None or name in columns]
        cells, ragged = _split(body, header, kept or header, self.file, missing_values)
        left_out = [(int(lines[number - 1]), width) for number, width in ragged]
        left_out += [(int(line), 0) for line in blank_lines]
        lines = np.delete(lines, [number - 1 for number, _ in ragged])
        return CsvText(header, cells, lines, sorted(left_out), ())


def _starts(ends: Offsets) -> Offsets:
    return np.concatenate([[0], ends + 1])[:-1]


def _split(
    data: bytes,
    header: Sequence[str],
    kept: Sequence[str],
    file: str,
    missing_values: Sequence[str],
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """The cells of all rows but the ragged ones, and the number, from 1, and width of those."""
    if not data:
        return pa.table({name: pa.array([], pa.string()) for name in kept}), []
    ragged: list[tuple[int, int]] = []

    def leave_out(row: pacsv.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    try:
        cells = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=pacsv.ReadOptions(
                use_threads=False,
                block_size=min(len(data), MAX_ROW),
                column_names=list(header),
            ),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=leave_out
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in kept},
                include_columns=list(kept),
                check_utf8=False,  # All bytes were, when they were read.
                null_values=list(missing_values),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise CannotJudge(f"not CSV: {error}", file=file, advice="Mend it.") from None
    return cells, ragged
