"""A report as SARIF 2.1.0, the form in which code hosts and editors read findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evitab.catalogue import Entry, every_rule
from evitab.finding import (
    AnyFinding,
    Check,
    Outcome,
    PackageReport,
    Report,
    Severity,
    SourceFinding,
)
from evitab.reporting.messages import message
from evitab.reporting.places import path_of, region_of
from evitab.reporting.terminal import plain
from evitab.validation.selection import APPRAISALS

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def to_sarif(report: Report) -> str:
    """The whole report as one SARIF run, each rule with its page."""
    rules = _rules(report)
    index = {name: number for number, name in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "evitab",
                "version": report.evitab,
                "semanticVersion": report.evitab,
                "rules": [_descriptor(name) for name in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, index)],
        "results": [
            _result(package, finding, index)
            for package in report.packages
            for finding in package.all_findings
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _rules(report: Report) -> list[str]:
    """The rules that were asked, and those that findings name, by name."""
    asked = {check.rule for package in report.packages for check in package.checks}
    found = {finding.rule for package in report.packages for finding in package.all_findings}
    return sorted((asked | found) - {"*"})


def _descriptor(name: str) -> dict[str, Any]:
    entry = every_rule().get(name)
    if entry is not None:
        return _page(entry)
    return {
        "id": name,
        "shortDescription": {"text": "What a reader saw; no rule computes it."},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"family": APPRAISALS, "about": "source"},
    }


def _page(rule: Entry) -> dict[str, Any]:
    sections = list(rule.page.sections.items())
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {rule.page.sections['Why it matters']}"},
        "help": {
            "text": "\n\n".join(f"{title}: {text}" for title, text in sections),
            "markdown": "\n\n".join(f"**{title}.** {text}" for title, text in sections),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "family": rule.family,
            "kind": rule.kind,
            "about": rule.about,
            **({"harm": rule.harm} if rule.harm else {}),
        },
    }


def _result(
    package: PackageReport, finding: AnyFinding, index: Mapping[str, int]
) -> dict[str, Any]:
    waiver = finding.waiver
    suppression = {"kind": "external", "status": "accepted"}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": message(finding)},
        "locations": [{"physicalLocation": _location(package, finding)}],
        "partialFingerprints": {"evitab/v1": finding.fingerprint},
        # All results of a run tell of suppressions, or none does.
        "suppressions": [{**suppression, "justification": waiver.reason}] if waiver else [],
        "properties": _properties(package, finding),
    }


def _properties(package: PackageReport, finding: AnyFinding) -> dict[str, Any]:
    facts = {"package": package.name, "table": finding.table, "key": finding.key}
    if isinstance(finding, SourceFinding):
        facts |= {"about": "source", "harm": finding.harm, "passage": finding.passage}
    return {name: value for name, value in facts.items() if value is not None}


def _location(package: PackageReport, finding: AnyFinding) -> dict[str, Any]:
    artifact = _artifact(path_of(package, finding.file))
    region = region_of(package, finding)
    if region is None:
        return {"artifactLocation": artifact}
    facts = {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
    known = {name: number for name, number in facts.items() if number is not None}
    return {"artifactLocation": artifact, "region": known}


def _artifact(path: Path) -> dict[str, str]:
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}


def _invocation(report: Report, index: Mapping[str, int]) -> dict[str, Any]:
    notes = [note for package in report.packages for note in _notifications(package, index)]
    return {
        "executionSuccessful": report.exit_code < 2,
        "exitCode": report.exit_code,
        **({"toolExecutionNotifications": notes} if notes else {}),
    }


def _notifications(package: PackageReport, index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """What could not be judged, what crashed, what was skipped, what was left out."""
    for error in package.errors:
        place: dict[str, Any] = {"artifactLocation": _artifact(path_of(package, error.file))}
        if error.line is not None:
            place["region"] = {"startLine": error.line}
        text = f"{plain(error.message, 400)}. {error.advice}"
        yield {
            "level": "error",
            "message": {"text": text},
            "locations": [{"physicalLocation": place}],
        }
    yield from _unmade([one for one in package.checks if one.outcome is Outcome.CRASHED], index)
    yield from _unmade(package.skipped, index)
    for option, count in package.left_out.items():
        text = f"{package.name}: {count} checks left out by {option}"
        yield {"level": "note", "message": {"text": text}}


def _unmade(checks: Sequence[Check], index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for check in checks:
        level = "error" if check.outcome is Outcome.CRASHED else "note"
        rule = "every rule" if check.rule == "*" else check.rule
        reason = plain(check.reason or "", 400)
        note: dict[str, Any] = {
            "level": level,
            "message": {"text": f"{rule} on {check.table} {check.outcome.value}: {reason}"},
        }
        if check.rule in index:
            note["associatedRule"] = {"id": check.rule, "index": index[check.rule]}
        yield note
