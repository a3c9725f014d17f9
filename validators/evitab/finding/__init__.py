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
from evitab.finding.report import Bar, Check, Outcome, PackageReport, Report
from evitab.finding.source_tally import LISTED, SourceKind, SourceTally, by_rule

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
    "SourceKind",
    "SourceTally",
    "Waiver",
    "by_rule",
    "fingerprint",
]
