"""A large package judged on a cluster, in the two passes of one machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evitab.columns import Mask
from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, Outcome, PackageReport, Severity, SourceFinding
from evitab.package import Contents, Table
from evitab.validation.homes import SOURCES, Link
from evitab.validation.marks import Marks
from evitab.validation.part_job import PartJob
from evitab.validation.part_pass import source_files
from evitab.validation.rows_pass import Job, RowsPass
from evitab.validation.second import judge_shared, with_sources
from evitab.validation.spark.first import First, judge_rows
from evitab.validation.spark.homes import ends_of, homes_of, ways_of
from evitab.validation.spark.notes import Note, Rows, Shipped, collected, packed_rows, sent
from evitab.validation.spark.rows import FLAGGED, REJECTED, pieces_of
from evitab.validation.spark.sources import (
    CHECK,
    FAULTY,
    MALFORMED,
    SOURCE,
    UNREAD,
    WRONG,
    Court,
    judged,
    part_said,
)
from evitab.validation.waivers import Granted
from evitab.validation.whole import is_sound

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass
class Cluster:
    """The two passes over a package, the second after the first; parts are of so many `rows`."""

    rows: int
    _first: First | None = None

    def judge_rows(self, job: Job) -> RowsPass:
        """Judge each row alone, and keys; raises CannotJudge where Spark does not start."""
        from evitab.validation.spark.session import session

        self._first = judge_rows(session(), replace(job, engine=Engine.STREAM))
        return self._first.done

    def second(
        self,
        report: PackageReport,
        contents: Contents,
        shared: Mapping[str, Table],
        granted: Granted,
    ) -> None:
        """Judge whole sources, and enter what was found in the report."""
        first = self._first
        assert first is not None  # noqa: S101 - there is no second without a first
        marks = Marks()
        done = replace(first.done, contents=contents)
        files = source_files(with_sources(done), marks, granted)
        linked = [name for name in first.done.scanned if name not in shared]
        job = _part_job(first, contents, shared, granted)
        for check, findings in judge_shared(job):
            report.checks.append(check)
            report.findings.extend(granted.waive_of(check, findings))
        job = replace(job, is_sound=is_sound(report, linked))
        notes = _said(report, first, job, self.rows, marks.faulty(SOURCES))
        _enter(report, shared, files, notes)


def _part_job(
    first: First, contents: Contents, shared: Mapping[str, Table], granted: Granted
) -> PartJob:
    job, left = first.job, first.done.left
    names = {name: {(c.name, c.reads) for c in each} for name, each in left.items()}
    return PartJob(
        contents,
        shared,
        job.standard,
        Engine.STREAM,
        job.seen_to,
        names,
        {},
        {},
        granted,
        rules=job.rules,
    )


def _said(report: PackageReport, first: First, job: PartJob, rows: int, wrong: Rows) -> list[Note]:
    """What workers say of all sources."""
    scanned, ways = first.done.scanned, ways_of(first)
    if SOURCES not in ways:
        return []
    count = scanned[SOURCES].rows
    total = sum(scanned[name].rows for name in ways)
    if not total:
        return list(part_said(job, []))
    homes = homes_of(first, ways)
    pieces = pieces_of(first.spark, first.listed, list(ways))
    order = _order(first, homes, ways)
    report.unordered = order.unordered
    # What is out of order may point to any source, and is judged at once, as on one machine.
    sources = max(1, count if order.unordered else rows * count // total)
    report.parts = -(-count // sources)
    graves, waived = _graves(first), _waived(first, job.granted)
    court = Court(job, first.shelf, sources, graves, waived, order.before)
    flagged = first.notes.where(first.notes.kind.isin(FLAGGED, REJECTED))
    about = flagged.where(flagged.table.isin(*ways)).unionByName(homes)
    about = about.unionByName(sent(first.spark, _wrong(first, wrong)))
    size = sum(len(first.listed.places[name]) for name in ways)
    return collected(judged(about, pieces, size, Shipped.of(court)))


def _graves(first: First) -> dict[tuple[str, str], str]:
    """How wrong a row is that fails each condition; those that are no error are left out."""
    graves = {}
    for about, condition in first.conditions.items():
        if isinstance(condition, Mask):
            graves[about] = MALFORMED
        elif condition.severity is Severity.ERROR:
            graves[about] = FAULTY
    return graves


def _waived(first: First, granted: Granted) -> dict[tuple[str, str], Rows]:
    """The rows that a waiver lets stand, by the condition that they fail."""
    waived = {}
    for about, rows in first.places.items():
        tally = first.done.scanned[about[0]].tallies[id(first.conditions[about])]
        findings = granted.waive_of(tally.check, tally.findings)
        stands = np.array([finding.waiver is not None for finding in findings], bool)
        if stands.any():
            waived[about] = rows[: len(stands)][stands]
    return waived


def _wrong(first: First, rows: Rows) -> Iterator[Note]:
    """Rows of sources whose files are wrong."""
    start = 0
    for piece, (_, size) in enumerate(first.done.scanned[SOURCES].pieces):
        ours = rows[(rows >= start) & (rows < start + size)] - start
        if len(ours):
            yield Note(SOURCES, piece, WRONG, count=len(ours), rows=packed_rows(ours))
        start += size


@dataclass
class _Order:
    """In which order the rows of tables come: for each piece the source of the last row before it
    that has one, and the first table that is out of order.
    """

    before: dict[tuple[str, int], int]
    unordered: str | None = None


def _order(first: First, homes: DataFrame, ways: Mapping[str, Link | None]) -> _Order:
    order = _Order({})
    ends = {(note.table, note.piece): note for note in collected(ends_of(homes))}
    for name in ways:
        known = 0
        for piece in range(len(first.listed.places[name])):
            order.before[name, piece] = known
            if (note := ends.get((name, piece))) is not None:
                start, last = np.frombuffer(note.numbers or b"", np.int32).tolist()
                if not note.count or start < known:
                    order.unordered = order.unordered or name
                known = last
    return order


# Into the report -------------------------------------------------------------------------------


def _enter(
    report: PackageReport,
    shared: Mapping[str, Table],
    files: list[tuple[Check, list[Finding]]],
    notes: list[Note],
) -> None:
    from evitab.validation.merged import Merged

    merged = Merged()
    of_checks = [note for note in notes if note.kind == CHECK]
    for note in sorted(of_checks, key=lambda note: (note.bucket, note.count)):
        merged.enter(*note.value)
    for check, findings in files:
        merged.enter(check, findings)
    for check, findings in merged.verdict():
        # Of a shared table each part was asked whole.
        is_repeated = check.table in shared and check.outcome is not Outcome.SKIPPED
        rows = len(shared[check.table].data) if is_repeated else check.rows
        report.checks.append(replace(check, rows=rows))
        report.findings.extend(findings)
    found: list[SourceFinding] = []
    for note in notes:
        found.extend(note.value if note.kind == SOURCE else ())
    order = {name: at for at, name in enumerate(report.rows)}
    found.sort(key=lambda one: (order.get(one.table, -1), one.line or 0, one.rule, one.observed))
    report.source_findings.extend(found)
    report.errors.extend(note.value for note in notes if note.kind == UNREAD)
