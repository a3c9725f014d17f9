"""What became of a check that is made piece by piece: rows, failures, and the findings listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evitab.finding import Check, Finding, Outcome


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

    def told(self, findings: Sequence[Finding], crash: str | None) -> None:
        """Take in the findings that are listed, or how the check broke down."""
        self.findings, self.crash = list(findings), self.crash or crash

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
