"""The verdict on a package of any size, in two passes over its tables, on all cores.

The first reads each table piece by piece and asks what hangs on one row alone, and keys. The second
takes whole sources, some at a time, and asks what must see more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from evitab.engines.crew import cores
from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, PackageReport
from evitab.package import Contents, Medium, Table
from evitab.package.contents import open_package
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Standard
from evitab.validation.authority import check_authority
from evitab.validation.marks import Marks
from evitab.validation.merged import Merged
from evitab.validation.part_pass import PartJob
from evitab.validation.parts import ROWS
from evitab.validation.reading import SEEN_TO, files_listed, not_read, table_read
from evitab.validation.rows_pass import Job, RowsPass, judge_rows
from evitab.validation.second import cut_in_parts, judge_parts, judge_shared, shared_tables
from evitab.validation.waivers import Granted
from evitab.validation.whole import is_sound

Verdict = Iterator[tuple[Check, list[Finding]]]


@dataclass(frozen=True)
class Way:
    """How a large package is judged.

    `wants` says whether a check of a name is asked for, `part` of how many rows the parts are, and
    `tell` is told of rows that were read.
    """

    engine: Engine = Engine.STREAM
    workers: int = 0
    part: int = ROWS
    wants: Callable[[str], bool] | None = None
    rules: Sequence[Rule] | None = None
    tell: Callable[[int], None] | None = None


def judge_large(
    report: PackageReport,
    root: Path,
    standard: Standard,
    way: Way,
    medium: Medium | None,
    grant: Callable[[Contents], Granted],
) -> tuple[Contents, Granted]:
    """Judge the package in a folder and enter what was found in its report.

    `grant` gives the waivers of a package, from its table of them. Raises CannotJudge where
    `dataset.json` cannot be used.
    """
    contents, scans = open_package(root, standard, medium)
    workers, wants = way.workers or cores(), way.wants or _everything
    job = Job(
        contents,
        scans,
        standard,
        way.engine,
        workers,
        SEEN_TO[contents.medium],
        wants,
        way.rules,
        way.tell or _nobody,
    )
    done = judge_rows(job)
    shared = shared_tables(done) if _has_more(done, way) else {}
    contents = done.contents.with_tables({**done.contents.tables, **shared})
    granted = grant(contents)
    _facts(report, done)
    first = (files_listed(contents), _read(done), check_authority(contents), _structure(done))
    for check, findings in chain.from_iterable(first):
        report.checks.append(check)
        report.findings.extend(granted.waive_of(check, findings))
    if _has_more(done, way):
        _second(report, job, replace(done, contents=contents), shared, granted, way)
    return contents, granted


def _facts(report: PackageReport, done: RowsPass) -> None:
    dataset = done.contents.dataset
    report.name, report.version = dataset.name, dataset.version
    report.profile = dataset.profile.name
    report.rows = {
        name: done.scanned[name].rows for name in done.contents.names if name in done.scanned
    }
    report.errors.extend(done.contents.errors.values())


def _has_more(done: RowsPass, way: Way) -> bool:
    """Whether anything is asked for that the first pass does not answer."""
    if way.wants is None:
        return True
    return any(done.left.values()) or any(
        rule.about == "source" and way.wants(rule.name)
        for rule in (all_rules() if way.rules is None else way.rules)
    )


def _second(
    report: PackageReport,
    job: Job,
    done: RowsPass,
    shared: Mapping[str, Table],
    granted: Granted,
    way: Way,
) -> None:
    marks = Marks()
    for found in done.scanned.values():
        found.mark(marks, granted)
    cut = cut_in_parts(done, way.part)
    linked = [name for name in done.scanned if name not in shared]
    part_job = PartJob(
        done.contents,
        shared,
        job.standard,
        way.engine,
        job.seen_to,
        {name: {(c.name, c.reads) for c in left} for name, left in done.left.items()},
        {name: marks.faulty(name) for name in linked},
        {name: marks.malformed(name) for name in linked},
        granted,
        rules=way.rules,
    )
    merged = Merged()
    for heard in judge_shared(part_job):
        findings = granted.waive_of(heard.check, heard.findings)
        report.checks.append(heard.check)
        report.findings.extend(findings)
    part_job = replace(part_job, is_sound=is_sound(report, linked))
    for verdict in judge_parts(part_job, cut.parts, job.workers, job.tell):
        for check, findings in verdict.checks:
            merged.enter(check, findings)
        report.source_findings.extend(verdict.source_findings)
        report.errors.extend(verdict.errors)
    for check, findings in merged.verdict():
        report.checks.append(check)
        report.findings.extend(findings)


def _read(done: RowsPass) -> Verdict:
    for name in done.contents.names:
        if (found := done.scanned.get(name)) is not None:
            findings = [*found.head.findings, *found.findings]
            yield from table_read(found.head, findings, found.rows, found.rejections)
    yield from not_read(done.contents)


def _structure(done: RowsPass) -> Verdict:
    for name in done.contents.names:
        yield from ((check, []) for check in done.skipped.get(name, ()))
        if (found := done.scanned.get(name)) is not None:
            yield from ((tally.check, tally.findings) for tally in found.tallies.values())


def _everything(_: str) -> bool:
    return True


def _nobody(_: int) -> None:
    return None
