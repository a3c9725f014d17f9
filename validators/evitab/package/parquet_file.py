"""A table from a Parquet file, whose columns must have the schema's types."""

from __future__ import annotations

from collections.abc import Collection
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

    A column of another type is a finding, and is left out.
    """
    found = read_columns(data, file, [f.name for f in schema.fields if f.type == "string"])
    names = found.column_names
    findings = [*header_findings(names, file, schema), *no_rows(len(found), file, schema)]
    columns: dict[str, pa.ChunkedArray] = {}
    for field in schema.fields:
        if field.name not in names:
            continue
        column = found.column(field.name)
        kind = arrow_type(field)
        if is_same(column.type, kind):
            columns[field.name] = column.cast(kind)
        else:
            findings.append(wrong_type(file, schema, field.name, column.type))
    lines = np.arange(1, len(found) + 1)
    table = storable_rows(Table(schema, file, pa.table(columns), lines))
    return replace(table.with_findings(findings), is_whole=len(found) > 0)


def read_columns(data: bytes, file: str, text: Collection[str] | None = None) -> pa.Table:
    """The columns of a Parquet file as they are, but those of `text` (None: all that hold text)
    as dictionaries, in which a long text that stands in many rows takes little room.

    Raises CannotJudge where the file is damaged, unfolds into more than memory should hold or has
    a column twice.
    """
    try:
        present = pq.read_schema(pa.BufferReader(data))
        names = names_of(present, file)
        if text is None:
            text = [field.name for field in present if is_text(field.type)]
        # What is nested has no column of its name.
        nested = {field.name for field in present if pa.types.is_nested(field.type)}
        folded = [name for name in text if name in names and name not in nested]
        reader = pq.ParquetFile(pa.BufferReader(data), read_dictionary=folded)
        _refuse_bomb(reader.metadata, file)
        found = reader.read()
        found.validate(full=True)
        refuse_unfolding(found, file)
    except UNREADABLE as error:
        raise unreadable(error, file) from None
    return found


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
