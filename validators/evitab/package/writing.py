"""Tables as bytes, and files written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.columns import arrow_schema
from evitab.columns.lexical import as_text
from evitab.finding import CannotJudge
from evitab.standard import TableSchema

# What a file or a folder is called, with the number of the process, until it is whole.
UNFINISHED = ".evitab-unfinished-"
# As many rows of a row group as one core judges at a time; near what DuckDB itself writes.
GROUP_ROWS = 131_072
# So often a value stands where a dictionary of values is quicker to read than they are themselves.
_REPEATED = 4


def csv_bytes(schema: TableSchema, data: pa.Table) -> bytes:
    """A table as CSV: UTF-8, line feeds, quotes only where they are needed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(schema.by_name)
    missing = schema.missing_values[0]
    columns = [data.column(name).to_pylist() for name in schema.by_name]
    for row in zip(*columns, strict=True) if len(data) else ():
        writer.writerow([missing if value is None else as_text(value) for value in row])
    return text.getvalue().encode()


def parquet_bytes(schema: TableSchema, data: pa.Table) -> bytes:
    """A table as Parquet: typed, described, sorted by key; the same bytes for the same values
    wherever the same version of pyarrow writes them.
    """
    sink = io.BytesIO()
    table = by_key(schema, data).cast(arrow_schema(schema))
    pq.write_table(table, sink, row_group_size=GROUP_ROWS, **parquet_options(table))
    return sink.getvalue()


def parquet_options(table: pa.Table) -> dict[str, Any]:
    """How pyarrow writes a table as Parquet, or one that goes on as `table` begins: a dictionary
    of values for the columns whose values repeat, which keys and free text do not.

    A dictionary that most rows add to is read slower than plain text, and tells no reader how
    much the text of a column unfolds to; plain text does.
    """
    repeated = [
        name
        for name, values in zip(table.column_names, table.columns, strict=True)
        if pc.count_distinct(values, mode="all").as_py() * _REPEATED <= len(values)
    ]
    return {"compression": "zstd", "version": "2.6", "use_dictionary": repeated}


def by_key(schema: TableSchema, data: pa.Table) -> pa.Table:
    """The rows of a table in the order of its primary key."""
    return data.sort_by([(name, "ascending") for name in schema.primary_key])


def fresh(path: Path, data: bytes | None) -> bool:
    """Whether a file holds just these bytes; None: whether there is no such file.

    Raises CannotJudge where something else than a plain file stands there.
    """
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return data is None
    if not stat.S_ISREG(kind):
        raise CannotJudge("not a plain file", file=str(path), advice="Remove it, then build.")
    return path.read_bytes() == data


def write_files(files: Mapping[Path, bytes | None]) -> None:
    """Write files, and remove those whose bytes are None, so that each is whole whatever happens.

    All of them are written beside their places first and only then put there: a disk that is
    full or a process that is killed leaves each file as it was or as it should be. What a
    killed process left beside is removed.
    """
    for folder in {path.parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob(f"{UNFINISHED}*"):
            if not is_running(leftover.name.removeprefix(UNFINISHED).partition("-")[0]):
                leftover.unlink(missing_ok=True)
    with ExitStack() as cleanup:
        beside = {path: path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}") for path in files}
        for path, data in files.items():
            if data is not None:
                cleanup.callback(beside[path].unlink, missing_ok=True)
                write_durably(beside[path], data)
        for path, data in files.items():
            if data is None:
                path.unlink(missing_ok=True)
            else:
                beside[path].replace(path)


def is_running(process: str) -> bool:
    """Whether another process, by its number, is still at work on its unfinished files."""
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(process) != os.getpid()


def write_durably(path: Path, data: bytes) -> None:
    """Write a file, and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
