"""The terminal, and values of strangers as it may show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

# A first column of keys or names is not folded.
_KEY = 60


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command; rich would exit with 1, which says that something was found."""
        raise BrokenPipeError


def console() -> Console:
    """The terminal, as wide as it is; colours only where they are wanted (NO_COLOR, a pipe)."""
    return _Terminal(highlight=False, soft_wrap=False)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]], *, limit: int = 400) -> Grid:
    """Lines in columns, under dim headings where there are any; so many characters of a cell."""
    table = Grid(box=None, padding=(0, 2, 0, 0), header_style="dim", show_header=bool(head))
    lines = [list(row) for row in rows]
    for index in range(max(map(len, [head, *lines]))):
        name = head[index] if head else ""
        colour = "cyan" if head and not index else ""
        is_short = not index and all(len(line[0]) <= _KEY for line in lines)
        table.add_column(name, overflow="fold", no_wrap=is_short, style=colour)
    for line in lines:
        table.add_row(*(Text(plain(cell, limit) if cell else "") for cell in line))
    return table


def plain(text: str, limit: int = 120) -> str:
    """A value from a file as safe, short text: no control characters, no escape sequences."""
    if text != text.strip() or not text:
        text = repr(text)
    shown = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:limit]
    )
    return shown if len(text) <= limit else f"{shown}… ({len(text):,} characters)"


def print_facts(facts: Sequence[tuple[str, str]], console: Console, style: str = "dim") -> None:
    """Print what is told under what is asked: a name, and a text that is folded beside it."""
    if not facts:
        return
    lines = Grid.grid(padding=(0, 2, 0, 0))
    lines.add_column(style=style, no_wrap=True)
    lines.add_column(overflow="fold")
    for name, text in facts:
        lines.add_row(name, Text(text))
    console.print(Padding(lines, (0, 0, 0, 2)))
