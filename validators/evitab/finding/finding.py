"""What was found, in the tables or in what the source says: how grave, and whether it may stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for a build."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, least: Severity) -> bool:
        """Whether this is at least as grave as another."""
        order = list(Severity)
        return order.index(self) <= order.index(least)


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a finding may stand for a while, who says so, and the last day on which it may."""

    reason: str
    reviewer: str
    expires: date


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
    waiver: Waiver | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay the same when rows are re-ordered."""
        return fingerprint(self.rule, self.table or self.file, self.key, self.field, self.value)


def fingerprint(*parts: str | None) -> str:
    """Sixteen hexadecimal digits of the SHA-256 over the parts, each told from its neighbours."""
    text = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """A row that says what the source says, and with it what is at odds there.

    A rule computed it, or a reader wrote it down (`appraisal`, the key of the row where it
    stands). `fingerprint` is that of the package's table `findings`.
    """

    fingerprint: str
    rule: str
    severity: Severity
    harm: str
    file: str
    line: int | None
    table: str
    key: str
    observed: str
    expected: str
    arithmetic: str
    assumption: str | None = None
    unit: str | None = None
    related_rows: str | None = None
    passage: str | None = None
    appraisal: str | None = None
    waiver: Waiver | None = None


AnyFinding = Finding | SourceFinding
