"""The tables of a package as data that the page shows when it is asked to."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from evitab.package import Table
from evitab.reporting.findings_page import wanted
from evitab.reporting.html.subject import Subject
from evitab.standard import Field, Standard, TableSchema

_NUMBERS = {"integer", "number", "year"}
_COMPACT: Any = {"separators": (",", ":"), "allow_nan": False}


def data_blocks(subject: Subject) -> Iterator[tuple[str, Markup]]:
    """For each table its name and itself as JSON that no text can break out of."""
    for name, table in subject.contents.tables.items():
        yield name, embedded(_table(table, subject.standard))


def embedded(value: Any) -> Markup:
    """A value as JSON for a `<script>`: no `<`, `>`, `&` or character beyond ASCII is left bare."""
    return htmlsafe_json_dumps(value, dumps=lambda each, **_: json.dumps(each, **_COMPACT))


def _table(table: Table, standard: Standard) -> dict[str, Any]:
    schema = table.schema
    names = table.data.column_names
    fields = [schema.by_name[name] for name in names]
    columns = [_cells(field, table) for field in fields]
    return {
        "title": schema.title,
        "description": schema.description,
        "key": list(schema.primary_key),
        "columns": [
            _column(field, schema, standard) | _sentences(field, schema, cells)
            for field, cells in zip(fields, columns, strict=True)
        ],
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }


def _sentences(field: Field, schema: TableSchema, cells: list[Any]) -> dict[str, Any]:
    """The rules of findings in words, as terms: what should hold."""
    if field.name != "rule" or schema.name not in {"findings", "appraisals"}:
        return {}
    return {"terms": {rule: wanted(rule) for rule in sorted({str(cell) for cell in cells})}}


def _column(field: Field, schema: TableSchema, standard: Standard) -> dict[str, Any]:
    facts = field.descriptor
    column: dict[str, Any] = {
        "name": field.name,
        "title": facts.get("title", field.name),
        "description": facts.get("description", ""),
        "isNumber": field.type in _NUMBERS,
    }
    for key in schema.foreign_keys:
        if key.fields == (field.name,):
            column["table"] = key.table
    if terms := standard.vocabularies.get(field.vocabulary or ""):
        column["terms"] = {term.code: term.label for term in terms.values()}
    return column


def _cells(field: Field, table: Table) -> list[Any]:
    return [_cell(value) for value in table.data.column(field.name).to_pylist()]


def _cell(value: Any) -> Any:
    """A cell as JSON has it; what JSON has no form for is text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
