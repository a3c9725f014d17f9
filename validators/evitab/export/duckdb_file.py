"""A package in DuckDB: typed tables with their keys, columns with their descriptions."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from evitab.columns import arrow_schema
from evitab.export.form import Form, refuse_taken
from evitab.export.sql import broken, constraints, keys_of, parents_first, quoted
from evitab.export.words import ABOUT, about, note
from evitab.package import Contents
from evitab.package.extras import needed
from evitab.package.writing import by_key, write_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "year": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
# The smallest blocks that there are: a column takes one at least, and most tables are small.
_SMALL = {"default_block_size": "16384"}


def duckdb_bytes(contents: Contents, *, with_about: bool = True) -> bytes:
    """A DuckDB database of a package's tables, as the bytes of its file."""
    duckdb = needed("duckdb")
    with TemporaryDirectory(prefix="evitab-") as folder:
        place = Path(folder) / "package.duckdb"
        with duckdb.connect(str(place), config=_SMALL) as connection:
            _fill(connection, contents)
            if with_about:
                connection.execute(f"CREATE TABLE {ABOUT} (property VARCHAR, value VARCHAR)")
                connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", about(contents))
        return place.read_bytes()


def connected(contents: Contents, path: Path | None) -> DuckDBPyConnection:
    """A connection to a new DuckDB database of a package's tables: in memory, or in a new file.

    Raises CannotJudge where the file is there already, and where rows break a key.
    """
    duckdb = needed("duckdb")
    if path is None:
        connection = duckdb.connect()
        _fill(connection, contents)
        return connection
    refuse_taken(path, Form.DUCKDB, force=False)
    write_files({path: duckdb_bytes(contents, with_about=False)})
    return duckdb.connect(str(path))


def _fill(connection: DuckDBPyConnection, contents: Contents) -> None:
    """Put a package's tables into a database, all or none.

    Raises CannotJudge where a row breaks a key. A key to the same table is a comment alone: DuckDB
    wants the row that is pointed to in an earlier statement.
    """
    duckdb = needed("duckdb")
    connection.begin()
    try:
        for name in parents_first(contents):
            _create(connection, contents, name)
            _insert(connection, contents, name)
    except duckdb.ConstraintException as error:
        connection.rollback()
        raise broken(contents, error) from None
    connection.commit()


def _create(connection: DuckDBPyConnection, contents: Contents, name: str) -> None:
    schema = contents.schema(name)
    keys = [key for key in keys_of(contents, name) if key.table != name]
    columns = [
        f"{quoted(field.name)} {_TYPES[field.type]}{' NOT NULL' if field.is_required else ''}"
        for field in schema.fields
    ]
    table = quoted(name)
    connection.execute(
        f"CREATE TABLE {table} ({', '.join([*columns, *constraints(schema, keys)])})"
    )
    connection.execute(f"COMMENT ON TABLE {table} IS {_text(schema.description)}")
    for field in schema.fields:
        said = _text(note(field, schema, contents.tables))
        connection.execute(f"COMMENT ON COLUMN {table}.{quoted(field.name)} IS {said}")


def _insert(connection: DuckDBPyConnection, contents: Contents, name: str) -> None:
    schema = contents.schema(name)
    rows: pa.Table = by_key(schema, contents.tables[name].data).cast(arrow_schema(schema))
    connection.register("evitab_rows", rows)
    connection.execute(f"INSERT INTO {quoted(name)} SELECT * FROM evitab_rows")
    connection.unregister("evitab_rows")


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
