"""A report as text for a terminal: what was checked, what was skipped and why, what was found."""

from __future__ import annotations

import io
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from textwrap import fill

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from evitab.finding import (
    CannotJudge,
    Finding,
    Outcome,
    PackageReport,
    Report,
    Severity,
    SourceFinding,
)
from evitab.reporting.rates import rates
from evitab.reporting.verdicts import count, path_from_here, set_aside, verdict

_SHOWN = 10
# A first column of keys or names is not folded.
_KEY = 60
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


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


def plain(text: str, limit: int = 120) -> str:
    """A value from a file as safe, short text: no control characters, no escape sequences."""
    if text != text.strip() or not text:
        text = repr(text)
    shown = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:limit]
    )
    return shown if len(text) <= limit else f"{shown}… ({len(text):,} characters)"


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
    _print_facts([("skipped", line) for line in _skipped(package)], console, "yellow")
    _print_facts([("crashed", line) for line in _crashed(package)], console, "red")
    for error in package.errors:
        _print_error(error, package, console)
    print_findings(package, console)
    _print_source_findings(package, console)
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


def _place(package: PackageReport, file: str, line: int | None) -> str:
    """Where something stands, from the folder that the command was run in: a click opens it."""
    path = os.path.join(path_from_here(package.path), file)  # noqa: PTH118 - a file may have a strange name
    return path if line is None else f"{path}:{line}"


def _checked(package: PackageReport) -> str:
    rows = sum(package.rows.values())
    asked = [check for check in package.checks if check.outcome in {Outcome.PASSED, Outcome.FAILED}]
    passed = sum(check.outcome is Outcome.PASSED for check in asked)
    checks = f"{passed:,} of {count(len(asked), 'check')} passed"
    return f"{count(len(package.rows), 'table')}, {count(rows, 'row')}: {checks}"


def _skipped(package: PackageReport) -> list[str]:
    """One line for each reason, with the tables and rules that it kept from being checked."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for check in package.skipped:
        name = check.table if check.rule == "*" else f"{check.rule} on {check.table}"
        reasons[check.reason or ""].append(name.removesuffix(" on *"))
    return [f"{_names(names)}: {plain(reason)}" for reason, names in reasons.items()]


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
    where = _place(package, error.file, error.line)
    console.print(
        Text("\n✗ ", "bold red") + Text(plain(where), "bold") + Text("  cannot be judged")
    )
    _print_facts([("found", plain(error.message, 300)), ("do", error.advice)], console)


def print_findings(package: PackageReport, console: Console) -> None:
    """Print what was found, at most ten of a rule in a file, and how many more there are."""
    by_rule: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in package.open_findings:
        by_rule[finding.rule, finding.file].append(finding)
    counts: Counter[tuple[str, str]] = Counter()
    for check in package.checks:
        counts[check.rule, check.table] += check.findings
    for finding in package.findings:
        counts[finding.rule, finding.table or ""] -= finding.waiver is not None
    for (rule, _), findings in by_rule.items():
        for finding in findings[:_SHOWN]:
            _print_finding(finding, package, console)
        hidden = max(len(findings), counts[rule, findings[0].table or ""]) - _SHOWN
        if hidden > 0:
            console.print(f"\n  … and {hidden:,} more of {rule} in {findings[0].file}")


def _print_finding(finding: Finding, package: PackageReport, console: Console) -> None:
    colour = _COLOURS[finding.severity.value]
    where = _place(package, finding.file, finding.line)
    head = Text("\n✗ ", f"bold {colour}") + Text(plain(where), "bold")
    if finding.key is not None:
        head.append(f"  {plain(finding.key, 60)}", "cyan")
    head.append(f"  {finding.rule}", colour)
    if finding.severity is not Severity.ERROR:
        head.append(f"  {finding.severity.value}", colour)
    console.print(head)
    facts = [("expected", plain(finding.expected, 400)), ("do", finding.advice)]
    what = found(finding)
    _print_facts([("found", what), *facts] if what else facts, console)


def _print_source_findings(package: PackageReport, console: Console) -> None:
    """Print what fails the run about the source, at most ten of a rule in a table, and how many
    more there are.
    """
    counts = package.failing_of_source
    by_rule: dict[tuple[str, str], list[SourceFinding]] = defaultdict(list)
    for finding in package.failing_source_findings:
        by_rule[finding.rule, finding.table].append(finding)
    for (rule, table), findings in by_rule.items():
        for finding in findings[:_SHOWN]:
            _print_source_finding(finding, package, console)
        if (hidden := counts[rule, table] - _SHOWN) > 0:
            console.print(f"\n  … and {hidden:,} more of {rule} in {findings[0].file}")


def _print_source_finding(finding: SourceFinding, package: PackageReport, console: Console) -> None:
    colour = _COLOURS[finding.severity.value]
    where = _place(package, finding.file, finding.line)
    head = Text("\n! ", f"bold {colour}") + Text(plain(where), "bold")
    head.append(f"  {plain(finding.key, 60)}", "cyan")
    head.append(f"  {finding.rule}  {finding.severity.value}, harm {finding.harm}", colour)
    console.print(head)
    facts = [("source", plain(finding.observed, 300)), ("agrees", plain(finding.expected, 300))]
    _print_facts(facts, console)


def found(finding: Finding) -> str | None:
    """The field with its value; a rule that reads several columns has named them all."""
    if finding.field is None or ", " in finding.field:
        return None if finding.value is None else plain(finding.value, 300)
    if finding.value is None:
        return f"{plain(finding.field)} is empty"
    return f"{plain(finding.field)}: {plain(finding.value)}"


def _print_facts(facts: Sequence[tuple[str, str]], console: Console, style: str = "dim") -> None:
    if not facts:
        return
    lines = Grid.grid(padding=(0, 2, 0, 0))
    lines.add_column(style=style, no_wrap=True)
    lines.add_column(overflow="fold")
    for name, text in facts:
        lines.add_row(name, Text(text))
    console.print(Padding(lines, (0, 0, 0, 2)))
