"""A report for GitHub Actions: annotations on the lines of files, and a summary of the run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from evitab.finding import AnyFinding, PackageReport, Report, Severity
from evitab.reporting.messages import message
from evitab.reporting.places import path_of, region_of
from evitab.reporting.source_findings import gravity
from evitab.reporting.terminal import plain
from evitab.reporting.verdicts import count, set_aside, verdict

# GitHub shows so many annotations of a level for a step, and drops the others.
_SHOWN = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def to_github(report: Report) -> str:
    """The report as workflow commands, a group for each package, and one line on all of them."""
    lines: list[str] = []
    spent: Counter[str] = Counter()
    for package in report.packages:
        lines.append(f"::group::{_data(package.name)}")
        lines += set_aside(package)
        if package.skipped:
            lines.append(f"{count(len(package.skipped), 'check')} skipped")
        lines += _annotations(package, spent)
        lines.append("::endgroup::")
    hidden = {level: number - _SHOWN for level, number in spent.items()}
    lines += [f"{number:,} more of level {level}" for level, number in hidden.items() if number > 0]
    return "\n".join([*lines, verdict(report)])


def _annotations(package: PackageReport, spent: Counter[str]) -> Iterator[str]:
    """What could not be judged, then the findings; `spent` counts each level over the run."""
    for error in package.errors:
        where = {"file": path_of(package, error.file).as_posix()}
        if error.line is not None:
            where["line"] = str(error.line)
        text = f"{plain(error.message, 400)}. {error.advice}"
        yield from _annotation("error", {**where, "title": "cannot be judged"}, text, spent)
    for finding in told(package):
        where = {**_where(package, finding), "title": finding.rule}
        yield from _annotation(_LEVELS[finding.severity], where, message(finding), spent)
    for kind, number in package.unlisted_of_source.items():
        spent[_LEVELS[kind.severity]] += number


def told(package: PackageReport) -> list[AnyFinding]:
    """The findings to tell one by one: those of the source only where they fail the run.

    GitHub shows the first few, so those come first from which most harm may come.
    """
    worst_first = sorted(
        package.failing_source_findings, key=lambda one: gravity(one.harm, one.severity)
    )
    return [*package.open_findings, *worst_first]


def _annotation(level: str, where: dict[str, str], text: str, spent: Counter[str]) -> Iterator[str]:
    spent[level] += 1
    if spent[level] <= _SHOWN:
        properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
        yield f"::{level} {properties}::{_data(text)}"


def _where(package: PackageReport, finding: AnyFinding) -> dict[str, str]:
    """The place of a finding; GitHub takes columns only of what stands on one line."""
    where: dict[str, int | str | None] = {"file": path_of(package, finding.file).as_posix()}
    if region := region_of(package, finding):
        where |= {"line": region.line, "endLine": region.end_line}
        if region.line == region.end_line:
            where |= {"col": region.column, "endColumn": region.end_column}
    return {name: str(value) for name, value in where.items() if value is not None}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def to_summary(report: Report) -> str:
    """The report as Markdown for the page of a run: what was asked, what was found where."""
    lines = [
        f"### evitab: {verdict(report)}",
        "",
        "| package | rows | checks | findings | skipped | left out | waived |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for package in report.packages:
        cells = (
            sum(package.rows.values()),
            len(package.checks) - len(package.skipped),
            package.found,
            len(package.skipped),
            sum(package.left_out.values()),
            len(package.waived),
        )
        numbers = " | ".join(f"{number:,}" for number in cells)
        lines.append(f"| {_cell(package.name)} | {numbers} |")
    for package in report.packages:
        lines += _package(package)
    return "\n".join(lines) + "\n"


def _package(package: PackageReport) -> Iterator[str]:
    """What could not be judged, and each rule that does not hold with its first places."""
    for error in package.errors:
        place = path_of(package, error.file).as_posix()
        yield f"\n- **cannot be judged** {_cell(place)}: {_cell(plain(error.message, 400))}"
    rules: dict[str, list[AnyFinding]] = defaultdict(list)
    unlisted: Counter[str] = Counter()
    for kind, number in package.unlisted_of_source.items():
        unlisted[kind.rule] += number
    for finding in told(package):
        rules[finding.rule].append(finding)
    if rules:
        yield f"\n**{_cell(package.name)}**\n"
    for rule, findings in rules.items():
        places = [f"{_cell(one.file)}:{one.line or 1}" for one in findings[:3]]
        hidden = len(findings[3:]) + unlisted[rule]
        more = f" and {hidden:,} more" if hidden else ""
        yield f"- `{rule}` ({findings[0].severity.value}): {', '.join(places)}{more}"
    if recorded := package.recorded:
        yield f"\n{_cell(package.name)}: {recorded:,} about the source on record"


def _cell(text: str) -> str:
    """Text that no character of makes a mark of Markdown, or a cell of a table."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in plain(text, 400))
