"""The verdict in one screen: what was checked, what holds, what does not, worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evitab.finding import CannotJudge, Finding, Outcome, Severity, SourceFinding
from evitab.reporting.html.cards import anchor_of, works_of
from evitab.reporting.html.subject import Subject
from evitab.reporting.source_findings import HARMS
from evitab.rules import all_rules

# So many findings have room on a screen, and none of those that weigh most may wait behind it.
_TOP = 4
_GRAVE = {"critical", "high"}


@dataclass(frozen=True)
class Summary:
    """What the first screen says.

    `findings` counts those about the source, of which a thousand of a rule are listed, `harms` by
    harm; `at_odds` are those that no innocent
    reading explains, `worst` the first of all; `unasked` counts the checks of the source that were
    not asked; `faults` is what is wrong with the tables, `skipped` what was not asked, by the
    reason; `looked_up` counts the works of the list by what came of looking them up.
    """

    tables: int
    rows: int
    asked: int
    passed: int
    skipped: Mapping[str, Sequence[str]]
    errors: Sequence[CannotJudge]
    faults: Sequence[Finding]
    findings: int
    harms: Mapping[str, int]
    at_odds: int
    unasked: int
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
    about_source = {rule.name for rule in all_rules() if rule.about == "source"}
    counts: Counter[str] = Counter()
    at_odds = 0
    for kind, number in verdict.of_source.counts.items():
        counts[kind.harm] += number
        at_odds += number if kind.severity is not Severity.INFO else 0
    return Summary(
        tables=len(verdict.rows),
        rows=sum(verdict.rows.values()),
        asked=outcomes[Outcome.PASSED] + outcomes[Outcome.FAILED],
        passed=outcomes[Outcome.PASSED],
        skipped=skipped,
        errors=verdict.errors,
        faults=verdict.open_findings,
        findings=verdict.recorded,
        harms={harm: counts[harm] for harm in HARMS if counts[harm]},
        at_odds=at_odds,
        unasked=sum(check.rule in about_source for check in verdict.skipped),
        worst=_worst(subject.findings),
        quotations=sum(row["exact"] is not None for row in subject.rows("passages")),
        looked_up=_looked_up(subject),
    )


def _worst(findings: Sequence[SourceFinding]) -> list[SourceFinding]:
    """The first findings: each grave one, and of the others one of a rule."""
    first: dict[str, SourceFinding] = {}
    for each in findings:
        first.setdefault(anchor_of(each) if each.harm in _GRAVE else each.rule, each)
    return list(first.values())[:_TOP]


def _looked_up(subject: Subject) -> Mapping[str, int]:
    """How many works of the list look-ups found, found under another title, did not find; how many
    were looked up at all.
    """
    works = works_of(subject)
    asked = [work for work in works if work.outcome != "not-checked"]
    counts = Counter("other" if work.is_other_title else work.outcome for work in asked)
    outcomes = {name: counts[name] for name in ("found", "other", "not-found")}
    return {"all": len(works), "asked": len(asked), **outcomes}
