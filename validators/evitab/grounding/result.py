"""What grounding found, and what it asked and could not ask: of a part, and of the whole."""

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


@dataclass
class Tally:
    """One rule asked of one table: of how many rows, and what was found."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Heard:
    """What was asked of a part of a package, so that parts add up to the whole.

    `quotes`, `rows` and `coverage` hold the tallies of the rules by rule and table: those about
    sources and quotations, those about what rows say, and those that count only where the others
    hold everywhere. `reasons` tell what kept quotations from being compared, `silent` the
    languages without a lexicon; each stands once. `covered` counts the sources that were measured.
    """

    quotes: dict[tuple[str, str], Tally] = field(default_factory=dict)
    rows: dict[tuple[str, str], Tally] = field(default_factory=dict)
    coverage: dict[tuple[str, str], Tally] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)
    silent: dict[str, None] = field(default_factory=dict)
    covered: int = 0
    coverages: list[Coverage] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, other: Heard) -> None:
        """Count what was asked of another part in."""
        for ours, theirs in (
            (self.quotes, other.quotes),
            (self.rows, other.rows),
            (self.coverage, other.coverage),
        ):
            for key, tally in theirs.items():
                held = ours.setdefault(key, Tally())
                held.rows += tally.rows
                held.findings += tally.findings
        self.reasons |= other.reasons
        self.silent |= other.silent
        self.covered += other.covered
        self.coverages += other.coverages
        self.texts |= other.texts
