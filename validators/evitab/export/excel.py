"""A package as an Excel workbook: typed cells, filters, notes, nothing that a sheet would run."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from evitab.export.words import ABOUT, about, note
from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.package.extras import needed
from evitab.package.writing import by_key
from evitab.standard import TableSchema

# What Excel holds: characters (of UTF-16) in a cell, rows in a sheet. It knows no earlier day.
_LONGEST = 32_767
_ROWS = 1_048_576
_FIRST_DAY = date(1900, 3, 1)
_WIDEST = 60
# Text that a spreadsheet would take for a formula once somebody edits the cell or pastes it.
_RUNS = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")


def excel_bytes(contents: Contents) -> bytes:
    """A workbook of a package's tables, one sheet each behind one that says what it is.

    Text is written as text, whatever it begins with, and stays text when a cell is edited. Raises
    CannotJudge where a cell or a table is too large for Excel.
    """
    file = io.BytesIO()
    with needed("xlsxwriter").Workbook(file, {"in_memory": True}) as book:
        facts = contents.dataset.facts
        book.set_properties({"title": facts["title"], "comments": facts["description"]})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@", "quote_prefix": True}),
        }
        _put_about(book.add_worksheet(ABOUT), contents, styles)
        for name in contents.tables:
            _put(book.add_worksheet(name), contents, name, styles)
    return file.getvalue()


def _put_about(sheet: Any, contents: Contents, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 100)
    told = about(contents)
    for row, (name, value) in enumerate(told):
        sheet.write_string(row, 0, name, styles["head"])
        sheet.write_string(row, 2, value, styles["wrap"])
    start = len(told) + 1
    for column, head in enumerate(("table", "rows", "what one row is")):
        sheet.write_string(start, column, head, styles["head"])
    for row, (name, table) in enumerate(contents.tables.items(), start + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_number(row, 1, len(table.data))
        sheet.write_string(row, 2, table.schema.description, styles["wrap"])


def _put(sheet: Any, contents: Contents, name: str, styles: dict[str, Any]) -> None:
    table = contents.tables[name]
    schema, rows = table.schema, by_key(table.schema, table.data)
    if len(rows) >= _ROWS:
        raise _too_large(contents, f"{name} has {len(rows):,} rows, more than a sheet holds")
    _put_header(sheet, schema, contents, styles)
    for place, field in enumerate(schema.fields):
        cells = rows.column(field.name).to_pylist()
        widest = max([len(field.name) + 4, *(len(str(cell)) + 1 for cell in cells if cell)])
        sheet.set_column(place, place, min(widest, _WIDEST))
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, str) and len(cell.encode("utf-16-le")) > 2 * _LONGEST:
                where = f"row {row} of {name} has a longer {field.name} than a cell holds"
                raise _too_large(contents, where)
            _put_cell(sheet, row, place, cell, styles)
    sheet.autofilter(0, 0, len(rows), len(schema.fields) - 1)
    sheet.freeze_panes(1, 1)


def _put_header(
    sheet: Any, schema: TableSchema, contents: Contents, styles: dict[str, Any]
) -> None:
    for place, field in enumerate(schema.fields):
        sheet.write_string(0, place, field.name, styles["head"])
        words = f"{field.descriptor['title']}: {note(field, schema, contents.tables)}"
        sheet.write_comment(
            0, place, words, {"author": "evitab", "x_scale": 2.2, "y_scale": 1.6, "font_size": 9}
        )


def _put_cell(sheet: Any, row: int, place: int, cell: Any, styles: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, place, cell)
    elif isinstance(cell, date) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, place, cell, styles["day"])
    else:
        text = str(cell)
        sheet.write_string(row, place, text, styles["text"] if _RUNS.match(text) else None)


def _too_large(contents: Contents, what: str) -> CannotJudge:
    advice = "Export to duckdb, sqlite, parquet or jsonl."
    return CannotJudge(f"too large for Excel: {what}", file=contents.dataset.name, advice=advice)
