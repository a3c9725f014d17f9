"""A package in SQLite: strict types, keys that are kept, descriptions beside the columns."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

from evitab.export.sql import broken, constraints, keys_of, names, parents_first, quoted
from evitab.export.words import ABOUT, about, note
from evitab.package import Contents
from evitab.package.writing import by_key
from evitab.standard import Field

# A date has no type in SQLite; as text of this form its functions take it.
_TYPES = {
    "string": "TEXT",
    "number": "REAL",
    "integer": "INTEGER",
    "year": "INTEGER",
    "boolean": "INTEGER",
    "date": "TEXT",
}
_STRICT = " STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""


def sqlite_bytes(contents: Contents) -> bytes:
    """An SQLite database of a package's tables, as the bytes of its file.

    Raises CannotJudge where a row breaks a key. Rows may point to later ones of their own table, so
    keys are asked when a transaction ends.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        try:
            with connection:
                for name in parents_first(contents):
                    _put(connection, contents, name)
                _put_about(connection, contents)
        except sqlite3.IntegrityError as error:
            raise broken(contents, error) from None
        return connection.serialize()


def _put(connection: sqlite3.Connection, contents: Contents, name: str) -> None:
    schema = contents.schema(name)
    keys = constraints(schema, keys_of(contents, name), " DEFERRABLE INITIALLY DEFERRED")
    columns = [
        f"-- {note(field, schema, contents.tables)}\n  {_column(field)}" for field in schema.fields
    ]
    body = ",\n  ".join([*columns, *keys])
    description = " ".join(schema.description.split())
    connection.execute(f"CREATE TABLE {quoted(name)} ( -- {description}\n  {body}\n){_STRICT}")
    rows = by_key(schema, contents.tables[name].data)
    cells = [rows.column(field.name).to_pylist() for field in schema.fields]
    marks = ", ".join("?" * len(cells))
    order = names(tuple(field.name for field in schema.fields))
    values = ([_cell(value) for value in row] for row in zip(*cells, strict=True))
    connection.executemany(f"INSERT INTO {quoted(name)} {order} VALUES ({marks})", values)


def _put_about(connection: sqlite3.Connection, contents: Contents) -> None:
    connection.execute(f"CREATE TABLE {ABOUT} (property TEXT, value TEXT){_STRICT}")
    connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", about(contents))


def _column(field: Field) -> str:
    name = quoted(field.name)
    words = [name, _TYPES[field.type]]
    if field.is_required:
        words.append("NOT NULL")
    if field.type == "boolean":
        words.append(f"CHECK ({name} IN (0, 1))")
    if field.type == "date":
        # Only a date that is reckoned with is turned into one of the calendar.
        words.append(f"CHECK (date({name}, '+0 days') = {name})")
    return " ".join(words)


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
