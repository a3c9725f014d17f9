"""What became of a check that is made piece by piece: rows, failures, and the findings listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evitab.finding import LISTED, Check, Finding, Outcome


@dataclass
class Tally:
    """One check on one table, summed over the pieces of the table."""

    rule: str
    table: str
    fields: tuple[str, ...] = ()
    rows: int = 0
    failures: int = 0
    findings: list[Finding] = field(default_factory=list)
    crash: str | None = None

    @property
    def room(self) -> int:
        """How many more findings are listed one by one; the others are counted."""
        return max(0, LISTED - len(self.findings))

    def add(
        self, rows: int, failures: int, findings: Sequence[Finding], crash: str | None = None
    ) -> None:
        """Take in what one more piece gave."""
        self.rows += rows
        self.failures += failures
        self.findings.extend(findings[: self.room])
        self.crash = self.crash or crash

    @property
    def check(self) -> Check:
        """The check, as it came out."""
        if self.crash is not None:
            return Check(
                self.rule, self.table, Outcome.CRASHED, self.fields, self.rows, reason=self.crash
            )
        return Check.asked(
            self.rule, self.table, rows=self.rows, findings=self.failures, fields=self.fields
        )
