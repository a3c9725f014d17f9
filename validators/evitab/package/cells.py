"""Where a cell stands in a CSV file, in lines and characters, for tools that point at it."""

from __future__ import annotations

import csv
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Region:
    """A stretch of a file, from 1; `end_column` is that of the first character behind it.

    Columns count characters (code points), and are unknown where a file has no text.
    """

    line: int
    end_line: int
    column: int | None = None
    end_column: int | None = None


class Cells:
    """The cells of one CSV file, of which reading found that it can be split into rows."""

    def __init__(self, data: bytes) -> None:
        plain = data.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._lines = plain.decode("utf-8", errors="replace").split("\n")
        self._header = next(csv.reader(f"{line}\n" for line in self._lines), [])

    def region(self, line: int, field: str | None = None) -> Region:
        """Where a row stands that begins on a line, or its cell in a column.

        A finding that names no column of the file, or several, is about the row.
        """
        if line > len(self._lines):
            return Region(line, line)
        cells = self._row(line)
        if field in self._header and (at := self._header.index(field)) < len(cells):
            return cells[at]
        last = cells[-1]
        return Region(line, last.end_line, 1, last.end_column)

    def _row(self, line: int) -> list[Region]:
        """The cells of the row that begins on a line; quotes belong to their cell."""
        cells: list[Region] = []
        start, is_quoted = (line, 1), False
        for number in range(line, len(self._lines) + 1):
            for column, character in enumerate(self._lines[number - 1], 1):
                if character == '"':
                    is_quoted = not is_quoted
                elif character == "," and not is_quoted:
                    cells.append(Region(start[0], number, start[1], column))
                    start = (number, column + 1)
            if not is_quoted:
                break
        return [*cells, Region(start[0], number, start[1], len(self._lines[number - 1]) + 1)]
