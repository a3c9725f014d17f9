"""Exports for the tests: what each tool reads of a file, row by row, as the package has it."""

from __future__ import annotations

import datetime
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl

import evitab
from evitab.export.form import Form
from evitab.standard import TableSchema, standard

Rows = list[dict[str, Any]]
_CONTROL = re.compile(r"_x(00(?:0[0-8BCEF]|1[0-9A-F]))_")


def rows_of_package(package: evitab.Package, table: str) -> Rows:
    """The rows of a table as Python's own values."""
    return package.to_arrow(table).to_pylist()


def schema_of(package: evitab.Package, table: str) -> TableSchema:
    """The standard's schema of a package's table."""
    return standard().profiles[package.profile].by_name[table]


def from_duckdb(place: Path, schema: TableSchema) -> Rows:
    with duckdb.connect(str(place), read_only=True) as connection:
        return _rows(connection.execute(f'SELECT * FROM "{schema.name}"'))


def from_sqlite(place: Path, schema: TableSchema) -> Rows:
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
        return [
            typed(row, schema)
            for row in _rows(connection.execute(f'SELECT * FROM "{schema.name}"'))
        ]


def from_xlsx(place: Path, schema: TableSchema) -> Rows:
    head, *rows = openpyxl.load_workbook(place)[schema.name].iter_rows()
    names = [cell.value for cell in head]
    cells = [[cell.value for cell in row] for row in rows]
    return [
        {name: _from_cell(value) for name, value in zip(names, row, strict=True)} for row in cells
    ]


def from_parquet(place: Path, schema: TableSchema) -> Rows:
    return pl.read_parquet(place / f"{schema.name}.parquet").to_dicts()


def from_jsonl(place: Path, schema: TableSchema) -> Rows:
    with (place / f"{schema.name}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        return [typed(json.loads(line), schema) for line in lines]


READERS: Mapping[Form, Callable[[Path, TableSchema], Rows]] = {
    Form.DUCKDB: from_duckdb,
    Form.SQLITE: from_sqlite,
    Form.XLSX: from_xlsx,
    Form.PARQUET: from_parquet,
    Form.JSONL: from_jsonl,
}


def typed(row: dict[str, Any], schema: TableSchema) -> dict[str, Any]:
    """A row in which days are text, and perhaps booleans 0 and 1, with values of its types."""
    return {name: _typed(value, schema.by_name[name].type) for name, value in row.items()}


def _typed(value: Any, kind: str) -> Any:
    if value is not None and kind == "date":
        return datetime.date.fromisoformat(value)
    if kind == "boolean" and value in {0, 1} and value is not None:
        return bool(value)
    return value


def _rows(cursor: Any) -> Rows:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _from_cell(value: Any) -> Any:
    """Excel knows no day without a time; openpyxl leaves control characters escaped."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str):
        return _CONTROL.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def cells(rows: Rows) -> Iterator[tuple[str, Any, type]]:
    """Each value with its column and type; Excel's only numbers are floats."""
    for row in rows:
        for name, value in row.items():
            yield name, value, float if type(value) is int else type(value)
