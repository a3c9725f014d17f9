"""Tables of a package as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean
from evitab.package import Contents, Table
from evitab.reporting.terminal import grid

# So many characters a column needs at least that is folded.
_LEAST = 30


def package_view(contents: Contents) -> Grid:
    """The tables of a package, with their sizes and what one row of them is."""
    rows = [
        (name, str(len(table.data)), table.schema.description)
        for name, table in contents.tables.items()
    ]
    rows += [(name, "?", str(error)) for name, error in contents.errors.items()]
    return grid(("table", "rows", "what it holds"), rows)


def table_of(contents: Contents, name: str) -> Table:
    """A table of a package; raises CannotJudge, with the nearest name, where it has none such or
    the table cannot be read.
    """
    if name in contents.errors:
        raise contents.errors[name]
    if name not in contents.tables:
        question = did_you_mean(name, contents.names)
        advice = question or f"The package has {', '.join(contents.names)}."
        raise CannotJudge("the package has no such table", file=name, advice=advice)
    return contents.tables[name]


def table_view(table: Table, fields: Sequence[str], width: int) -> RenderableType:
    """Rows of a table, as lines in columns where that fits the width, else one by one.

    Without `fields` all are shown but those that are empty in every row.
    """
    filled = list(fields) or [
        column
        for column in table.data.column_names
        if table.data.column(column).null_count < len(table.data)
    ]
    rows = [
        [table.text_of(row, column) or "" for column in filled] for row in range(len(table.data))
    ]
    if not rows:
        return Text(f"no row of {table.name}", "dim")
    return in_columns(filled, rows, width)


def in_columns(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> RenderableType:
    """Lines in columns where that fits the width, else one by one, cell under cell."""
    needed = [max(map(len, column)) + 2 for column in zip(head, *rows, strict=True)]
    # One long column can be folded; several would leave nothing in line.
    folded = sum(needed) - max(needed) + _LEAST
    return grid(head, rows) if min(sum(needed), folded) <= width else _records(head, rows)


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Group:
    pairs = ([pair for pair in zip(columns, row, strict=True) if pair[1]] for row in rows)
    return Group(*(each for row in pairs for each in (grid((), row), "")))
