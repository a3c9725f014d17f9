"""What differs between two packages as Markdown for a changelog: row by row, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from evitab.changes import Diff, Verdict
from evitab.changes.model import TableDiff
from evitab.reporting.changes import bump_in_words, title, worst_first
from evitab.reporting.findings_page import markdown
from evitab.reporting.row_changes import RowGroup, RowLine, row_groups, shortened
from evitab.reporting.terminal import plain

_SHOWN = 200
_CELL = 200


def to_markdown(diff: Diff, verdict: Verdict, *, everything: bool) -> str:
    """An entry with its heading, ready to be put above the older ones."""
    return "\n".join([f"## {_text(title(diff))}", "", *entry(diff, verdict, everything=everything)])


def entry(diff: Diff, verdict: Verdict, *, everything: bool) -> list[str]:
    """The lines of an entry without its heading; lists are cut, and counted, unless `everything`
    is asked for.
    """
    lines = [f"**{_text(bump_in_words(verdict))}**", ""]
    for reason in verdict.forcing:
        where = f"{_code(reason.table)}: " if reason.table else ""
        lines.append(f"- {where}{_text(reason.what)} ({_text(reason.why)})")
    lines += [""] * bool(verdict.forcing)
    facts = verdict.about(None)
    if facts:
        lines += ["### Metadata", ""]
        lines += [f"- {reason.bump.name}: {_text(reason.what)}" for reason in facts]
        lines.append("")
    for table in worst_first(diff, verdict):
        lines += _table(table, verdict, None if everything else _SHOWN)
    return lines


def _table(table: TableDiff, verdict: Verdict, limit: int | None) -> Iterator[str]:
    yield from (f"### {_code(table.name)}", "")
    schema = verdict.about(table.name)
    for reason in schema:
        yield f"- {reason.bump.name}: {_text(reason.what)}"
    if schema:
        yield ""
    for group in row_groups(table, limit):
        yield from _group(group)


def _group(group: RowGroup) -> Iterator[str]:
    rows = "row" if group.number == 1 else "rows"
    yield from (f"{group.number:,} {rows} {group.title}:", "")
    if any(line.cells for line in group.lines):
        yield from ("| key | field | old | new |", "| --- | --- | --- | --- |")
        for line in group.lines:
            yield from _cells(line)
    else:
        yield from ("| key | row |", "| --- | --- |")
        yield from (f"| {_text(line.key)} | {_text(line.note)} |" for line in group.lines)
    if group.hidden > 0:
        yield from ("", f"… and {group.hidden:,} more.")
    yield ""


def _cells(line: RowLine) -> Iterator[str]:
    """A line for each cell; the key and what is to say of the row stand in the first."""
    first = f"{_text(line.key)}{f' ({_text(line.note)})' if line.note else ''}"
    for cell in line.cells:
        old, new = shortened(cell, _CELL)
        yield f"| {first} | {_code(cell.field)} | {_text(old)} | {_text(new)} |"
        first = ""


def _text(text: str) -> str:
    """Text that Markdown leaves as it is, on one line."""
    return markdown(plain(text, 2 * _CELL + 100))


def _code(name: str) -> str:
    return f"`{name}`" if name.isprintable() and not set("`|") & set(name) else _text(name)
