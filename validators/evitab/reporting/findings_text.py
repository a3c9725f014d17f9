"""Findings as text: where each stands, what was found, what was expected, what to do."""

from __future__ import annotations

import os
from collections import Counter, defaultdict

from rich.console import Console
from rich.text import Text

from evitab.finding import Finding, PackageReport, Severity, SourceFinding, by_rule
from evitab.reporting.terminal import plain, print_facts
from evitab.reporting.verdicts import path_from_here

# So many of a rule in a table are shown.
_SHOWN = 10
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def place_of(package: PackageReport, file: str, line: int | None) -> str:
    """Where something stands, from the folder that the command was run in: a click opens it."""
    path = os.path.join(path_from_here(package.path), file)  # noqa: PTH118 - a file may have a strange name
    return path if line is None else f"{path}:{line}"


def print_findings(package: PackageReport, console: Console) -> None:
    """Print what was found, at most ten of a rule in a table, and how many more there are."""
    counts: Counter[tuple[str, str]] = Counter()
    for check in package.checks:
        counts[check.rule, check.table] += check.findings
    listed: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in package.findings:
        # A finding about a file has no table.
        place = (finding.rule, finding.table or finding.file)
        counts[place] -= finding.waiver is not None
        if finding.waiver is None:
            listed[place].append(finding)
    for (rule, table), findings in listed.items():
        shown = findings[:_SHOWN]
        for finding in shown:
            _print_finding(finding, package, console)
        if (hidden := max(len(findings), counts[rule, table]) - len(shown)) > 0:
            files = {finding.file for finding in findings}
            where = findings[0].file if len(files) == 1 else table
            console.print(f"\n  … and {hidden:,} more of {rule} in {where}")


def _print_finding(finding: Finding, package: PackageReport, console: Console) -> None:
    colour = _COLOURS[finding.severity.value]
    where = place_of(package, finding.file, finding.line)
    head = Text("\n✗ ", f"bold {colour}") + Text(plain(where), "bold")
    if finding.key is not None:
        head.append(f"  {plain(finding.key, 60)}", "cyan")
    head.append(f"  {finding.rule}", colour)
    if finding.severity is not Severity.ERROR:
        head.append(f"  {finding.severity.value}", colour)
    console.print(head)
    facts = [("expected", plain(finding.expected, 400)), ("do", finding.advice)]
    what = found(finding)
    print_facts([("found", what), *facts] if what else facts, console)


def print_failing_source_findings(package: PackageReport, console: Console) -> None:
    """Print what fails the run about the source, at most ten of a rule in a table, and how many
    more there are.
    """
    unlisted = by_rule(package.unlisted_of_source)
    listed: dict[tuple[str, str], list[SourceFinding]] = defaultdict(list)
    for finding in package.failing_source_findings:
        listed[finding.rule, finding.table].append(finding)
    for (rule, table), findings in listed.items():
        for finding in findings[:_SHOWN]:
            _print_source_finding(finding, package, console)
        if hidden := len(findings[_SHOWN:]) + unlisted[rule, table]:
            console.print(f"\n  … and {hidden:,} more of {rule} in {table}")


def _print_source_finding(finding: SourceFinding, package: PackageReport, console: Console) -> None:
    colour = _COLOURS[finding.severity.value]
    where = place_of(package, finding.file, finding.line)
    head = Text("\n! ", f"bold {colour}") + Text(plain(where), "bold")
    head.append(f"  {plain(finding.key, 60)}", "cyan")
    head.append(f"  {finding.rule}  {finding.severity.value}, harm {finding.harm}", colour)
    console.print(head)
    facts = [("source", plain(finding.observed, 300)), ("agrees", plain(finding.expected, 300))]
    print_facts(facts, console)


def found(finding: Finding) -> str | None:
    """The field with its value; a rule that reads several columns has named them all."""
    if finding.field is None or ", " in finding.field:
        return None if finding.value is None else plain(finding.value, 300)
    if finding.value is None:
        return f"{plain(finding.field)} is empty"
    return f"{plain(finding.field)}: {plain(finding.value)}"
