"""A large package judged on a cluster, in the two passes of one machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evitab.engines.engine import Engine
from evitab.finding import LISTED, Check, Finding, Outcome, PackageReport
from evitab.package import Contents, Table
from evitab.validation.homes import SOURCES, source_keys
from evitab.validation.marks import Marks
from evitab.validation.merged import Merged
from evitab.validation.options import Options
from evitab.validation.part_job import PartJob
from evitab.validation.part_pass import source_files
from evitab.validation.rows_pass import Job, RowsPass
from evitab.validation.second import judge_shared, with_sources
from evitab.validation.spark.across import ASTRAY, judge_across
from evitab.validation.spark.court import Court, graves_of, waived_of, wrong_sources
from evitab.validation.spark.cutting import bounds
from evitab.validation.spark.first import First
from evitab.validation.spark.homes import Found, homes_of, ways_of
from evitab.validation.spark.notes import Note, Rows, Shipped, collected, one_by_one, sent
from evitab.validation.spark.rows import FLAGGED, REJECTED, pieces_of
from evitab.validation.spark.rows_pass import judge_rows
from evitab.validation.spark.sources import CHECK, SOURCE, UNREAD, judged, part_said, summed
from evitab.validation.waivers import Granted
from evitab.validation.whole import is_sound

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Files = Sequence[tuple[Check, list[Finding]]]


@dataclass
class Cluster:
    """The two passes over a package, the second after the first."""

    options: Options
    _first: First | None = None
    _found: Found | None = None

    def judge_rows(self, job: Job) -> RowsPass:
        """Judge each row alone, and keys; raises CannotJudge where Spark does not start."""
        from evitab.validation.spark.session import session

        self._first = judge_rows(session(), replace(job, engine=Engine.STREAM))
        return self._first.done

    def judge_across(self) -> None:
        """Find the source of each row, and judge which rows point to another."""
        first = self._first
        assert first is not None  # noqa: S101 - rows are judged before
        if SOURCES in (ways := ways_of(first)):
            has_rows = any(first.done.scanned[name].rows for name in ways)
            self._found = homes_of(first, ways) if has_rows else Found(ways, sent(first.spark, []))
            judge_across(first, self._found)

    def second(
        self,
        report: PackageReport,
        contents: Contents,
        shared: Mapping[str, Table],
        granted: Granted,
    ) -> None:
        """Judge whole sources, and enter what was found in the report."""
        first, sink = self._first, self.options.sink
        assert first is not None  # noqa: S101 - there is no second without a first
        marks = Marks()
        done = replace(first.done, contents=contents)
        with_words = with_sources(done)
        files = source_files(with_words, marks, granted)
        linked = [name for name in first.done.scanned if name not in shared]
        job = self._job(first, contents, shared, granted)
        job = replace(job, every_source=source_keys(with_words))
        for check, findings in judge_shared(job):
            report.checks.append(check)
            report.findings.extend(granted.waive_of(check, findings)[:LISTED])
            sink(findings)
        job = replace(job, is_sound=is_sound(report, linked))
        notes = self._said(report, first, job, marks.faulty(SOURCES))
        for _, findings in files:
            sink(findings)
        _enter(report, shared, files, notes)
        first.forget()

    def _job(
        self, first: First, contents: Contents, shared: Mapping[str, Table], granted: Granted
    ) -> PartJob:
        left = first.done.left.items()
        return PartJob(
            contents,
            None,
            shared,
            first.job.standard,
            Engine.STREAM,
            first.job.seen_to,
            {name: {(c.name, c.reads) for c in each} for name, each in left},
            {},
            {},
            granted,
            rules=first.job.rules,
            listed=self.options.listed,
        )

    def _said(self, report: PackageReport, first: First, job: PartJob, wrong: Rows) -> list[Note]:
        """What workers say of all sources; `wrong` are rows of sources that are."""
        found = self._found
        if found is None:
            return []
        total = sum(first.done.scanned[name].rows for name in found.ways)
        self.options.tell("judged", 0, total)
        if not total:
            report.parts = 1
            return list(part_said(job, []))
        cut = bounds(first, found, self.options.part)
        report.parts = len(cut) - 1
        graves, waived = graves_of(first), waived_of(first, job.granted)
        court = Court(job, first.shelf, cut, found.before, graves, waived)
        said_of = first.notes.where(first.notes.kind.isin(FLAGGED, REJECTED, ASTRAY))
        about = said_of.where(said_of.table.isin(*found.ways)).unionByName(found.notes)
        about = about.unionByName(sent(first.spark, wrong_sources(first, wrong)))
        pieces = pieces_of(first.spark, first.listed, list(found.ways))
        size = sum(len(first.listed.places[name]) for name in found.ways)
        said = first.keep(judged(about, pieces, size, Shipped.of(court)))
        notes = collected(summed(said)) + collected(said.where(said.kind.isin(SOURCE, UNREAD)))
        self._sink(said)
        self.options.tell("judged", total, total)
        return sorted(notes, key=lambda note: (note.bucket, note.count))

    def _sink(self, said: DataFrame) -> None:
        """Tell of every finding where somebody wants them all."""
        if self.options.listed == LISTED:
            return
        for note in one_by_one(said.where(said.kind.isin(CHECK, SOURCE))):
            self.options.sink(note.value[1] if note.kind == CHECK else note.value)


def _enter(
    report: PackageReport, shared: Mapping[str, Table], files: Files, notes: Sequence[Note]
) -> None:
    merged = Merged()
    for note in notes:
        if note.kind == CHECK:
            merged.enter(*note.value)
        elif note.kind == SOURCE:
            report.source_findings.extend(note.value)
        else:
            report.errors.append(note.value)
    for check, findings in files:
        merged.enter(check, findings)
    for check, findings in merged.verdict():
        # Of a shared table each part was asked whole.
        is_repeated = check.table in shared and check.outcome is not Outcome.SKIPPED
        rows = len(shared[check.table].data) if is_repeated else check.rows
        report.checks.append(replace(check, rows=rows))
        report.findings.extend(findings)
