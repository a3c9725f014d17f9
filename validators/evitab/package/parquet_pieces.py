"""A Parquet file read one row group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evitab.columns import arrow_schema, arrow_type
from evitab.columns.frame import one_array
from evitab.finding import CannotJudge
from evitab.package.group_texts import MAX_GROUP, GroupTexts
from evitab.package.parquet_file import (
    UNREADABLE,
    is_same,
    names_of,
    refuse_unfolding,
    storable_rows,
    unreadable,
    wrong_type,
)
from evitab.package.shape import header_findings
from evitab.package.table import Table
from evitab.standard import TableSchema

# What Arrow takes for a number, and beside a text.
_NUMBER, _OFFSET = 8, 4


@dataclass(frozen=True)
class ParquetVolume:
    """A Parquet file of a table: `file` is its path inside the package."""

    path: Path
    file: str
    schema: TableSchema

    @cached_property
    def head(self) -> Table:
        """The file without its rows: the columns that have the schema's types."""
        found = self.footer.schema.to_arrow_schema()
        names = names_of(found, self.file)
        findings = list(header_findings(names, self.file, self.schema))
        kept, whole = [], arrow_schema(self.schema)
        for each in self.schema.fields:
            if each.name not in names:
                continue
            kind = found.field(each.name).type
            if is_same(kind, arrow_type(each)):
                kept.append(whole.field(each.name))
            else:
                findings.append(wrong_type(self.file, self.schema, each.name, kind))
        data = pa.schema(kept).empty_table()
        return Table(self.schema, self.file, data, np.zeros(0, np.int64), findings)

    @cached_property
    def footer(self) -> pq.FileMetaData:
        """What the file says of its row groups; raises CannotJudge where it cannot be read."""
        try:
            return pq.read_metadata(self.path)
        except UNREADABLE as error:
            raise unreadable(error, self.file) from None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.footer.num_rows)

    @property
    def largest(self) -> int:
        """How many bytes its largest row group unfolds to."""
        groups = map(self.footer.row_group, range(self.footer.num_row_groups))
        return max(map(_unfolded, groups), default=0)

    def pieces(self) -> Iterator[RowGroup]:
        """The row groups, in order; raises CannotJudge for one that unfolds to too much."""
        first = 1
        for index in range(self.footer.num_row_groups):
            group = self.footer.row_group(index)
            if group.total_byte_size > MAX_GROUP:
                raise CannotJudge(
                    f"a row group that unfolds to {group.total_byte_size:,} bytes",
                    file=self.file,
                    advice="Write row groups of up to a million rows.",
                )
            yield RowGroup(self, self.footer, index, first)
            first += group.num_rows


@dataclass(frozen=True)
class RowGroup:
    """One row group of a Parquet file; `first` is the number of its first row, from 1."""

    volume: ParquetVolume
    footer: Any = field(repr=False)
    index: int
    first: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.footer.row_group(self.index).num_rows)

    def read(self, columns: Sequence[str] | None = None) -> Table:
        """The rows, of `columns` (all that have the schema's types, unless told).

        Texts of a closed list come as dictionaries. Raises CannotJudge where the file is damaged
        or its texts unfold into more than memory should hold.
        """
        head = self.volume.head
        names = [name for name in head.data.column_names if columns is None or name in columns]
        try:
            found = self._read(names)
        except UNREADABLE as error:
            raise unreadable(error, self.volume.file) from None
        by_name = self.volume.schema.by_name
        values = {name: _in_type(found.column(name), by_name[name]) for name in names}
        lines = np.arange(self.first, self.first + len(found))
        return storable_rows(Table(head.schema, head.file, pa.table(values), lines))

    def _read(self, names: Sequence[str]) -> pa.Table:
        by_name, own = self.volume.schema.by_name, self.footer.schema.to_arrow_schema()
        listed = [
            name
            for name in names
            if _is_listed(by_name[name]) or pa.types.is_dictionary(own.field(name).type)
        ]
        texts = GroupTexts(self.volume.path, self.volume.file, self.footer, self.index)
        doubtful = texts.doubtful({*names} - {*listed})
        others = [name for name in names if name not in doubtful]
        found = texts.reader(listed).read_row_group(self.index, others, use_threads=False)
        for name, size in doubtful.items():
            found = found.append_column(name, texts.few_at_a_time(name, size))
        found.validate(full=True)
        refuse_unfolding(found, self.volume.file)
        return found.select(list(names))


def _unfolded(group: Any) -> int:
    """About how many bytes a row group has in memory: numbers take eight there, whatever they
    take in the file, and texts as many as they have.
    """
    columns = map(group.column, range(group.num_columns))
    return sum(
        max(each.total_uncompressed_size, _OFFSET * group.num_rows)
        if each.physical_type == "BYTE_ARRAY"
        else _NUMBER * group.num_rows
        for each in columns
    )


def _is_listed(each: Any) -> bool:
    """Whether the texts of a column come from a closed list, and so stand in many rows."""
    is_text = each.type == "string"
    has_list = "enum" in each.constraints or "dimension" in each.descriptor
    return is_text and (has_list or each.vocabulary is not None)


def _in_type(column: pa.ChunkedArray, each: Any) -> pa.Array:
    values = one_array(column)
    if isinstance(values, pa.DictionaryArray):
        return values
    return values.cast(arrow_type(each)) if values.type != arrow_type(each) else values
