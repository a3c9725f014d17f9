"""A package in one of the forms."""

from __future__ import annotations

from collections.abc import Mapping

from evitab.export.duckdb_file import duckdb_bytes
from evitab.export.excel import excel_bytes
from evitab.export.folders import json_files, parquet_files
from evitab.export.form import Form
from evitab.export.sqlite_file import sqlite_bytes
from evitab.package import Contents


def exported(contents: Contents, form: Form) -> bytes | Mapping[str, bytes]:
    """A package in a form: the bytes of its file, or the files of its folder by their names.

    Raises CannotJudge where a library is missing, or the tables do not fit the form.
    """
    match form:
        case Form.DUCKDB:
            return duckdb_bytes(contents)
        case Form.SQLITE:
            return sqlite_bytes(contents)
        case Form.XLSX:
            return excel_bytes(contents)
        case Form.PARQUET:
            return parquet_files(contents)
        case Form.JSONL:
            return json_files(contents)
