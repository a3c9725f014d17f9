"""A report as JSON, in the form that `schema/report.schema.json` publishes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from evitab.finding import CannotJudge, Check, Finding, PackageReport, Report, SourceFinding, Waiver
from evitab.reporting.rates import Rate, rates


def to_json(report: Report) -> str:
    """The whole report as one JSON document."""
    document = {
        "evitab": report.evitab,
        "standard": report.standard,
        "selection": {"select": list(report.select), "ignore": list(report.ignore)},
        "failOn": report.bar.fail_on,
        "exitZero": report.bar.exit_zero,
        "exitCode": report.exit_code,
        "packages": [_package(package) for package in report.packages],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _package(package: PackageReport) -> dict[str, Any]:
    return {
        "name": package.name,
        "path": package.path,
        "version": package.version,
        "profile": package.profile,
        "exitCode": package.exit_code,
        "rows": package.rows,
        "recorded": package.recorded,
        "waived": len(package.waived),
        "leftOut": [
            {"option": option, "checks": count} for option, count in package.left_out.items()
        ],
        "parts": {"judged": package.parts, "onRecord": package.parts_on_record},
        "errors": [_error(error) for error in package.errors],
        "findings": [_finding(finding) for finding in package.findings],
        "sourceFindings": [_source_finding(finding) for finding in package.source_findings],
        "rates": [_rate(rate) for rate in rates(package) if rate.found],
        "checks": [_check(check) for check in package.checks],
    }


def _error(error: CannotJudge) -> dict[str, Any]:
    return {
        "file": error.file,
        "line": error.line,
        "message": error.message,
        "advice": error.advice,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    facts = {"fingerprint": finding.fingerprint, **asdict(finding)}
    return facts | {"waiver": _waiver(finding.waiver)}


def _source_finding(finding: SourceFinding) -> dict[str, Any]:
    facts = asdict(finding)
    facts["relatedRows"] = facts.pop("related_rows")
    return facts | {"waiver": _waiver(finding.waiver)}


def _waiver(waiver: Waiver | None) -> dict[str, str] | None:
    if waiver is None:
        return None
    expires = waiver.expires.isoformat()
    return {"reason": waiver.reason, "reviewer": waiver.reviewer, "expires": expires}


def _rate(rate: Rate) -> dict[str, Any]:
    return {**asdict(rate), "fields": list(rate.fields), "share": rate.share}


def _check(check: Check) -> dict[str, Any]:
    return {**asdict(check), "fields": list(check.fields)}
