"""The words of a verdict: findings, checks that ran or were skipped, errors, reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

# A check that fails everywhere is told by its count; so many of its findings are listed.
LISTED = 1000


class Severity(StrEnum):
    """What a finding means for a build."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Outcome(StrEnum):
    """What became of a check; skipped is never passed."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A row, a cell or a file for which a rule does not hold.

    `line` counts from 1 in a CSV file and is the row's number, from 1, in a Parquet file.
    """

    rule: str
    file: str
    expected: str
    advice: str
    table: str | None = None
    line: int | None = None
    key: str | None = None
    field: str | None = None
    value: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay the same when rows are re-ordered."""
        return fingerprint(self.rule, self.table or self.file, self.key, self.field, self.value)


def fingerprint(*parts: str | None) -> str:
    """Sixteen hexadecimal digits of the SHA-256 over the parts, each told from its neighbours."""
    text = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule asked of one table: what became of it, of how many rows, with how many findings."""

    rule: str
    table: str
    outcome: Outcome
    fields: tuple[str, ...] = ()
    rows: int = 0
    findings: int = 0
    reason: str | None = None


class CannotJudge(Exception):
    """Something could not be read or used, so that no verdict on it is possible."""

    def __init__(self, message: str, *, file: str, advice: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.advice = advice

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}. {self.advice}"


@dataclass(slots=True)
class PackageReport:
    """The verdict on one package. `rows` maps each table that was read to its number of rows."""

    name: str
    path: str
    version: str | None = None
    profile: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    recorded: int = 0
    checks: list[Check] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    errors: list[CannotJudge] = field(default_factory=list)

    @property
    def skipped(self) -> list[Check]:
        """The checks that were not made, each with its reason."""
        return [check for check in self.checks if check.outcome is Outcome.SKIPPED]

    @property
    def faults(self) -> list[Finding]:
        """The findings that fail a build."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def exit_code(self) -> int:
        """0: judged, nothing found; 1: judged, found; 2: could not judge."""
        if self.errors or any(check.outcome is Outcome.CRASHED for check in self.checks):
            return 2
        return int(bool(self.faults))


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all packages of one run."""

    evitab: str
    standard: str
    packages: tuple[PackageReport, ...]

    @property
    def exit_code(self) -> int:
        """The gravest exit code of the packages."""
        return max((package.exit_code for package in self.packages), default=0)
