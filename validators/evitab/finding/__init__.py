"""The words of a verdict: findings, checks that ran or were skipped, errors, reports."""

from evitab.finding.error import CannotJudge
from evitab.finding.finding import (
    AnyFinding,
    Finding,
    Severity,
    SourceFinding,
    Waiver,
    fingerprint,
)
from evitab.finding.report import LISTED, Bar, Check, Outcome, PackageReport, Report

__all__ = [
    "LISTED",
    "AnyFinding",
    "Bar",
    "CannotJudge",
    "Check",
    "Finding",
    "Outcome",
    "PackageReport",
    "Report",
    "Severity",
    "SourceFinding",
    "Waiver",
    "fingerprint",
]
