"""The verdict in one screen: what was checked, what holds, what does not, worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evitab.finding import CannotJudge, Finding, Outcome, SourceFinding
from evitab.reporting.html.subject import Subject
from evitab.reporting.source_findings import HARMS

_TOP = 4


@dataclass(frozen=True)
class Summary:
    """What the first screen says.

    `harms` counts the findings about the source by harm; `at_odds` are those that no innocent
    reading explains, `worst` the first of them (of all, where there is none); `faults` is what is
    wrong with the tables, `skipped` what was not asked, by the reason.
    """

    tables: int
    rows: int
    asked: int
    passed: int
    skipped: Mapping[str, Sequence[str]]
    errors: Sequence[CannotJudge]
    faults: Sequence[Finding]
    harms: Mapping[str, int]
    at_odds: int
    worst: Sequence[SourceFinding]
    quotations: int
    looked_up: Mapping[str, int]

    @property
    def holds(self) -> bool:
        """Whether the tables could be judged, and nothing is wrong with them."""
        return not self.errors and not self.faults


def summary_of(subject: Subject) -> Summary:
    """Sum up the verdict on a package."""
    verdict = subject.verdict
    outcomes = Counter(check.outcome for check in verdict.checks)
    skipped: dict[str, list[str]] = defaultdict(list)
    for check in verdict.skipped:
        skipped[check.reason or ""].append(f"{check.rule} on {check.table}")
    at_odds = [each for each in subject.findings if each.severity != "info"]
    counts = Counter(each.harm for each in subject.findings)
    return Summary(
        tables=len(verdict.rows),
        rows=sum(verdict.rows.values()),
        asked=outcomes[Outcome.PASSED] + outcomes[Outcome.FAILED],
        passed=outcomes[Outcome.PASSED],
        skipped=skipped,
        errors=verdict.errors,
        faults=verdict.open_findings,
        harms={harm: counts[harm] for harm in HARMS if counts[harm]},
        at_odds=len(at_odds),
        worst=_one_of_each(at_odds or subject.findings),
        quotations=sum(row["exact"] is not None for row in subject.rows("passages")),
        looked_up=_looked_up(subject),
    )


def _one_of_each(findings: Sequence[SourceFinding]) -> list[SourceFinding]:
    """The first findings, one of a rule: a screen has room for few."""
    first: dict[str, SourceFinding] = {}
    for each in findings:
        first.setdefault(each.rule, each)
    return list(first.values())[:_TOP]


def _looked_up(subject: Subject) -> Mapping[str, int]:
    """How many works of the list were found by some look-up, how many were not."""
    outcomes: dict[str, set[str]] = defaultdict(set)
    for row in subject.rows("reference_checks"):
        outcomes[row["reference_id"]].add(row["outcome"])
    works = [outcomes.get(row["reference_id"], set()) for row in subject.rows("references")]
    return {"all": len(works), "found": sum("found" in each for each in works)}
