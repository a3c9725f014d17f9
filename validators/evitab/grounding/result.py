"""What grounding found, and what it asked and could not ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evitab.finding import Check, Finding, Outcome, Severity
from evitab.grounding.coverage import Coverage


@dataclass
class Grounding:
    """What holding the rows against the words of their sources found.

    `checks` tells what was asked and what was skipped; `coverages` measures each source that is
    here; `texts` holds their words, by the source's key.
    """

    findings: list[Finding] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    coverages: list[Coverage] = field(default_factory=list)
    texts: Mapping[str, str] = field(default_factory=dict)

    def skip(self, rule: str, table: str, reason: str) -> None:
        """Name a rule that cannot be asked of a table, with the reason."""
        self.checks.append(Check(rule, table, Outcome.SKIPPED, reason=reason))

    def enter(self, rule: str, table: str, rows: int, findings: list[Finding]) -> None:
        """Enter a rule that was asked of so many rows, with what it found; of none, it was not."""
        if not rows and not findings:
            return
        failed = any(finding.severity is Severity.ERROR for finding in findings)
        outcome = Outcome.FAILED if failed else Outcome.PASSED
        self.checks.append(Check(rule, table, outcome, rows=rows, findings=len(findings)))
        self.findings.extend(findings)
