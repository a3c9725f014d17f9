"""A package as a folder of Parquet or JSON Lines, with a Data Package descriptor over them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

from evitab.export.form import DESCRIPTOR
from evitab.package import Contents, Medium
from evitab.package.descriptor import as_json, descriptor
from evitab.package.writing import by_key, parquet_bytes

_JSON_LINES = {"format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"}


def parquet_files(contents: Contents) -> dict[str, bytes]:
    """One typed and described Parquet file for each table, and the descriptor."""
    files = {
        name: parquet_bytes(table.schema, table.data) for name, table in contents.tables.items()
    }
    return _described(contents, files, "parquet", {})


def json_files(contents: Contents) -> dict[str, bytes]:
    """One file for each table, one row a line: numbers are numbers, a null is null, a day is text
    like 2026-11-22. The descriptor tells types and keys.
    """
    files = {name: b"".join(_lines(contents, name)) for name in contents.tables}
    return _described(contents, files, "jsonl", _JSON_LINES)


def _lines(contents: Contents, name: str) -> Iterator[bytes]:
    table = contents.tables[name]
    for row in by_key(table.schema, table.data).to_pylist():
        plain = {key: _cell(value) for key, value in row.items()}
        yield f"{json.dumps(plain, ensure_ascii=False, allow_nan=False)}\n".encode()


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _described(
    contents: Contents, files: Mapping[str, bytes], ending: str, form: Mapping[str, str]
) -> dict[str, bytes]:
    """The files by their paths, beside the descriptor over them."""
    described = descriptor(contents, contents.standard, Medium.PARQUET, files)
    for resource in described["resources"]:
        resource |= {"path": f"{resource['name']}.{ending}", **form}
    tables = {f"{name}.{ending}": data for name, data in files.items()}
    return {DESCRIPTOR: as_json(described), **tables}
