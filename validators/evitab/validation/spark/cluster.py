"""A large package judged on a cluster, in the two passes of one machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evitab.engines.engine import Engine
from evitab.finding import LISTED
from evitab.package import Table
from evitab.validation.book import Book
from evitab.validation.marks import Marks
from evitab.validation.options import Options
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part_job import PartJob
from evitab.validation.parts.part_pass import source_files, source_rows
from evitab.validation.parts.second import judge_shared, part_job, with_sources
from evitab.validation.rows.rows_pass import Job, RowsPass
from evitab.validation.spark.across import ASTRAY, judge_across
from evitab.validation.spark.court import Court, graves_of, waived_of, wrong_sources
from evitab.validation.spark.cutting import bounds
from evitab.validation.spark.first import First
from evitab.validation.spark.homes import Found, homes_of, ways_of
from evitab.validation.spark.notes import Note, Rows, Shipped, collected, one_by_one, sent
from evitab.validation.spark.rows import FLAGGED, REJECTED, pieces_of
from evitab.validation.spark.rows_pass import judge_rows
from evitab.validation.spark.sources import CHECK, SAID, SOURCE, UNREAD, judged, part_said, summed
from evitab.validation.whole import is_sound


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

    def judge_parts(self, book: Book, done: RowsPass, shared: Mapping[str, Table]) -> None:
        """Judge whole sources, and enter what was found; `done` has the `shared` tables whole."""
        first = self._first
        assert first is not None  # noqa: S101 - rows are judged before
        marks = Marks()
        contents = with_sources(done)
        job = part_job(first.job, done, shared, book.granted, self.options)
        job, said = source_rows(job, contents, marks)
        files = source_files(contents, marks, book.granted)
        linked = [name for name in done.scanned if name not in shared]
        book.enter(judge_shared(job))
        job = replace(job, is_sound=is_sound(book.report, linked))
        self._judge(book, first, job, marks.faulty(SOURCES))
        book.merge([*said, *files])
        book.close(shared)

    def forget(self) -> None:
        """Let go of all that the cluster holds."""
        if self._first is not None:
            self._first.forget()

    def _judge(self, book: Book, first: First, job: PartJob, wrong: Rows) -> None:
        """Have workers judge all sources; `wrong` are rows of sources that are."""
        found, report = self._found, book.report
        ways = found.ways if found is not None else {}
        total = sum(first.done.scanned[name].rows for name in ways)
        self.options.tell("judged", 0, total)
        if found is None or not total:
            report.parts = 1
            _enter(book, list(part_said(job, [])), is_told=False)
            return
        cut = bounds(first, found, job.every_source, self.options.part)
        report.parts = len(cut) - 1
        graves, waived = graves_of(first), waived_of(first, job.granted)
        court = Court(job, first.shelf, cut, found.before, graves, waived)
        said_of = first.notes.where(first.notes.kind.isin(FLAGGED, REJECTED, ASTRAY))
        about = said_of.where(said_of.table.isin(*found.ways)).unionByName(found.notes)
        about = about.unionByName(sent(first.spark, wrong_sources(first, wrong)))
        pieces = pieces_of(first.spark, first.listed, list(found.ways))
        size = sum(len(first.listed.places[name]) for name in found.ways)
        said = first.keep(judged(about, pieces, size, Shipped.of(court)))
        if is_told := self.options.listed > LISTED:
            for note in one_by_one(said.where(said.kind.isin(CHECK, SAID))):
                book.sink(note.value if note.kind == SAID else note.value[1])
        notes = [*collected(summed(said)), *collected(said.where(said.kind == UNREAD))]
        _enter(book, notes, is_told=is_told)
        self.options.tell("judged", total, total)


def _enter(book: Book, notes: Sequence[Note], *, is_told: bool) -> None:
    """Enter what workers say of sources; the sink may have been told of the findings before."""
    values: dict[str, list[Any]] = {CHECK: [], SOURCE: [], SAID: [], UNREAD: []}
    for note in sorted(notes, key=lambda note: (note.bucket, note.count)):
        values[note.kind].append(note.value)
    book.merge(values[CHECK], is_told=is_told)
    for tally in values[SOURCE]:
        book.report.of_source.take_in(tally)
    for findings in values[SAID]:
        book.sink(findings)
    book.report.errors.extend(values[UNREAD])
