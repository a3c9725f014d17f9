"""The rows of a table that differ as lines to read, the worst first, long texts shortened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from evitab.changes.model import CellChange, Key, RowChange, TableDiff

_AROUND = 24
_GIST = 3


@dataclass(frozen=True)
class RowLine:
    """One row: `!` its key means something else, `-` it went, `+` it came, `~` it changed.

    `note` says why its key means something else, where its content went, or what it holds.
    """

    mark: str
    key: str
    note: str = ""
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class RowGroup:
    """The rows of one kind: those that are shown, and how many there are."""

    title: str
    lines: tuple[RowLine, ...]
    number: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.number - len(self.lines)


def row_groups(table: TableDiff, limit: int | None) -> Iterator[RowGroup]:
    """The kinds of rows that there are, the worst first, so many of each (None: all)."""
    rows = table.rows
    groups = [
        ("with another meaning under the same key", _changed("!", rows.reused), len(rows.reused)),
        ("removed", _alone("-", rows.removed, table, limit), len(rows.removed)),
        ("added", _alone("+", rows.added, table, limit), len(rows.added)),
        ("changed", _changed("~", rows.corrected), len(rows.corrected)),
    ]
    for title, lines, number in groups:
        if number:
            yield RowGroup(title, tuple(islice(lines, limit)), number)


def _changed(mark: str, rows: tuple[RowChange, ...]) -> Iterator[RowLine]:
    for row in rows:
        note = f"seems to mean something else: {row.reused}" if row.reused else ""
        yield RowLine(mark, _joined(row.key), note, row.cells)


def _alone(mark: str, rows: pa.Table, table: TableDiff, limit: int | None) -> Iterator[RowLine]:
    """Rows that one of the packages has, with the key that the table has now, where it is there."""
    back = {each.new: each.old for each in table.fields.renamed} if mark == "-" else {}
    names = [back.get(name, name) for name in table.rows.by or table.key]
    names = [name for name in names if name in rows.column_names]
    for row in rows.slice(0, limit).to_pylist():
        key = tuple(row[name] or "" for name in names)
        now = table.rows.moved.get(key) if mark == "-" else None
        note = f"its content stands under {_joined(now)} now" if now else _gist(row, names)
        yield RowLine(mark, _joined(key), note)


def _gist(row: dict[str, str | None], key: list[str]) -> str:
    """A few filled cells besides the key, sentences before codes."""
    cells = [(name, cell) for name, cell in row.items() if cell is not None and name not in key]
    cells.sort(key=lambda each: " " not in each[1])
    return "; ".join(f"{name}: {cell}" for name, cell in cells[:_GIST])


def _joined(key: Key) -> str:
    return "|".join(key)


def shortened(cell: CellChange, limit: int) -> tuple[str, str]:
    """Old and new text of a cell; of long ones the stretch that differs, with what is around it."""
    old, new = cell.old or "", cell.new or ""
    if len(old) > limit or len(new) > limit:
        same = _shared(old, new)
        tail = _shared(old[same:][::-1], new[same:][::-1])
        old, new = (_stretch(text, same, tail, limit) for text in (old, new))
    return old or "(empty)", new or "(empty)"


def _shared(one: str, other: str) -> int:
    """With how many of the same letters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _stretch(text: str, same: int, tail: int, limit: int) -> str:
    start, end = max(0, same - _AROUND), min(len(text), len(text) - tail + _AROUND)
    shown = text[start:end]
    if len(shown) > limit:
        shown, end = shown[:limit], start + limit
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
