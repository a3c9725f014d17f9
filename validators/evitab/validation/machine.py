"""A large package judged on this machine, on all its cores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from evitab.package import Table
from evitab.validation.book import Book
from evitab.validation.marks import Marks
from evitab.validation.options import Options, Pass
from evitab.validation.parts.across import Across
from evitab.validation.parts.cut import Cut
from evitab.validation.parts.homes import Whereabouts
from evitab.validation.parts.part import give_back
from evitab.validation.parts.part_digest import job_digest
from evitab.validation.parts.part_job import PartJob
from evitab.validation.parts.part_pass import source_files, source_rows
from evitab.validation.parts.second import (
    cut_in_parts,
    followed,
    judge_parts,
    judge_shared,
    part_job,
    with_sources,
)
from evitab.validation.rows.rows_pass import Job, RowsPass, judge_across, judge_rows
from evitab.validation.whole import is_sound


@dataclass
class Machine:
    """The two passes over a package, the second after the first."""

    options: Options
    _job: Job | None = None
    _done: RowsPass | None = None
    _known: Whereabouts | None = None
    _across: Across = field(default_factory=dict)

    def judge_rows(self, job: Job) -> RowsPass:
        """Judge each row alone, and keys."""
        self._job, self._done = job, judge_rows(job)
        return self._done

    def judge_across(self) -> None:
        """Find the source of each row, and judge which rows point to another."""
        assert self._job is not None and self._done is not None  # noqa: PT018, S101 - judged before
        self._known = followed(self._done)
        self._across = judge_across(self._job, self._done, self._known)

    def judge_parts(self, book: Book, done: RowsPass, shared: Mapping[str, Table]) -> None:
        """Judge whole sources, and enter what was found; `done` has the `shared` tables whole."""
        assert self._job is not None and self._known is not None  # noqa: PT018, S101 - known before
        marks = Marks()
        for found in done.scanned.values():
            found.mark(marks, book.granted)
        contents = with_sources(done)
        job = part_job(self._job, done, shared, book.granted, self.options)
        job, said = source_rows(job, contents, marks)
        files = source_files(contents, marks, book.granted)
        linked = [name for name in done.scanned if name not in shared]
        job = replace(
            job,
            faulty={name: marks.faulty(name) for name in linked},
            malformed={name: marks.malformed(name) for name in linked},
            across=self._across,
            record=self.options.record,
        )
        book.enter(judge_shared(job))
        job = replace(job, is_sound=is_sound(book.report, linked))
        job = replace(job, digest=job_digest(job) if job.record else "")
        rows, budget = sum(book.report.rows.values()), self.options.budget
        held = sum(done.scanned[name].largest for name in linked)
        held += sum(table.data.nbytes for table in shared.values())
        give_back()
        with TemporaryDirectory(prefix="evitab-", ignore_cleanup_errors=True) as folder:
            size = budget.part(self.options.part, rows, held)
            cut = cut_in_parts(
                done,
                self._known,
                job.every_source,
                rows=size,
                folder=Path(folder),
                workers=self._job.workers,
            )
            budget.refuse(cut.parts, rows, held)
            self._judge(book, job, cut, held)
        book.merge([*said, *files])
        book.close(shared)

    def forget(self) -> None:
        """Let go of what is known of the rows."""
        self._done, self._known, self._across = None, None, {}

    def _judge(self, book: Book, job: PartJob, cut: Cut, held: int) -> None:
        report, budget = book.report, self.options.budget
        report.unordered = cut.unordered
        judging = Pass(self.options.tell, "judged", sum(part.rows for part in cut.parts))
        judging(0)
        marks = set()
        for verdict in judge_parts(job, cut.parts, budget.judges(judging.rows, held), judging):
            report.parts += 1
            report.parts_on_record += verdict.is_on_record
            marks.add(verdict.mark)
            book.merge_part(verdict)
        if job.record is not None:
            job.record.forget_others(marks)
