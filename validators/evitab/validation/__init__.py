"""The verdict on a package: run every check, collect the findings, say what was skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evitab.finding import CannotJudge, Check, Finding, Outcome, PackageReport
from evitab.grounding import RULES as GROUNDING
from evitab.grounding import CannotGround, ground
from evitab.package import Contents, Medium, read_package
from evitab.standard import Standard
from evitab.validation import source_findings
from evitab.validation.built import check_built
from evitab.validation.tables import hear, structure_docket

Verdict = Iterator[tuple[Check, list[Finding]]]
READING = (
    "file_has_no_byte_order_mark",
    "lines_end_with_line_feed",
    "header_has_every_column",
    "header_has_no_other_column",
    "header_is_in_order",
    "row_has_every_cell",
    "table_has_rows",
    "type",
)


def validate_package(
    root: Path, standard: Standard, *, name: str, medium: Medium | None = None
) -> PackageReport:
    """Judge the package in a folder; whatever goes wrong with it stands in the report."""
    report = PackageReport(name=name, path=str(root))
    try:
        contents = read_package(root, standard, medium)
    except CannotJudge as error:
        report.errors.append(error)
        return report
    report.name, report.version = contents.dataset.name, contents.dataset.version
    report.profile = contents.dataset.profile.name
    report.rows = {name: len(table.data) for name, table in contents.tables.items()}
    report.errors.extend(contents.errors.values())
    for verdicts in (_reading(contents), _tables(contents, standard), _source(contents, report)):
        _enter(report, verdicts)
    _enter(report, _grounding(contents, report))
    faulty = frozenset(finding.table for finding in report.findings if finding.table)
    _enter(report, check_built(contents, standard, faulty))
    order = {name: index for index, name in enumerate(contents.names)}
    report.findings.sort(key=lambda found: (order.get(found.table or "", -1), found.line or 0))
    return report


def faults(contents: Contents, standard: Standard) -> list[Finding]:
    """What is wrong with the tables of a package, built ones aside.

    Raises CannotJudge for the first table that cannot be read.
    """
    for error in contents.errors.values():
        raise error
    found = [*_reading(contents), *_tables(contents, standard)]
    built = contents.dataset.profile.built
    return [finding for _, findings in found for finding in findings if finding.table not in built]


def _enter(report: PackageReport, verdicts: Verdict) -> None:
    for check, findings in verdicts:
        report.checks.append(check)
        report.findings.extend(findings)


def _reading(contents: Contents) -> Verdict:
    """What reading found: files that nobody lists, and departures from CSV or from the types."""
    listed = list(contents.findings)
    yield _check("file_is_listed", "*", len(contents.names), len(listed)), listed
    for name, table in contents.tables.items():
        found = Counter(finding.rule for finding in table.findings)
        for rule in READING:
            count = found[rule]
            findings = [finding for finding in table.findings if finding.rule == rule]
            yield _check(rule, name, len(table.data), count), findings
    for name in contents.errors:
        reason = "it could not be read"
        yield Check("*", name, Outcome.SKIPPED, reason=reason), []


def _tables(contents: Contents, standard: Standard) -> Verdict:
    for table in contents.tables.values():
        yield from hear(structure_docket(contents, table, standard))


def _source(contents: Contents, report: PackageReport) -> Verdict:
    if source_findings.TABLE not in contents.dataset.profile.by_name:
        return
    rows, checks = source_findings.compute(contents)
    report.recorded = len(rows)
    yield from ((check, []) for check in checks)
    if contents.errors or report.findings:
        reason = "the tables have findings of their own"
        yield Check("findings_are_current", "findings", Outcome.SKIPPED, reason=reason), []
        return
    stale = list(source_findings.stale(contents, rows))
    yield _check("findings_are_current", "findings", len(rows), len(stale)), stale


def _grounding(contents: Contents, report: PackageReport) -> Verdict:
    if "passages" not in contents.dataset.profile.by_name:
        return
    try:
        findings = list(ground(contents))
    except CannotGround as lost:
        for rule in GROUNDING:
            yield Check(rule, "passages", Outcome.SKIPPED, reason=str(lost)), []
        return
    except CannotJudge as error:
        report.errors.append(error)
        return
    rows = len(contents.tables["passages"].data)
    for rule in GROUNDING:
        found = [finding for finding in findings if finding.rule == rule]
        yield _check(rule, "passages", rows, len(found)), found


def _check(rule: str, table: str, rows: int, findings: int) -> Check:
    outcome = Outcome.FAILED if findings else Outcome.PASSED
    return Check(rule, table, outcome, rows=rows, findings=findings)
