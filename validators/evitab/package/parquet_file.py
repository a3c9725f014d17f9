"""A table from a Parquet file, whose columns must have the schema's types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.columns import arrow_type
from evitab.columns.storable import storable
from evitab.finding import CannotJudge, Finding
from evitab.package.shape import header_findings, malformed, no_rows
from evitab.package.table import Table
from evitab.standard import TableSchema

MAX_ROWS = 100_000_000
_MAX_BYTES = 8_000_000_000
MAX_TEXT = 1_000_000_000
# What pyarrow raises for a file that it cannot read; the last for the name of a column.
UNREADABLE = (pa.ArrowException, OSError, UnicodeDecodeError)


def read_parquet(data: bytes, file: str, schema: TableSchema) -> Table:
    """Turn the bytes of a Parquet file into a table; raises CannotJudge as `read_columns` does.

    A column of another type, or that the schema does not have, is a finding, and is not read.
    """
    present = _schema_of(data, file)
    names: list[str] = present.names
    kept, others = [], []
    for field in schema.fields:
        if field.name not in names:
            continue
        kind = present.field(field.name).type
        if is_same(kind, arrow_type(field)):
            kept.append(field)
        else:
            others.append(wrong_type(file, schema, field.name, kind))
    found = read_columns(data, file, [field.name for field in kept])
    findings = [*header_findings(names, file, schema), *no_rows(len(found), file, schema), *others]
    columns = {field.name: found.column(field.name).cast(arrow_type(field)) for field in kept}
    lines = np.arange(1, len(found) + 1)
    table = storable_rows(Table(schema, file, pa.table(columns), lines))
    return replace(table.with_findings(findings), is_whole=len(found) > 0)


def read_columns(data: bytes, file: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Columns of a Parquet file (None: all) as they are, but text as dictionaries, in which a long
    one that stands in many rows takes little room.

    Raises CannotJudge where the file is damaged, unfolds into more than memory should hold or has
    a column twice.
    """
    present = _schema_of(data, file)
    wanted = present.names if columns is None else columns
    try:
        folded = [name for name in wanted if is_text(present.field(name).type)]
        reader = pq.ParquetFile(pa.BufferReader(data), read_dictionary=folded)
        _refuse_bomb(reader.metadata, file)
        found = reader.read(columns)
        found.validate(full=True)
        refuse_unfolding(found, file)
    except UNREADABLE as error:
        raise unreadable(error, file) from None
    return found


def _schema_of(data: bytes, file: str) -> pa.Schema:
    """The columns of a file, each of a name of its own."""
    try:
        schema = pq.read_schema(pa.BufferReader(data))
        names_of(schema, file)
    except UNREADABLE as error:
        raise unreadable(error, file) from None
    return schema


def unreadable(error: Exception, file: str, advice: str = "Run evitab build.") -> CannotJudge:
    """What pyarrow says of a file that it cannot read, the same however it is read."""
    # Before it stands in which column, and as what that was read.
    reason = str(error).partition("\n")[0].rpartition("Invalid: ")[2][:200]
    return CannotJudge(f"not readable as Parquet: {reason}", file=file, advice=advice)


def names_of(schema: pa.Schema, file: str) -> list[str]:
    """The columns of a Parquet file; raises CannotJudge where two have one name."""
    names: list[str] = schema.names
    if len(set(names)) < len(names):
        raise CannotJudge("a column stands twice", file=file, advice="Run evitab build.")
    return names


def storable_rows(table: Table) -> Table:
    """The same table without the values that no CSV file could hold, which are findings."""
    values, rejected = {}, {}
    for name in table.data.column_names:
        values[name], is_bad = storable(table.schema.by_name[name], table.column(name))
        if is_bad is not None:
            rejected[name] = is_bad
    if not rejected:
        return table
    clean = replace(table, data=pa.table(values), rejected=rejected)
    texts = {name: pc.cast(table.column(name), pa.string()) for name in rejected}
    return clean.with_findings(list(malformed(clean, texts)))


def _refuse_bomb(metadata: pq.FileMetaData, file: str) -> None:
    """A small file can claim to unfold into more than memory holds."""
    unfolded = sum(
        metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)
    )
    if metadata.num_rows > MAX_ROWS or unfolded > _MAX_BYTES:
        raise CannotJudge(
            f"{metadata.num_rows:,} rows that unfold to {unfolded:,} bytes, more than is read",
            file=file,
            advice="Split the table.",
        )


def refuse_unfolding(table: pa.Table, file: str, advice: str = "Split the table.") -> None:
    """Raise CannotJudge where one long text, said once and pointed to by every row, would unfold
    into all of memory.
    """
    for column in table.columns:
        if not pa.types.is_dictionary(column.type):
            continue
        for chunk in column.chunks:
            lengths = pc.binary_length(chunk.dictionary)
            refuse_text(pc.sum(lengths.take(chunk.indices)).as_py() or 0, file, advice)


def refuse_text(unfolded: int, file: str, advice: str = "Split the table.") -> None:
    """Raise CannotJudge where so many bytes of text are more than is read of a column."""
    if unfolded > MAX_TEXT:
        raise CannotJudge(
            f"a column that unfolds to more than {MAX_TEXT:,} bytes of text",
            file=file,
            advice=advice,
        )


def is_same(found: pa.DataType, kind: pa.DataType) -> bool:
    """Whether every value of a type is a value of the other, unchanged."""
    if pa.types.is_dictionary(found):
        found = found.value_type
    if pa.types.is_string(kind):
        return is_text(found)
    if pa.types.is_int64(kind):
        return bool(pa.types.is_signed_integer(found))
    return bool(found.equals(kind))


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is text, however it is laid out."""
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def wrong_type(file: str, schema: TableSchema, name: str, found: pa.DataType) -> Finding:
    """A column of another type than the schema's, as a finding."""
    kind = arrow_type(schema.by_name[name])
    found = found.value_type if pa.types.is_dictionary(found) else found
    return Finding(
        rule="type",
        file=file,
        expected=f"a column of type {kind}",
        advice="Run evitab build.",
        table=schema.name,
        field=name,
        value=f"a column of type {found}",
    )
