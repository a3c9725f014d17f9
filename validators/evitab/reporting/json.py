"""A report as JSON, in the form that `schema/report.schema.json` publishes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from evitab.finding import CannotJudge, Check, Finding, PackageReport, Report


def to_json(report: Report) -> str:
    """The whole report as one JSON document."""
    document = {
        "evitab": report.evitab,
        "standard": report.standard,
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
        "sourceFindings": package.recorded,
        "errors": [_error(error) for error in package.errors],
        "findings": [_finding(finding) for finding in package.findings],
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
    return {"fingerprint": finding.fingerprint, **asdict(finding)}


def _check(check: Check) -> dict[str, Any]:
    return {**asdict(check), "fields": list(check.fields)}
