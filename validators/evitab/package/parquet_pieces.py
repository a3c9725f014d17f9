"""A Parquet file read one row group at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.columns import arrow_schema, arrow_type
from evitab.columns.frame import decoded
from evitab.columns.storable import storable
from evitab.finding import CannotJudge
from evitab.package import parquet_file
from evitab.package.parquet_file import is_same, refuse_unfolding, wrong_type
from evitab.package.shape import header_findings, malformed
from evitab.package.table import Table
from evitab.standard import TableSchema

# So much a row group may unfold to, as bytes.
_MAX_GROUP = 2_000_000_000


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
        if len(set(found.names)) < len(found.names):
            raise CannotJudge("a column stands twice", file=self.file, advice="Run evitab build.")
        findings = list(header_findings(found.names, self.file, self.schema))
        kept, whole = [], arrow_schema(self.schema)
        for each in self.schema.fields:
            if each.name not in found.names:
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
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(error, self.file) from None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.footer.num_rows)

    def pieces(self) -> Iterator[RowGroup]:
        """The row groups, in order; raises CannotJudge for one that unfolds to too much."""
        first = 1
        for index in range(self.footer.num_row_groups):
            group = self.footer.row_group(index)
            if group.total_byte_size > _MAX_GROUP:
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

    def read(self, columns: Sequence[str] | None = None) -> Table:
        """The rows, of `columns` (all that have the schema's types, unless told).

        Texts of a closed list come as dictionaries. Raises CannotJudge where the file is damaged
        or its texts unfold into more than memory should hold.
        """
        head = self.volume.head
        names = [name for name in head.data.column_names if columns is None or name in columns]
        try:
            found = self._read(names)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(error, self.volume.file) from None
        values: dict[str, pa.Array] = {}
        rejected = {}
        texts: Mapping[str, pa.Array] = {name: found.column(name) for name in names}
        for name in names:
            each = self.volume.schema.by_name[name]
            values[name], is_bad = storable(each, _in_type(found.column(name), each))
            if is_bad is not None:
                rejected[name] = is_bad
        lines = np.arange(self.first, self.first + len(found))
        table = Table(head.schema, head.file, pa.table(values), lines, rejected=rejected)
        if not rejected:
            return table
        texts = {name: pc.cast(_one(texts[name]), pa.string()) for name in rejected}
        return table.with_findings(list(malformed(table, texts)))

    def _read(self, names: Sequence[str]) -> pa.Table:
        schema = self.volume.schema
        listed = {name for name in names if _is_listed(schema.by_name[name])}
        folded = self._long(names)
        found = self._reader(listed | folded).read_row_group(
            self.index, columns=list(names), use_threads=False
        )
        found.validate(full=True)
        refuse_unfolding(found, self.volume.file)
        return decoded(found.select(list(names)), folded - listed)

    def _reader(self, dictionaries: Collection[str]) -> pq.ParquetFile:
        return pq.ParquetFile(
            self.volume.path,
            metadata=self.footer,
            read_dictionary=list(dictionaries),
            pre_buffer=False,
        )

    def _long(self, names: Sequence[str]) -> set[str]:
        """The columns whose longest text would be too much if every row had it."""
        group = self.footer.row_group(self.index)
        columns = [group.column(at) for at in range(group.num_columns)]
        suspects = [
            each.path_in_schema
            for each in columns
            if each.path_in_schema in names
            and each.physical_type == "BYTE_ARRAY"
            and each.has_dictionary_page
        ]
        first = self._reader(suspects).iter_batches(1, [self.index], suspects, use_threads=False)
        for row in first if suspects else ():
            longest = {
                name: pc.max(pc.binary_length(row.column(name).dictionary)).as_py() or 0
                for name in suspects
            }
            return {
                name for name in suspects if longest[name] * group.num_rows > parquet_file.MAX_TEXT
            }
        return set()


def _is_listed(each: Any) -> bool:
    """Whether the texts of a column come from a closed list, and so stand in many rows."""
    is_text = each.type == "string"
    has_list = "enum" in each.constraints or "dimension" in each.descriptor
    return is_text and (has_list or each.vocabulary is not None)


def _in_type(column: pa.ChunkedArray, each: Any) -> pa.Array:
    values = _one(column)
    if isinstance(values, pa.DictionaryArray):
        return values
    return values.cast(arrow_type(each)) if values.type != arrow_type(each) else values


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _unreadable(error: Exception, file: str) -> CannotJudge:
    reason = str(error).splitlines()[0][:200]
    advice = "Run evitab build."
    return CannotJudge(f"not readable as Parquet: {reason}", file=file, advice=advice)
