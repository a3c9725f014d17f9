"""One table as it was read: its values, where its rows stand, and what reading it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.finding import Finding, Severity
from evitab.standard import TableSchema


@dataclass(frozen=True)
class Table:
    """A table of a package.

    `data` holds the schema's columns that the file has, in the schema's order and types; a cell
    that is no value of its type is null there and is named in `findings`. `lines` gives the
    line of each row (in Parquet: its number), counted from 1. `rejected` marks, per column, the
    rows whose cell was no value. `is_whole` is False where rows of the file could not be read.
    """

    schema: TableSchema
    file: str
    data: pa.Table
    lines: npt.NDArray[np.int64]
    findings: Sequence[Finding] = ()
    rejected: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    is_whole: bool = True

    @property
    def name(self) -> str:
        """The table's name."""
        return self.schema.name

    def has(self, columns: Sequence[str]) -> bool:
        """Whether the file has all of the columns."""
        return self._columns.issuperset(columns)

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(self.data.column_names)

    def column(self, name: str) -> pa.Array:
        """One column as a single Arrow array."""
        return self.data.column(name).combine_chunks()

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
    def rejections(self) -> int:
        """How many cells are no values of their columns' types."""
        return int(sum(rows.sum() for rows in self.rejected.values()))

    def with_findings(self, findings: Sequence[Finding], *, is_whole: bool | None = None) -> Table:
        """The same table with more findings."""
        whole = self.is_whole if is_whole is None else is_whole
        return replace(self, findings=(*self.findings, *findings), is_whole=whole)


def as_text(value: object) -> str | None:
    """A value as CSV prints it: numbers without a needless `.0`, booleans in lower case."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    return str(value)


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
        file=table.file,
        expected=expected,
        advice=advice,
        table=table.name,
        line=int(table.lines[row]),
        key=table.key_of(row),
        field=field,
        value=value,
        severity=severity,
    )
