"""How much of a source the rows carry, section by section, as a terminal shows it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from evitab.grounding import Coverage, Share
from evitab.reporting.passages import BEFORE
from evitab.reporting.terminal import plain
from evitab.reporting.verdicts import count

_COUNTS = ("figures", "carried", "excused")
# On fewer columns the names of sections fold into single words.
_WIDE = 76


def coverage_view(coverages: list[Coverage], width: int) -> RenderableType:
    """For each section, how much of it lies in passages and how many figures are carried: as lines
    in columns where the width has room for them.
    """
    shares = [
        (share.section or BEFORE, share) for coverage in coverages for share in coverage.shares
    ]
    shares += [("all", coverage.total) for coverage in coverages]
    return _in_columns(shares) if width >= _WIDE else _one_by_one(shares)


def _in_columns(shares: list[tuple[str, Share]]) -> Grid:
    table = Grid(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("section", overflow="fold", ratio=1)
    for name in ("characters", "in passages", *_COUNTS):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("missing", overflow="fold", style="bold red", min_width=7)
    for name, share in shares:
        numbers = [f"{share.characters:,}", _in_passages(share), *map(str, _counts(share))]
        cells = [plain(name, 200), *numbers, _missing(share)]
        table.add_row(*map(Text, cells), style="bold" if name == "all" else "")
    return table


def _one_by_one(shares: list[tuple[str, Share]]) -> Group:
    lines: list[RenderableType] = []
    for name, share in shares:
        figures, carried, excused = _counts(share)
        counts = f"{count(figures, 'figure')}, {carried} carried, {excused} excused"
        passages = f"{share.characters:,} characters, {_in_passages(share)} in passages"
        lines.append(Text(plain(name, 200), "bold"))
        lines += [Padding(Text(line), (0, 0, 0, 2)) for line in (passages, counts)]
        if share.missing:
            lines.append(Padding(Text(f"missing {_missing(share)}", "bold red"), (0, 0, 0, 2)))
    return Group(*lines)


def _in_passages(share: Share) -> str:
    part = share.in_passages / share.characters if share.characters else 1.0
    # Only what is whole is shown as 100 %.
    return "100 %" if part == 1 else f"{min(100 * part, 99.9):.1f} %"


def _counts(share: Share) -> tuple[int, int, int]:
    return share.figures, share.carried, share.excused


def _missing(share: Share) -> str:
    return ", ".join(" ".join(each.split()) for each in share.missing)
