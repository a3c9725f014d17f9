"""Tables of a package as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table as Grid

from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.reporting.text import grid


def package_view(contents: Contents) -> Grid:
    """The tables of a package, with their sizes and what one row of them is."""
    rows = [
        (name, str(len(table.data)), table.schema.description)
        for name, table in contents.tables.items()
    ]
    rows += [(name, "?", str(error)) for name, error in contents.errors.items()]
    return grid(("table", "rows", "what it holds"), rows)


def table_view(contents: Contents, name: str, width: int) -> RenderableType:
    """The rows of a table, as lines in columns where that fits the width, else one by one.

    Columns without any value are left out. Raises CannotJudge where the package has no such
    table or it cannot be read.
    """
    if name in contents.errors:
        raise contents.errors[name]
    if name not in contents.tables:
        known = ", ".join(contents.names)
        raise CannotJudge("no such table", file=name, advice=f"The package has {known}.")
    table = contents.tables[name]
    filled = [
        column
        for column in table.data.column_names
        if table.data.column(column).null_count < len(table.data)
    ]
    rows = [
        [table.text_of(row, column) or "" for column in filled] for row in range(len(table.data))
    ]
    cells = zip(filled, *rows, strict=True)
    needed = sum(max(map(len, column)) + 2 for column in cells)
    return grid(filled, rows) if needed <= width else Group(*_records(filled, rows))


def _records(columns: list[str], rows: list[list[str]]) -> Iterator[RenderableType]:
    for row in rows:
        yield grid((), [pair for pair in zip(columns, row, strict=True) if pair[1]])
        yield ""
