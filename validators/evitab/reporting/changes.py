"""What differs between two packages as text for a terminal: the summary and the worst first."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from evitab.changes import Bump, Diff, Reason, Verdict
from evitab.changes.model import TableDiff
from evitab.reporting.row_changes import RowLine, row_groups, shortened
from evitab.reporting.terminal import grid, plain

_SHOWN = 10
_CELL = 160
_COLOURS = {Bump.MAJOR: "red", Bump.MINOR: "yellow", Bump.PATCH: "blue", Bump.NONE: "dim"}
_MARKS = {"!": "bold red", "-": "red", "+": "green", "~": "yellow"}


def print_changes(diff: Diff, verdict: Verdict, console: Console, *, everything: bool) -> None:
    """Print what differs; long lists are cut, and counted, unless `everything` is asked for."""
    console.print(Text(title(diff), "bold"))
    console.print(Text(bump_in_words(verdict), f"bold {_COLOURS[verdict.bump]}"))
    if not diff:
        return
    _print_forcing(verdict, console, everything)
    tables = worst_first(diff, verdict)
    console.print()
    if tables:
        console.print(Padding(_summary(tables, verdict), (0, 0, 0, 2)))
    facts = verdict.about(None)
    if facts:
        console.print(Text("\nmetadata", "bold"))
        _print_reasons(facts, console, everything)
    for table in tables:
        _print_table(table, verdict, console, everything)


def to_text(diff: Diff, verdict: Verdict, *, everything: bool) -> str:
    """The same as a file holds it: plain text, 100 characters wide."""
    file = io.StringIO()
    console = Console(file=file, width=100, color_system=None, highlight=False)
    print_changes(diff, verdict, console, everything=everything)
    return re.sub(r" +\n", "\n", file.getvalue())


def title(diff: Diff) -> str:
    """The two packages by name and version."""
    sides = [
        " ".join(plain(text) for text in side.values() if text) for side in (diff.old, diff.new)
    ]
    return " → ".join(side or "a package without a name" for side in sides)


def bump_in_words(verdict: Verdict) -> str:
    """The bump, the version that it leads to, and whether the new package declares enough."""
    if verdict.bump is Bump.NONE:
        return "no version follows: metadata alone" if verdict.reasons else "no differences"
    if verdict.least is None:
        return verdict.bump.name
    least = f"{verdict.bump.name}: {verdict.old} leads to {verdict.least} or greater"
    if verdict.is_enough is None or verdict.is_enough:
        return least
    return f"{least}; {verdict.new} is too small"


def worst_first(diff: Diff, verdict: Verdict) -> list[TableDiff]:
    """The tables that differ, those that ask for most first."""
    return sorted(diff.tables, key=lambda table: -verdict.asked_by(table.name))


def _print_forcing(verdict: Verdict, console: Console, everything: bool) -> None:
    shown = verdict.forcing if everything else verdict.forcing[:_SHOWN]
    for reason in shown:
        where = f"{reason.table}: " if reason.table else ""
        text = Text(f"  {plain(where + reason.what, 300)}")
        console.print(text.append(f" ({reason.why})", "dim"))
    _print_hidden(len(verdict.forcing) - len(shown), console)


def _summary(tables: list[TableDiff], verdict: Verdict) -> Grid:
    rows = [
        (table.name, *_numbers(table, verdict), verdict.asked_by(table.name).name)
        for table in tables
    ]
    head = ("table", "rows", "+", "−", "~", "reused", "schema", "asks for")
    return grid(head, rows)


def _numbers(table: TableDiff, verdict: Verdict) -> list[str]:
    """How many rows there are, came, went, changed, mean something else; changes of the schema."""
    rows, is_there = table.rows, table.status == "changed"
    numbers = map(len, (rows.added, rows.removed, rows.corrected, rows.reused))
    schema = len(verdict.about(table.name)) if is_there else 0
    shown = [f"{number:,}" if number else "·" for number in (*numbers, schema)]
    return [_count(table) if is_there else table.status.value, *shown]


def _count(table: TableDiff) -> str:
    before, after = table.rows.before, table.rows.after
    return f"{after:,}" if before == after else f"{before:,} → {after:,}"


def _print_table(table: TableDiff, verdict: Verdict, console: Console, everything: bool) -> None:
    heading = Text(f"\n{plain(table.name)}", "bold")
    if table.status != "changed":
        heading.append(f"  {table.status}", "dim")
    console.print(heading)
    _print_reasons(verdict.about(table.name), console, everything)
    for group in row_groups(table, None if everything else _SHOWN):
        for line in group.lines:
            _print_row(line, console)
        _print_hidden(group.hidden, console, f" {group.title}")


def _print_reasons(reasons: list[Reason], console: Console, everything: bool) -> None:
    shown = reasons if everything else reasons[:_SHOWN]
    lines = Grid.grid(padding=(0, 2, 0, 0))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for reason in shown:
        name = Text(reason.bump.name.lower(), _COLOURS[reason.bump])
        lines.add_row(name, Text(plain(reason.what, 300)))
    if shown:
        console.print(Padding(lines, (0, 0, 0, 2)))
    _print_hidden(len(reasons) - len(shown), console)


def _print_row(line: RowLine, console: Console) -> None:
    head = Grid.grid(padding=(0, 2, 0, 0))
    head.add_column(no_wrap=True)
    head.add_column(style="dim" if line.mark in "+-" else "red", overflow="fold")
    key = Text(f"{line.mark} ", _MARKS[line.mark]) + Text(plain(line.key, 80), "cyan")
    head.add_row(key, Text(plain(line.note, _CELL) if line.note else ""))
    console.print(Padding(head, (0, 0, 0, 2)))
    cells = Grid.grid(padding=(0, 2, 0, 0))
    cells.add_column(style="dim", no_wrap=True)
    cells.add_column(overflow="fold")
    for cell in line.cells:
        old, new = shortened(cell, _CELL)
        row = (
            Text(plain(old, 2 * _CELL), "red") + Text(" → ") + Text(plain(new, 2 * _CELL), "green")
        )
        cells.add_row(plain(cell.field), row)
    if line.cells:
        console.print(Padding(cells, (0, 0, 0, 6)))


def _print_hidden(number: int, console: Console, what: str = "") -> None:
    if number > 0:
        console.print(Text(f"  … and {number:,} more{what}; --all shows them", "dim"))
