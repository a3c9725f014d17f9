"""One table as it was read: its values, where its rows stand, and what reading it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.columns.frame import decoded, one_array
from evitab.columns.lexical import as_text
from evitab.finding import Finding, Severity
from evitab.standard import TableSchema

# A file, and a line of it if one is known.
Place = tuple[str, int | None]


@dataclass(frozen=True)
class Table:
    """A table of a package.

    `data` holds the schema's columns that the file has, in the schema's order and types; a cell
    that is no value of its type is null there and is named in `findings`. `lines` gives the
    line of each row (in Parquet: its number), counted from 1. `rejected` marks, per column, the
    rows whose cell was no value. `is_whole` is False where a file has no rows, or where some of
    them could not be read: `lost` says how many. Rows from several files have each its own in
    `files`.
    """

    schema: TableSchema
    file: str
    data: pa.Table
    lines: npt.NDArray[np.int64]
    findings: Sequence[Finding] = ()
    rejected: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    is_whole: bool = True
    lost: int = 0
    files: npt.NDArray[np.str_] | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.schema.name

    def has(self, columns: Sequence[str]) -> bool:
        """Whether the file has all of the columns."""
        return self._columns.issuperset(columns)

    def why_absent(self, columns: Sequence[str]) -> str | None:
        """Why not all of some columns can be looked at; None where they can."""
        missing = next((name for name in columns if not self.has([name])), None)
        return (
            None if missing is None else f"the column {missing} is not there, or has another type"
        )

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(self.data.column_names)

    def column(self, name: str) -> pa.Array:
        """One column as a single Arrow array."""
        return one_array(self.data.column(name))

    def take(self, rows: npt.NDArray[np.int64]) -> Table:
        """Some of the rows, by their places, without what reading found."""
        rejected = {name: marks[rows] for name, marks in self.rejected.items()}
        files = None if self.files is None else self.files[rows]
        data, lines = self.data.take(pa.array(rows)), self.lines[rows]
        return replace(self, data=data, lines=lines, files=files, rejected=rejected, findings=())

    def slice(self, start: int, stop: int) -> Table:
        """The rows from `start` to before `stop`, without what reading found."""
        rejected = {name: marks[start:stop] for name, marks in self.rejected.items()}
        files = None if self.files is None else self.files[start:stop]
        data, lines = self.data.slice(start, stop - start), self.lines[start:stop]
        return replace(self, data=data, lines=lines, files=files, rejected=rejected, findings=())

    def place_of(self, row: int) -> Place:
        """The file and the line that a row stands in."""
        return self.file_of(row), int(self.lines[row])

    def rows_at(self, places: Collection[Place]) -> npt.NDArray[np.int64]:
        """The rows that stand in some places, by their numbers from 0."""
        near = np.flatnonzero(np.isin(self.lines, [line for _, line in places if line is not None]))
        return near[[self.place_of(row) in places for row in near.tolist()]]

    def file_of(self, row: int) -> str:
        """The file that a row stands in."""
        return self.file if self.files is None else str(self.files[row])

    def key_of(self, row: int) -> str | None:
        """The primary key of a row as text, its parts joined by a vertical bar."""
        if not self.has(self.schema.primary_key):
            return None
        parts = [self.text_of(row, name) for name in self.schema.primary_key]
        return (
            None if all(part is None for part in parts) else "|".join(part or "" for part in parts)
        )

    def text_of(self, row: int, name: str) -> str | None:
        """A cell as CSV would print it; None where it is null or the column is absent."""
        if not self.has([name]):
            return None
        return as_text(self.data.column(name)[row].as_py())

    @property
    def counts(self) -> Counter[str]:
        """How often reading found what it lists the first of alone: cells that are no values of
        their columns' types, and rows with too few or too many cells.
        """
        rejected = int(sum(rows.sum() for rows in self.rejected.values()))
        return Counter({"type": rejected, "row_has_every_cell": self.lost})

    def with_findings(self, findings: Sequence[Finding]) -> Table:
        """The same table with more findings."""
        return replace(self, findings=(*self.findings, *findings))


def texts_of(table: Table, rows: Sequence[int], name: str) -> list[str | None]:
    """The cells of a column in some rows as `text_of` gives them, all at once."""
    if not table.has([name]):
        return [None] * len(rows)
    values = table.data.column(name).take(pa.array(rows))
    found: list[str | None] = values.to_pylist()
    return found if pa.types.is_string(values.type) else [as_text(value) for value in found]


def keys_of_rows(table: Table, rows: Sequence[int]) -> list[str | None]:
    """The primary keys of some rows as `key_of` gives them, all at once."""
    if not table.has(table.schema.primary_key):
        return [None] * len(rows)
    columns = [texts_of(table, rows, name) for name in table.schema.primary_key]
    if len(columns) == 1:
        return columns[0]
    return [
        "|".join(part or "" for part in parts) if any(part is not None for part in parts) else None
        for parts in zip(*columns, strict=True)
    ]


def finding_at(
    table: Table,
    row: int,
    *,
    rule: str,
    field: str | None,
    value: str | None,
    expected: str,
    advice: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """A finding about one row of a table, with its place and key filled in."""
    return Finding(
        rule=rule,
        file=table.file_of(row),
        expected=expected,
        advice=advice,
        table=table.name,
        line=int(table.lines[row]),
        key=table.key_of(row),
        field=field,
        value=value,
        severity=severity,
    )


def joined(parts: Sequence[Table]) -> Table:
    """The rows of several reads of one table, in that order and with plain values, without what
    reading found.
    """
    first = parts[0]
    if len(parts) == 1:
        return replace(first, data=decoded(first.data), findings=())
    sizes = [len(part.data) for part in parts]
    names = dict.fromkeys(name for part in parts for name in part.rejected)
    nothing = [np.zeros(size, bool) for size in sizes]
    rejected = {
        name: np.concatenate(
            [part.rejected.get(name, none) for part, none in zip(parts, nothing, strict=True)]
        )
        for name in names
    }
    files = None
    if len({part.file for part in parts}) > 1 or any(part.files is not None for part in parts):
        each = zip(parts, sizes, strict=True)
        files = np.concatenate(
            [np.repeat(p.file, n) if p.files is None else p.files for p, n in each]
        )
    return replace(
        first,
        data=pa.concat_tables([decoded(part.data) for part in parts]).combine_chunks(),
        lines=np.concatenate([part.lines for part in parts]),
        findings=(),
        rejected=rejected,
        is_whole=all(part.is_whole for part in parts),
        lost=sum(part.lost for part in parts),
        files=files,
    )
