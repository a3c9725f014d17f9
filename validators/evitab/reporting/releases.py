"""What became of a release, in words for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from evitab.finding import CannotJudge, Outcome, Report
from evitab.reporting.terminal import plain
from evitab.reporting.text import print_report
from evitab.reporting.verdicts import count

_SHOWN = 20


def print_problems(problems: Sequence[CannotJudge], console: Console) -> None:
    """Print what is wrong with the files of a release, one line each."""
    for problem in problems[:_SHOWN]:
        console.print(Text(f"✗ {plain(str(problem), 400)}"))
    if len(problems) > _SHOWN:
        console.print(f"  … and {len(problems) - _SHOWN} more")
    words = f"✗ not the release that was published: {count(len(problems), 'problem')}"
    console.print(Text(words, "bold red"))


def print_verified(
    name: str, report: Report | None, skipped: Sequence[str], console: Console
) -> None:
    """Print that a release is unaltered, the verdict on its tables, and what was not asked."""
    if report is not None and report.exit_code:
        print_report(report, console)
    for package in report.packages if report is not None and not report.exit_code else ():
        tables, rows = count(len(package.rows), "table"), count(sum(package.rows.values()), "row")
        passed = sum(check.outcome is Outcome.PASSED for check in package.checks)
        console.print(f"{name}: {tables}, {rows}; {count(passed, 'check')} passed")
    for reason in skipped:
        console.print(Text(f"  not asked  {plain(reason, 400)}", "yellow"))
    console.print(Text(f"✓ {name}: each file is the one that was released", "bold green"))


def print_made(
    name: str, version: str, why: str, written: Sequence[Path], console: Console
) -> None:
    """Print that a release was made, why it has its version, and where it lies."""
    console.print(Text(f"✓ {name} {version}: {why}", "bold green"))
    for path in written:
        console.print(Text(f"  {path}"), soft_wrap=True)
