"""A report as text for a terminal: what was checked, what was skipped and why, what was found."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from textwrap import fill

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from evitab.finding import CannotJudge, Outcome, PackageReport, Report
from evitab.reporting.findings_text import place_of, print_failing_source_findings, print_findings
from evitab.reporting.rates import rates
from evitab.reporting.terminal import plain, print_facts
from evitab.reporting.verdicts import count, path_from_here, set_aside, verdict

# So many reasons are told; a broken row can keep half of the rules from being asked, for dozens.
_REASONS = 3


def print_report(report: Report, console: Console) -> None:
    """Print the verdict on each package, then one line on all of them."""
    for package in report.packages:
        _print_package(package, console)
    console.print(Text(verdict(report), _style(report)))


def _style(report: Report) -> str:
    if report.exit_code:
        return "bold red"
    is_open = any(package.found for package in report.packages)
    return "bold yellow" if is_open else "bold green"


def to_text(report: Report) -> str:
    """The verdict as a file holds it: plain text, 100 characters wide."""
    file = io.StringIO()
    print_report(report, Console(file=file, width=100, color_system=None, highlight=False))
    return re.sub(r" +\n", "\n", file.getvalue())


def _print_package(package: PackageReport, console: Console) -> None:
    facts = [
        package.version,
        package.profile and f"{package.profile} profile",
        path_from_here(package.path),
    ]
    title = Text(plain(package.name), "bold")
    title.append("  " + plain(" · ".join(fact for fact in facts if fact), 300), "dim")
    console.print(title)
    if package.rows:
        console.print(f"  {_checked(package)}")
    for line in set_aside(package):
        console.print(fill(line, console.width, initial_indent="  ", subsequent_indent="    "))
    print_facts([("skipped", line) for line in _skipped(package)], console, "yellow")
    print_facts([("crashed", line) for line in _crashed(package)], console, "red")
    for error in package.errors:
        _print_error(error, package, console)
    print_findings(package, console)
    print_failing_source_findings(package, console)
    if package.parts:
        _print_rates(package, console)
    console.print()


def _print_rates(package: PackageReport, console: Console) -> None:
    """How often each rule is broken, where a package is more than one can read finding by finding;
    the most frequent first.
    """
    found = [rate for rate in rates(package) if rate.found]
    broken = sorted(found, key=lambda rate: -rate.found)
    if not broken:
        return
    table = Grid(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("found", "of", "rate"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("rule", overflow="fold")
    for rate in broken:
        numbers = (f"{rate.found:,}", f"{rate.rows:,}", rate.percent)
        table.add_row(*map(Text, numbers), Text(f"{rate.rule} on {rate.place}"))
    console.print()
    console.print(Padding(table, (0, 0, 0, 2)))


def _checked(package: PackageReport) -> str:
    rows = sum(package.rows.values())
    asked = [check for check in package.checks if check.outcome in {Outcome.PASSED, Outcome.FAILED}]
    passed = sum(check.outcome is Outcome.PASSED for check in asked)
    checks = f"{passed:,} of {count(len(asked), 'check')} passed"
    if package.skipped:
        checks += f", {len(package.skipped):,} skipped"
    return f"{count(len(package.rows), 'table')}, {count(rows, 'row')}: {checks}"


def _skipped(package: PackageReport) -> list[str]:
    """One line for each of the reasons that kept most checks from being made, with their tables and
    rules; the others are counted.
    """
    reasons: dict[str, list[str]] = defaultdict(list)
    for check in package.skipped:
        name = check.table if check.rule == "*" else f"{check.rule} on {check.table}"
        reasons[check.reason or ""].append(name.removesuffix(" on *"))
    by_number = sorted(reasons.items(), key=lambda reason: -len(reason[1]))
    told = by_number if len(by_number) <= _REASONS + 1 else by_number[:_REASONS]
    lines = [f"{_names(names)}: {plain(reason)}" for reason, names in told]
    if left := [len(names) for _, names in by_number[len(told) :]]:
        lines.append(
            f"{sum(left):,} more checks, for {len(left):,} more reasons: the JSON report has them"
        )
    return lines


def _crashed(package: PackageReport) -> list[str]:
    return [
        f"{check.rule} on {check.table}: {plain(check.reason or '')}"
        for check in package.checks
        if check.outcome is Outcome.CRASHED
    ]


def _names(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    shown = ", ".join(unique[:3])
    return shown if len(unique) <= 3 else f"{shown} and {len(unique) - 3} more"


def _print_error(error: CannotJudge, package: PackageReport, console: Console) -> None:
    where = place_of(package, error.file, error.line)
    console.print(
        Text("\n✗ ", "bold red") + Text(plain(where), "bold") + Text("  cannot be judged")
    )
    print_facts([("found", plain(error.message, 300)), ("do", error.advice)], console)
