"""What must see more than a row, asked of whole sources: words, groups, and what the source says.

Sources whose rows are wrong are not held against the rules about the source, which would reckon
with them; the other sources are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evitab.engines.engine import Engine
from evitab.finding import Bar, CannotJudge, Check, Finding, Outcome, SourceFinding
from evitab.grounding import ground
from evitab.grounding.coverage import RULES as COVERAGE
from evitab.grounding.files import check_files
from evitab.grounding.ground import NEEDED
from evitab.package import Contents, Table
from evitab.rule import Rule
from evitab.standard import Standard
from evitab.validation.about_source import judge_source, unasked
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import Heard, hear
from evitab.validation.homes import Homes
from evitab.validation.marks import Marks, Rows, is_malformed
from evitab.validation.parts import Part
from evitab.validation.waivers import Granted

# A condition, by its name and the columns that it reads.
Name = tuple[str, tuple[str, ...]]
Verdict = Iterator[tuple[Check, list[Finding]]]


@dataclass(frozen=True)
class PartJob:
    """What is asked of each part.

    `contents` has the heads of all tables, `shared` the tables that belong to no source; `left`
    names the conditions of each table that were not asked yet. `faulty` are the rows of each table
    that were found wrong, `malformed` those that no words can be held against. Where nothing
    `is_sound` - a shared table is wrong, or one could not be read - no rule about the source is
    asked.
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
    is_sound: bool = True
    rules: Sequence[Rule] | None = None


@dataclass
class PartVerdict:
    """What was found in one part; `unsound` counts the sources that rules were not asked about."""

    checks: list[tuple[Check, list[Finding]]] = field(default_factory=list)
    source_findings: list[SourceFinding] = field(default_factory=list)
    errors: list[CannotJudge] = field(default_factory=list)
    sources: int = 0
    unsound: int = 0


def judge_part(job: PartJob, part: Part) -> PartVerdict:
    """Judge a part of a package, which is read for it."""
    return judge_sources(job, part.read(job.contents, job.shared), part)


def judge_sources(job: PartJob, contents: Contents, part: Part) -> PartVerdict:
    """Judge whole sources: what is left of the structure, the words, and what each source says."""
    verdict = PartVerdict()
    wrong = _Wrong(job, part, contents)
    for name, heard in left_of_structure(job, contents, part.homes):
        findings = job.granted.waive_of(heard.check, heard.findings)
        verdict.checks.append((heard.check, findings))
        marks = Marks()
        marks.add_failing(name, heard.condition, heard.rows, findings)
        wrong.add(name, marks.faulty(name), marks.malformed(name))
    if "passages" in contents.dataset.profile.by_name:
        sound, unsound = (wrong.contents(is_sound=is_sound) for is_sound in (True, False))
        if sound is not None:
            verdict.checks.extend(_grounded_and_covered(job, verdict, sound, wrong))
        if unsound is not None:
            verdict.checks.extend(_grounded(job, verdict, unsound, wrong, is_clean=False))
    verdict.sources, verdict.unsound = wrong.count, wrong.unsound
    if (sound := wrong.contents(is_sound=True)) is not None:
        found, checks = judge_source(sound, job.engine)
        verdict.source_findings = [job.granted.waive(one) for one in found]
        verdict.checks += [(check, job.granted.waive_of(check, told)) for check, told in checks]
    if verdict.unsound or not wrong.is_sound:
        verdict.checks.extend((check, []) for check in unasked(contents))
    return verdict


def left_of_structure(
    job: PartJob, contents: Contents, tables: Collection[str]
) -> Iterator[tuple[str, Heard]]:
    """What became of the conditions on some tables that were not asked yet."""
    for name in tables:
        table = contents.tables.get(name)
        if table is None or not job.left.get(name) or not len(table.data):
            continue
        docket = structure_docket(
            contents, table, job.standard, seen_to=job.seen_to, rules=job.rules
        )
        asked = tuple(c for c in docket.conditions if (c.name, c.reads) in job.left[name])
        for heard in hear(replace(docket, conditions=asked), job.engine):
            yield name, heard


def _grounded_and_covered(
    job: PartJob, verdict: PartVerdict, contents: Contents, wrong: _Wrong
) -> Verdict:
    """Hold sound sources against their words; those that then still are, also for what they leave
    out: what a wrong row should carry would count as left out.
    """
    found = list(_grounded(job, verdict, contents, wrong, is_clean=True))
    yield from found
    if all(check.outcome is not Outcome.FAILED for check, _ in found):
        return
    if (sound := wrong.contents(is_sound=True)) is not None:
        again = _grounded(job, verdict, sound, wrong, is_clean=True)
        yield from (each for each in again if each[0].rule in COVERAGE)


def _grounded(
    job: PartJob, verdict: PartVerdict, contents: Contents, wrong: _Wrong, *, is_clean: bool
) -> Verdict:
    try:
        grounding = ground(
            contents,
            job.standard,
            wrong.malformed,
            is_clean=is_clean,
            is_all=False,
            keeps_words=False,
        )
    except CannotJudge as error:
        verdict.errors.append(error)
        wrong.is_sound = False
        reason = f"{error.file} could not be read"
        yield Check("quote_stands_at_its_offsets", "passages", Outcome.SKIPPED, reason=reason), []
        return
    for check in grounding.checks:
        ours = [
            finding
            for finding in grounding.findings
            if (finding.rule, finding.table or "sources") == (check.rule, check.table)
        ]
        found = job.granted.waive_of(check, ours)
        wrong.add_faults(filter(Bar().failed_by, found))
        yield check, found


def source_files(contents: Contents) -> Verdict:
    """What is wrong with the files of the sources, which only all rows of `sources` can tell."""
    needed = NEEDED.items()
    tables = contents.tables
    if not all(name in tables and tables[name].has(columns) for name, columns in needed):
        return
    found = check_files(contents)
    for rule in dict.fromkeys(finding.rule for finding in found):
        ours = [finding for finding in found if finding.rule == rule]
        yield Check.asked(rule, "sources", rows=0, findings=len(ours)), ours


class _Wrong:
    """The sources of a part of which some row is wrong."""

    def __init__(self, job: PartJob, part: Part, contents: Contents) -> None:
        self._contents, self._homes, self.is_sound = contents, part.homes, job.is_sound
        every = [np.unique(homes) for homes in part.homes.values()]
        self._sources = np.unique(np.concatenate([*every, np.zeros(0, np.int32)]))
        self._unsound: set[int] = set()
        self.malformed: set[tuple[str | None, int | None]] = set()
        for name in part.homes:
            faulty = part.own(name, job.faulty.get(name))
            self.add(name, faulty, part.own(name, job.malformed.get(name)))

    def add(self, table: str, faulty: Rows, malformed: Rows) -> None:
        """Say which rows of a table of the part are wrong."""
        self._unsound.update(self._homes[table][faulty].tolist())
        lines = self._contents.tables[table].lines[malformed] if len(malformed) else ()
        self.malformed.update((table, int(line)) for line in lines)

    def add_faults(self, faults: Iterator[Finding]) -> None:
        """Say that the rows of some findings are wrong."""
        for fault in faults:
            table = self._contents.tables.get(str(fault.table))
            if table is None or table.name not in self._homes or fault.line is None:
                self.is_sound = False
                continue
            rows = np.flatnonzero(table.lines == fault.line)
            self.add(table.name, rows, rows if is_malformed(fault) else rows[:0])

    @property
    def count(self) -> int:
        """How many sources the part has."""
        return len(self._sources)

    @property
    def unsound(self) -> int:
        """How many sources have a row that is wrong."""
        return len(self._unsound) if self.is_sound else self.count

    def contents(self, *, is_sound: bool) -> Contents | None:
        """The part with the rows of its sound sources, or of the others; None if it has none."""
        if not self.unsound or not self.is_sound:
            return self._contents if is_sound == self.is_sound else None
        is_ours = np.isin(self._sources, list(self._unsound)) != is_sound
        ours = self._sources[is_ours]
        if not len(ours):
            return None
        tables = {
            name: _of(table, self._homes[name], ours) if name in self._homes else table
            for name, table in self._contents.tables.items()
        }
        return self._contents.with_tables(tables)


def _of(table: Table, homes: Homes, sources: Homes) -> Table:
    return table.take(np.flatnonzero(np.isin(homes, sources)))
