"""CSV read strictly: RFC 4180 in UTF-8, and every departure from it named with its line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from evitab.columns.bytes_of import count
from evitab.finding import CannotJudge, Finding
from evitab.package.csv_bytes import first_bytes, plain_bytes
from evitab.package.csv_header import read_header, refuse_other_delimiter
from evitab.package.csv_quotes import NEWLINE, QUOTE, Offsets, refuse_unpaired, row_ends

MAX_ROW = 64_000_000

Bytes = bytes | memoryview
# The number and the width of each row that is left out.
Ragged = list[tuple[int, int]]


@dataclass(frozen=True)
class CsvText:
    """The cells of a CSV file as text, null where they hold a missing value.

    `lines` gives the line of each row of `cells`; `ragged` the line and the width of each row
    left out because it has too few or too many cells (0: the line is blank).
    """

    header: Sequence[str]
    cells: pa.Table
    lines: Offsets
    ragged: Ragged
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
    head = first_row(data, file)
    header = read_header(head, file, columns)
    rows, line = _but_first(data, head, 1)
    cells = _cells(rows, header, header, file, missing_values)
    return _placed(rows, line, header, cells, findings)


def read_csv_rows(
    data: bytes,
    file: str,
    table: str,
    *,
    header: Sequence[str],
    line: int,
    columns: Sequence[str] | None = None,
    missing_values: Sequence[str] = ("",),
) -> CsvText:
    """Split whole rows of a CSV file, the first of which stands on `line`, into cells; if that
    is line 1, it is the header. Without `columns` the cells of all are kept. Raises CannotJudge
    as `read_csv_text` does.
    """
    findings: list[Finding] = []
    data = first_bytes(data, file, table, findings) if line == 1 else data
    data = plain_bytes(data, file, table, findings, line)
    rows: Bytes = data
    if line == 1:
        rows, line = _but_first(data, first_row(data, file), line)
    else:
        refuse_unpaired(data, file, line)
    names = [name for name in header if columns is None or name in columns] or header
    cells = _cells(rows, header, names, file, missing_values)
    return _placed(rows, line, header, cells, findings)


def first_row(data: bytes, file: str) -> bytes:
    """The first row of a file, which may run over several lines; raises CannotJudge where a quote
    of any row is not paired.
    """
    refuse_unpaired(data, file, 1)
    first = data[: data.index(b"\n")]
    return data[: row_ends(data)[0]] if QUOTE in first else first


def _but_first(data: bytes, head: bytes, line: int) -> tuple[memoryview, int]:
    """Rows without the first, and the line that they begin on then."""
    return memoryview(data)[len(head) + 1 :], line + head.count(b"\n") + 1


def _placed(
    data: Bytes,
    line: int,
    header: Sequence[str],
    cells_and_ragged: tuple[pa.Table, Ragged],
    findings: Sequence[Finding],
) -> CsvText:
    """The cells of rows that begin on a line, with the lines of all."""
    cells, ragged = cells_and_ragged
    lines = line + np.arange(len(cells) + len(ragged))
    blank = lines[:0]
    if count(data, b"\n") > len(lines):
        lines, blank = _lines(data, line)
    left_out = [(int(lines[number - 1]), width) for number, width in ragged]
    left_out += [(int(each), 0) for each in blank]
    lines = np.delete(lines, [number - 1 for number, _ in ragged])
    return CsvText(header, cells, lines, sorted(left_out), findings)


def _lines(data: Bytes, line: int) -> tuple[Offsets, Offsets]:
    """The lines on which rows begin that are not blank, and those that are blank."""
    ends = row_ends(data)
    starts = np.concatenate([[0], ends[:-1] + 1])
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE)
    lines, is_blank = line + np.searchsorted(feeds, starts), starts == ends
    return lines[~is_blank], lines[is_blank]


def _cells(
    data: Bytes,
    header: Sequence[str],
    kept: Sequence[str],
    file: str,
    missing_values: Sequence[str],
) -> tuple[pa.Table, Ragged]:
    """The cells of all rows but blank and ragged ones; of those that are ragged, their numbers
    among rows that are not blank, from 1, and their widths.
    """
    if not data:
        return pa.table({name: pa.array([], pa.string()) for name in kept}), []
    ragged: Ragged = []

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
                newlines_in_values=True, ignore_empty_lines=True, invalid_row_handler=leave_out
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
