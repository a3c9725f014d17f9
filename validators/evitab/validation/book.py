"""Where verdicts are entered: the report, and whoever wants every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evitab.finding import LISTED, AnyFinding, Check, Finding, Outcome, PackageReport
from evitab.package import Table
from evitab.validation.parts.merged import Merged
from evitab.validation.parts.part_verdict import PartVerdict
from evitab.validation.waivers import Granted

Verdicts = Iterable[tuple[Check, list[Finding]]]


@dataclass
class Book:
    """The report of a package, with the waivers that are `granted`, and a `sink` that is told of
    every finding. Checks that are made part by part are summed up until it is closed.
    """

    report: PackageReport
    granted: Granted
    sink: Callable[[Sequence[AnyFinding]], None]
    _merged: Merged = field(default_factory=Merged)

    def enter(self, verdicts: Verdicts, *, is_told: bool = False) -> None:
        """Enter checks that are made once; the sink may have been told before."""
        for check, findings in verdicts:
            self.report.checks.append(check)
            self.report.findings.extend(self.granted.waive_of(check, findings)[:LISTED])
            self.sink([] if is_told else findings)

    def merge(self, verdicts: Verdicts, *, is_told: bool = False) -> None:
        """Enter what became of checks in one part; the sink may have been told before."""
        for check, findings in verdicts:
            self._merged.enter(check, findings)
            self.sink([] if is_told else findings)

    def merge_part(self, part: PartVerdict) -> None:
        """Enter the verdict on one part."""
        self.merge(part.checks)
        self.report.of_source.add(part.source_findings)
        self.sink(part.source_findings)
        self.report.errors.extend(part.errors)

    def close(self, shared: Mapping[str, Table]) -> None:
        """Put the checks that were summed up into the report; `shared` tables were asked whole in
        each part.
        """
        for check, findings in self._merged.verdict():
            is_repeated = check.table in shared and check.outcome is not Outcome.SKIPPED
            rows = len(shared[check.table].data) if is_repeated else check.rows
            self.report.checks.append(replace(check, rows=rows))
            self.report.findings.extend(findings)
