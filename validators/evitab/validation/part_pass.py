"""The second pass over a large package: what must see more than a row, a part at a time.

A part has whole sources. Sources whose rows are wrong are not held against the rules about the
source, which would reckon with them; the others of the part are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from evitab.engines.engine import Engine
from evitab.finding import Bar, CannotJudge, Check, Finding, SourceFinding
from evitab.grounding import ground
from evitab.package import Contents, Table
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Standard
from evitab.validation.about_source import judge_source, unasked
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import hear
from evitab.validation.homes import Homes
from evitab.validation.parts import Part
from evitab.validation.waivers import Granted

Verdict = Iterator[tuple[Check, list[Finding]]]
Rows = npt.NDArray[np.int64]
# A condition, by its name and the columns that it reads.
Name = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class PartJob:
    """What the second pass asks of each part.

    `contents` has the heads of all tables, `shared` the tables that belong to no source; `left`
    names the conditions of each table that the first pass left. `faulty` are the rows, by table,
    that the first pass found wrong, `malformed` those that no words can be held against; those that
    a waiver lets stand are not among them.
    """

    contents: Contents
    shared: Mapping[str, Table]
    standard: Standard
    engine: Engine
    seen_to: frozenset[str]
    left: Mapping[str, Collection[Name]]
    faulty: Mapping[str, Rows]
    malformed: Mapping[str, Rows]
    granted: Granted
    rules: Sequence[Rule] | None = None
    wants: Callable[[str], bool] = lambda _: True


@dataclass
class PartVerdict:
    """What the second pass found in one part; `unsound` counts sources that rules were not asked
    about, since their rows are wrong.
    """

    checks: list[tuple[Check, list[Finding]]] = field(default_factory=list)
    source_findings: list[SourceFinding] = field(default_factory=list)
    errors: list[CannotJudge] = field(default_factory=list)
    sources: int = 0
    unsound: int = 0

    def enter(self, job: PartJob, verdict: Iterable[tuple[Check, list[Finding]]]) -> None:
        """Take in checks with their findings, and the waivers that let some of those stand."""
        self.checks.extend((check, job.granted.waive_of(check, found)) for check, found in verdict)

    def faults(self) -> list[Finding]:
        """The errors that no waiver lets stand."""
        bar = Bar()
        return [one for _, found in self.checks for one in found if bar.failed_by(one)]


def judge_part(job: PartJob, part: Part) -> PartVerdict:
    """Judge whole sources: what is left of the structure, the words, and what the source says."""
    verdict = PartVerdict()
    contents = part.read(job.contents, job.shared)
    verdict.enter(job, left_of_structure(job, contents, part.homes))
    wrong = _Wrong(job, part, contents)
    wrong.add(verdict.faults())
    verdict.sources = len(wrong.sources)
    for is_sound in (True, False):
        some = wrong.contents(is_sound=is_sound)
        if some is not None and "passages" in contents.dataset.profile.by_name:
            verdict.enter(job, _grounding(job, verdict, some, wrong.malformed, is_sound=is_sound))
    wrong.add(verdict.faults())
    verdict.unsound = wrong.unsound
    if (sound := wrong.contents(is_sound=True)) is not None:
        found, checks = judge_source(sound, job.engine)
        verdict.source_findings = [job.granted.waive(one) for one in found]
        verdict.enter(job, checks)
    if verdict.unsound:
        verdict.enter(job, ((check, []) for check in unasked(contents)))
    return verdict


def left_of_structure(job: PartJob, contents: Contents, tables: Collection[str]) -> Verdict:
    """The conditions on some tables that the first pass left."""
    for name in tables:
        table = contents.tables.get(name)
        if table is None or not job.left.get(name) or not len(table.data):
            continue
        docket = structure_docket(
            contents, table, job.standard, seen_to=job.seen_to, rules=job.rules
        )
        asked = tuple(c for c in docket.conditions if (c.name, c.reads) in job.left[name])
        yield from hear(replace(docket, conditions=asked, skipped=()), job.engine)


def _grounding(
    job: PartJob,
    verdict: PartVerdict,
    contents: Contents,
    malformed: Collection[tuple[str | None, int | None]],
    *,
    is_sound: bool,
) -> Verdict:
    try:
        grounding = ground(contents, job.standard, malformed, is_clean=is_sound)
    except CannotJudge as error:
        verdict.errors.append(error)
        return
    for check in grounding.checks:
        ours = [
            finding
            for finding in grounding.findings
            if (finding.rule, finding.table or "sources") == (check.rule, check.table)
        ]
        yield check, ours


class _Wrong:
    """The sources of a part of which some row is wrong."""

    def __init__(self, job: PartJob, part: Part, contents: Contents) -> None:
        self._contents, self._homes, self._shared = contents, part.homes, job.shared
        every = [np.unique(homes) for homes in part.homes.values()]
        self.sources = np.unique(np.concatenate([*every, np.zeros(0, np.int32)]))
        self._unsound: set[int] = set()
        self.malformed: set[tuple[str | None, int | None]] = set()
        for name in part.homes:
            marks = part.marked(name, job.faulty.get(name, np.zeros(0, np.int64)))
            self._unsound.update(part.homes[name][marks].tolist())
            bad = part.marked(name, job.malformed.get(name, np.zeros(0, np.int64)))
            lines = contents.tables[name].lines[bad] if bad.any() else ()
            self.malformed.update((name, int(line)) for line in lines)

    def add(self, faults: Collection[Finding]) -> None:
        """Say that rows are wrong."""
        by_table: dict[str, list[int]] = {}
        for one in faults:
            if one.table in self._homes and one.line is not None:
                by_table.setdefault(one.table, []).append(one.line)
                if is_malformed(one):
                    self.malformed.add((one.table, one.line))
        for name, lines in by_table.items():
            marks = np.isin(self._contents.tables[name].lines, lines)
            self._unsound.update(self._homes[name][marks].tolist())

    @property
    def unsound(self) -> int:
        """How many sources have a row that is wrong."""
        return len(self._unsound)

    def contents(self, *, is_sound: bool) -> Contents | None:
        """The part with the rows of its sound sources, or of the others; None if it has none."""
        if is_sound and not self._unsound:
            return self._contents
        is_ours = np.isin(self.sources, list(self._unsound)) != is_sound
        if not is_ours.any():
            return None
        ours = self.sources[is_ours]
        tables = {
            name: table
            if name in self._shared or name not in self._homes
            else _of(table, self._homes[name], ours)
            for name, table in self._contents.tables.items()
        }
        return self._contents.with_tables(tables)


def _of(table: Table, homes: Homes, sources: npt.NDArray[np.int32]) -> Table:
    return table.take(np.flatnonzero(np.isin(homes, sources)))


def is_malformed(fault: Finding) -> bool:
    """Whether no words can be held against the row of a fault.

    They can against a row of which a rule of meaning does not hold: its words tell what is wrong.
    """
    return fault.table == "passages" or fault.rule not in _meaning()


@cache
def _meaning() -> frozenset[str]:
    return frozenset(rule.name for rule in all_rules())
