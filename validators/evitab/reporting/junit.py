"""A report as JUnit XML: a suite for each package, a case for each rule asked of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evitab.finding import (
    AnyFinding,
    Bar,
    CannotJudge,
    Check,
    Finding,
    Outcome,
    PackageReport,
    Report,
)
from evitab.reporting.messages import message
from evitab.reporting.terminal import plain


@dataclass
class _Case:
    """What became of a rule on a table; a rule may be asked of several of its columns."""

    checks: list[Check] = field(default_factory=list)
    findings: list[AnyFinding] = field(default_factory=list)
    unlisted: int = 0


def to_junit(report: Report) -> str:
    """The whole report as one JUnit document."""
    suites = Element("testsuites", name="evitab")
    for package in report.packages:
        suites.append(_suite(package))
    for name in ("tests", "failures", "errors", "skipped"):
        suites.set(name, str(sum(int(suite.get(name, 0)) for suite in suites)))
    indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suites, encoding="unicode")


def _suite(package: PackageReport) -> Element:
    suite = Element("testsuite", name=package.name)
    for error in package.errors:
        _unreadable(suite, package, error)
    for (rule, table), case in _cases(package).items():
        element = SubElement(suite, "testcase", name=rule, classname=f"{package.name}.{table}")
        _outcome(element, package.bar, case)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    return suite


def _cases(package: PackageReport) -> dict[tuple[str, str], _Case]:
    cases: dict[tuple[str, str], _Case] = defaultdict(_Case)
    tables: dict[str, list[str]] = defaultdict(list)
    for check in package.checks:
        cases[check.rule, check.table].checks.append(check)
        tables[check.rule].append(check.table)
    for finding in package.all_findings:
        cases[finding.rule, _table_of(finding, tables[finding.rule])].findings.append(finding)
    for case in cases.values():
        of_tables = sum(isinstance(finding, Finding) for finding in case.findings)
        case.unlisted = max(0, sum(check.findings for check in case.checks) - of_tables)
    for kind, number in package.unlisted_of_source.items():
        cases[kind.rule, kind.table].unlisted += number
    return cases


def _table_of(finding: AnyFinding, tables: Sequence[str]) -> str:
    """The table of the check that found it; a check of a file, or of a package, has no table.

    What a reader wrote down comes from no check.
    """
    own = (name for name in (finding.table, finding.file) if name and name in tables)
    return next(own, tables[0] if tables else str(finding.table))


def _outcome(element: Element, bar: Bar, case: _Case) -> None:
    """The gravest of what became of the checks; what fails no run stands in the output."""
    failing = [one for one in case.findings if bar.failed_by(one)]
    others = [one for one in case.findings if not bar.failed_by(one)]
    crashed = [one for one in case.checks if one.outcome is Outcome.CRASHED]
    skipped = [one for one in case.checks if one.outcome is Outcome.SKIPPED]
    if crashed:
        SubElement(element, "error", message=plain(crashed[0].reason or "", 400), type="crash")
    elif failing:
        count = len(failing) + case.unlisted
        words = f"{count:,} finding{'' if count == 1 else 's'}"
        kind = failing[0].severity.value
        SubElement(element, "failure", message=words, type=kind).text = _lines(failing)
    elif skipped:
        reasons = dict.fromkeys(plain(one.reason or "", 400) for one in skipped)
        SubElement(element, "skipped", message="; ".join(reasons))
    if others:
        SubElement(element, "system-out").text = _lines(others)


def _lines(findings: Sequence[AnyFinding]) -> str:
    """A line for each finding: its place, how grave it is or that it is waived, and its words."""
    return "\n".join(
        f"{plain(finding.file, 300)}:{finding.line or 1}: "
        f"{'waived' if finding.waiver else finding.severity.value}: {message(finding)}"
        for finding in findings
    )


def _unreadable(suite: Element, package: PackageReport, error: CannotJudge) -> None:
    name = plain(error.file, 300)
    case = SubElement(suite, "testcase", name=name, classname=f"{package.name}.files")
    words = f"{plain(error.message, 400)}. {error.advice}"
    SubElement(case, "error", message=words, type="cannot judge")
