"""The verdict on a package of any size, in two passes over its tables, on all cores.

The first reads each table piece by piece and asks what hangs on one row alone, and keys. The second
takes whole sources, some at a time, and asks what must see more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, PackageReport
from evitab.grounding.ground import RULES as GROUNDING
from evitab.package import Contents, Medium, Table
from evitab.package.contents import open_package
from evitab.package.pieces import Scan
from evitab.package.shape import no_rows
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Standard
from evitab.validation.about_source import CURRENT
from evitab.validation.across import RULE as ACROSS
from evitab.validation.across import Across
from evitab.validation.authority import check_authority
from evitab.validation.book import Book
from evitab.validation.built import built_unasked
from evitab.validation.homes import Whereabouts, source_keys
from evitab.validation.marks import Marks
from evitab.validation.options import Options, nothing
from evitab.validation.part_digest import job_digest
from evitab.validation.part_job import PartJob
from evitab.validation.part_pass import source_files
from evitab.validation.parts import Cut
from evitab.validation.reading import SEEN_TO, files_listed, not_read, table_read
from evitab.validation.rows_pass import Job, RowsPass, judge_across, judge_rows
from evitab.validation.scan import Scanned
from evitab.validation.second import (
    cut_in_parts,
    followed,
    judge_parts,
    judge_shared,
    shared_tables,
    with_sources,
)
from evitab.validation.selection import Selection
from evitab.validation.waivers import Granted
from evitab.validation.whole import is_sound

if TYPE_CHECKING:
    from evitab.validation.spark.cluster import Cluster

Verdict = Iterator[tuple[Check, list[Finding]]]


@dataclass
class Pass:
    """One pass over the rows of a package, of which word is given."""

    tell: Callable[[str, int, int], None]
    work: str
    rows: int
    done: int = 0

    def __call__(self, rows: int) -> None:
        """Count rows that are done."""
        self.done += rows
        self.tell(self.work, self.done, self.rows)


def judge_large(
    report: PackageReport,
    root: Path,
    standard: Standard,
    options: Options,
    *,
    selection: Selection,
    medium: Medium | None,
    grant: Callable[[Contents], Granted],
) -> tuple[Contents, Granted]:
    """Judge the package in a folder piece by piece and enter what was found in its report.

    `grant` gives the waivers of a package, from its table of them. Raises CannotJudge where
    `dataset.json` cannot be used.
    """
    contents, scans = open_package(root, standard, medium)
    has_more = _asks_more(contents, options.rules, selection)
    wants = (lambda _: True) if has_more else selection.wants
    job = _job(contents, scans, standard, options, wants)
    cluster = _cluster(options)
    done = cluster.judge_rows(job) if cluster else judge_rows(job)
    goes_on = has_more or any(done.left.values())
    known = None
    across: Across = {}
    if goes_on or job.wants(ACROSS):
        if cluster:
            cluster.judge_across()
        else:
            known = followed(done)
            across = judge_across(job, done, known)
    shared = shared_tables(done) if goes_on else {}
    contents = done.contents.with_tables({**done.contents.tables, **shared})
    book = Book(report, grant(contents), options.sink)
    _facts(report, done)
    book.enter(files_listed(contents))
    # What the pieces gave was told when they were read.
    book.enter(_read(done), is_told=True)
    book.enter(check_authority(contents))
    book.enter(_structure(done), is_told=True)
    for found in done.scanned.values():
        book.sink(_of_head(found))
    if goes_on:
        whole = replace(done, contents=contents)
        if cluster:
            cluster.judge_parts(book, whole, shared)
        elif known:
            _second(book, job, whole, known, options, across=across, shared=shared)
        report.checks.extend(built_unasked(contents))
    if cluster:
        cluster.forget()
    return contents, book.granted


def _cluster(options: Options) -> Cluster | None:
    """What judges in the place of this machine, where that is asked for."""
    if options.engine is not Engine.SPARK:
        return None
    # Few ask for it: it is not loaded for the others.
    from evitab.validation.spark.cluster import Cluster

    return Cluster(options)


def _job(
    contents: Contents,
    scans: Mapping[str, Scan],
    standard: Standard,
    options: Options,
    wants: Callable[[str], bool],
) -> Job:
    return Job(
        contents,
        scans,
        standard,
        options.engine,
        options.budget.readers(scans.values()),
        SEEN_TO[contents.medium],
        wants,
        options.rules,
        Pass(options.tell, "read", sum(scan.rows for scan in scans.values())),
        None if options.sink is nothing else options.sink,
    )


def _facts(report: PackageReport, done: RowsPass) -> None:
    dataset = done.contents.dataset
    report.name, report.version = dataset.name, dataset.version
    report.profile = dataset.profile.name
    report.rows = {
        name: done.scanned[name].rows for name in done.contents.names if name in done.scanned
    }
    report.errors.extend(done.contents.errors.values())


def _asks_more(contents: Contents, rules: Sequence[Rule] | None, selection: Selection) -> bool:
    """Whether anything is asked for that hangs on what all other checks find."""
    asked = [rule.name for rule in (all_rules() if rules is None else rules)]
    names = [rule.name for rule in all_rules() if rule.about == "source" and rule.name in asked]
    if "passages" in contents.dataset.profile.by_name:
        names += [*GROUNDING, CURRENT]
    return any(map(selection.wants, names))


def _second(
    book: Book,
    job: Job,
    done: RowsPass,
    known: Whereabouts,
    options: Options,
    *,
    across: Across,
    shared: Mapping[str, Table],
) -> None:
    marks = Marks()
    for found in done.scanned.values():
        found.mark(marks, book.granted)
    with_words = with_sources(done)
    files = source_files(with_words, marks, book.granted)
    linked = [name for name in done.scanned if name not in shared]
    part_job = PartJob(
        done.contents,
        source_keys(with_words),
        shared,
        job.standard,
        job.engine,
        job.seen_to,
        {name: {(c.name, c.reads) for c in left} for name, left in done.left.items()},
        {name: marks.faulty(name) for name in linked},
        {name: marks.malformed(name) for name in linked},
        book.granted,
        across,
        rules=options.rules,
        record=options.record,
        listed=options.listed,
    )
    book.enter(judge_shared(part_job))
    part_job = replace(part_job, is_sound=is_sound(book.report, linked))
    part_job = replace(part_job, digest=job_digest(part_job) if options.record else "")
    rows, budget = sum(book.report.rows.values()), options.budget
    with TemporaryDirectory(prefix="evitab-", ignore_cleanup_errors=True) as folder:
        part = budget.part(options.part, rows)
        cut = cut_in_parts(done, known, part, Path(folder), job.workers)
        budget.refuse(cut.parts, rows)
        _parts(book, part_job, cut, options)
    book.merge(files)
    book.close(shared)


def _parts(book: Book, job: PartJob, cut: Cut, options: Options) -> None:
    report = book.report
    report.unordered = cut.unordered
    judging = Pass(options.tell, "judged", sum(part.rows for part in cut.parts))
    judging(0)
    marks = set()
    for verdict in judge_parts(job, cut.parts, options.budget.judges(judging.rows), judging):
        report.parts += 1
        report.parts_on_record += verdict.is_on_record
        marks.add(verdict.mark)
        book.merge_part(verdict)
    if options.record is not None:
        options.record.forget_others(marks)


def _read(done: RowsPass) -> Verdict:
    for name in done.contents.names:
        if (found := done.scanned.get(name)) is not None:
            findings = [*_of_head(found), *found.findings]
            yield from table_read(found.head, findings, found.rows, found.rejections)
    yield from not_read(done.contents)


def _of_head(found: Scanned) -> list[Finding]:
    """What is wrong with a table but for its rows."""
    is_empty = not found.rows and found.is_whole
    empty = no_rows(0, found.head.file, found.head.schema) if is_empty else ()
    return [*found.head.findings, *empty]


def _structure(done: RowsPass) -> Verdict:
    for name in done.contents.names:
        yield from ((check, []) for check in done.skipped.get(name, ()))
        if (found := done.scanned.get(name)) is not None:
            yield from ((tally.check, tally.findings) for tally in found.tallies.values())
        if found is not None and not found.rows:
            for each in done.left[name]:
                yield Check.asked(each.name, name, rows=0, findings=0, fields=each.reads), []
