"""The verdict on a package and on a run: checks with their outcome, findings, the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from evitab.finding.error import CannotJudge
from evitab.finding.finding import AnyFinding, Finding, Severity, SourceFinding
from evitab.finding.source_tally import SourceKind, SourceTally


class Outcome(StrEnum):
    """What became of a check; skipped is never passed."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CRASHED = "crashed"


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

    @classmethod
    def asked(
        cls, rule: str, table: str, *, rows: int, findings: int, fields: tuple[str, ...] = ()
    ) -> Check:
        """A rule that was asked of so many rows: failed where it found anything."""
        outcome = Outcome.FAILED if findings else Outcome.PASSED
        return cls(rule, table, outcome, fields, rows, findings)


@dataclass(frozen=True, slots=True)
class Bar:
    """Which findings fail a run: those at least as grave as `fail_on`, or none (`exit_zero`)."""

    fail_on: Severity = Severity.ERROR
    exit_zero: bool = False

    def failed_by(self, finding: AnyFinding) -> bool:
        """Whether a finding is as grave as that, and no waiver lets it stand."""
        return finding.waiver is None and finding.severity.reaches(self.fail_on)

    def fails(self, kind: SourceKind) -> bool:
        """Whether findings of a kind are."""
        return not kind.is_waived and kind.severity.reaches(self.fail_on)


@dataclass(slots=True)
class PackageReport:
    """The verdict on one package.

    `rows` maps each table that was read to its number of rows, `left_out` each option by which
    checks were left out to their number. A large package is judged in `parts`; of those that are
    on record the verdict was taken from there. The table `unordered` does not come in the
    order of the sources, and was sorted for it.
    """

    name: str
    path: str
    version: str | None = None
    profile: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    of_source: SourceTally = field(default_factory=SourceTally)
    errors: list[CannotJudge] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    parts: int = 0
    parts_on_record: int = 0
    unordered: str | None = None
    bar: Bar = Bar()

    @property
    def recorded(self) -> int:
        """How many findings about the source are on record."""
        return self.of_source.counts.total()

    @property
    def source_findings(self) -> list[SourceFinding]:
        """The findings about the source that are listed."""
        return self.of_source.listed

    @property
    def skipped(self) -> list[Check]:
        """The checks that were not made, each with its reason."""
        return [check for check in self.checks if check.outcome is Outcome.SKIPPED]

    @property
    def all_findings(self) -> list[AnyFinding]:
        """The findings about the tables, then those about the source."""
        return [*self.findings, *self.source_findings]

    @property
    def waived(self) -> list[AnyFinding]:
        """The findings that a waiver lets stand."""
        return [finding for finding in self.all_findings if finding.waiver is not None]

    @property
    def faults(self) -> list[Finding]:
        """The errors in the tables that no waiver lets stand: nothing is built on them."""
        return [finding for finding in self.findings if Bar().failed_by(finding)]

    @property
    def open_findings(self) -> list[Finding]:
        """The findings about the tables that no waiver lets stand."""
        return [finding for finding in self.findings if finding.waiver is None]

    @property
    def failing_source_findings(self) -> list[SourceFinding]:
        """The findings about the source that are grave enough to fail this run, as far as those are
        listed.
        """
        return [finding for finding in self.source_findings if self.bar.failed_by(finding)]

    @property
    def unlisted_of_source(self) -> Counter[SourceKind]:
        """How many more there are of them that are not listed, of each kind."""
        unlisted = self.of_source.unlisted.items()
        return Counter({kind: number for kind, number in unlisted if self.bar.fails(kind)})

    @property
    def found(self) -> int:
        """How many findings no waiver lets stand, those of the source where they fail the run.

        A check that fails everywhere counts whole, though no more than 1000 of it are listed.
        """
        waived = len(self.findings) - len(self.open_findings)
        about_tables = sum(check.findings for check in self.checks) - waived
        of_source = len(self.failing_source_findings) + self.unlisted_of_source.total()
        return about_tables + of_source

    @property
    def exit_code(self) -> int:
        """0: judged, nothing found that fails a run; 1: judged, found; 2: could not judge."""
        if self.errors or any(check.outcome is Outcome.CRASHED for check in self.checks):
            return 2
        failing = any(map(self.bar.failed_by, self.all_findings))
        return int(failing and not self.bar.exit_zero)


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all packages of one run, and what of the rule book was asked for."""

    evitab: str
    standard: str
    packages: tuple[PackageReport, ...]
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    bar: Bar = Bar()

    @property
    def exit_code(self) -> int:
        """The gravest exit code of the packages."""
        return max((package.exit_code for package in self.packages), default=0)
