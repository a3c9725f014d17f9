"""Findings about the source of a package of any size: all are counted, the first are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from evitab.finding.finding import Severity, SourceFinding

# A check that fails everywhere is told by its count; so many of its findings are listed.
LISTED = 1000


class SourceKind(NamedTuple):
    """What a report tells findings about the source apart by."""

    rule: str
    table: str
    severity: Severity
    harm: str
    is_waived: bool
    is_appraisal: bool

    @classmethod
    def of(cls, one: SourceFinding) -> SourceKind:
        """The kind of a finding."""
        is_waived, is_appraisal = one.waiver is not None, one.appraisal is not None
        return cls(one.rule, one.table, one.severity, one.harm, is_waived, is_appraisal)


@dataclass(slots=True)
class SourceTally:
    """Findings about the source, as many as there are of each kind in `counts`.

    `listed` are the first thousand of a rule in a table, the first of each kind, and all that are
    waived: what decides on a run is among them.
    """

    listed: list[SourceFinding] = field(default_factory=list)
    counts: Counter[SourceKind] = field(default_factory=Counter)
    _listed_of: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, findings: Iterable[SourceFinding]) -> None:
        """Count findings, and list those that are to be."""
        for one in findings:
            kind = SourceKind.of(one)
            of = (one.rule, one.table)
            if kind.is_waived or kind not in self.counts or self._listed_of[of] < LISTED:
                self.listed.append(one)
                self._listed_of[of] += 1
            self.counts[kind] += 1

    def take_in(self, later: SourceTally) -> None:
        """Add what was found later."""
        self.add(later.listed)
        self.counts += later.unlisted

    @property
    def unlisted(self) -> Counter[SourceKind]:
        """How many of each kind are not listed."""
        return self.counts - Counter(map(SourceKind.of, self.listed))

    def keep(self, wants: Callable[[SourceKind], bool]) -> None:
        """Leave out the kinds that are not wanted."""
        self.counts = Counter({kind: count for kind, count in self.counts.items() if wants(kind)})
        self.listed = [one for one in self.listed if wants(SourceKind.of(one))]

    def by_rule(self) -> Counter[tuple[str, str]]:
        """How many there are of each rule in each table."""
        return by_rule(self.counts)


def by_rule(counts: Mapping[SourceKind, int]) -> Counter[tuple[str, str]]:
    """Counts of kinds, summed up for each rule in each table."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, count in counts.items():
        found[kind.rule, kind.table] += count
    return found
