"""What became of a check that is made piece by piece: rows, failures, and the findings listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from evitab.engines.condition import Condition
from evitab.finding import LISTED, Check, Finding, Outcome


@dataclass
class Tally:
    """One check on one table, summed over the pieces of the table."""

    condition: Condition
    table: str
    rows: int = 0
    failures: int = 0
    findings: list[Finding] = field(default_factory=list)
    crash: str | None = None

    def told(self, findings: Sequence[Finding], crash: str | None) -> None:
        """Take in more findings, as far as they are listed, or how the check broke down."""
        self.findings += findings[: max(0, LISTED - len(self.findings))]
        self.crash = self.crash or crash

    @property
    def check(self) -> Check:
        """The check, as it came out."""
        name, fields = self.condition.name, self.condition.reads
        check = Check.asked(name, self.table, rows=self.rows, findings=self.failures, fields=fields)
        if self.crash is None:
            return check
        return replace(check, outcome=Outcome.CRASHED, reason=self.crash)
