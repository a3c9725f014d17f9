"""The verdict on a package that fits into memory: each table at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from evitab.engines.condition import Condition
from evitab.engines.engine import Engine
from evitab.finding import LISTED, Check, Finding, PackageReport
from evitab.package import Contents, Table
from evitab.validation.across import across_docket, without
from evitab.validation.authority import check_authority
from evitab.validation.built import check_built
from evitab.validation.docket import Docket, is_of_rows, structure_docket
from evitab.validation.hearing import hear
from evitab.validation.homes import source_keys
from evitab.validation.marks import Marks
from evitab.validation.merged import Merged
from evitab.validation.options import Options
from evitab.validation.part_job import Name, PartJob
from evitab.validation.part_pass import judge_sources, source_files
from evitab.validation.parts import whole_part
from evitab.validation.reading import READING, SEEN_TO, files_listed, not_read, table_read
from evitab.validation.waivers import Granted

Verdict = Iterator[tuple[Check, list[Finding]]]


def judge_whole(
    report: PackageReport,
    contents: Contents,
    granted: Granted,
    options: Options,
) -> None:
    """Judge a package that was read, and enter what was found in its report."""
    standard, dataset = contents.standard, contents.dataset
    report.name, report.version = dataset.name, dataset.version
    report.profile = dataset.profile.name
    report.rows = {name: len(table.data) for name, table in contents.tables.items()}
    report.errors.extend(contents.errors.values())
    marks, engine = Marks(), options.engine or Engine.PANDERA
    seen_to = SEEN_TO[contents.medium]
    part, found, across = whole_part(contents)
    left: dict[str, set[Name]] = {}
    enter = partial(_enter, report, granted, options)
    enter(reading(contents))
    enter(check_authority(contents))

    def ask(docket: Docket) -> None:
        for heard in hear(docket, engine, options.listed):
            findings = granted.waive_of(heard.check, heard.findings)
            marks.add_failing(docket.table.name, heard.condition, heard.rows, findings)
            enter([(heard.check, findings)])

    for table in contents.tables.values():
        _mark_rejected(marks, table)
        ask(across_docket(table, found))
    inside = replace(without(contents, across), every_source=source_keys(contents))
    build = partial(structure_docket, standard=standard, seen_to=seen_to, rules=options.rules)
    for name, table in contents.tables.items():
        for docket in _dockets(name, contents, inside, build):
            if name in part.homes and len(table.data):
                left.setdefault(name, set()).update((c.rule, c.fields) for c in docket.skipped)
            else:
                report.checks.extend(docket.skipped)
            ask(docket)
    files = source_files(contents, marks, granted)
    job = PartJob(
        inside,
        inside.every_source,
        {},
        standard,
        engine,
        seen_to,
        left,
        {name: marks.faulty(name) for name in part.homes},
        {name: marks.malformed(name) for name in part.homes},
        granted,
        is_sound=is_sound(report, part.homes),
        rules=options.rules,
        listed=options.listed,
    )
    # What is computed of wrong figures is wrong: the words are asked first.
    verdict = judge_sources(job, inside, part)
    merged = Merged()
    for check, findings in (*verdict.checks, *files):
        merged.enter(check, findings)
        options.sink(findings)
    for check, findings in merged.verdict():
        report.checks.append(check)
        report.findings.extend(findings)
    report.source_findings.extend(verdict.source_findings)
    options.sink(verdict.source_findings)
    report.errors.extend(verdict.errors)
    faulty = frozenset(finding.table for finding in report.faults if finding.table)
    enter(check_built(contents, standard, faulty))


def _dockets(
    name: str, contents: Contents, inside: Contents, build: Callable[[Contents, Table], Docket]
) -> Iterator[Docket]:
    """What a table is asked row by row, as it was read; and what looks at more, which is asked of
    what is left `inside` sources.
    """
    docket = build(contents, contents.tables[name])
    if all(inside.tables[each] is table for each, table in contents.tables.items()):
        yield docket
        return
    yield replace(docket, conditions=tuple(filter(_is_first, docket.conditions)))
    later = build(inside, inside.tables[name])
    conditions = tuple(each for each in later.conditions if not _is_first(each))
    skipped = tuple(check for check in later.skipped if check not in docket.skipped)
    yield replace(later, conditions=conditions, skipped=skipped)


def _is_first(condition: Condition) -> bool:
    return is_of_rows(condition) or condition.name == "mustBeReferenced"


def is_sound(report: PackageReport, linked: Collection[str]) -> bool:
    """Whether nothing is wrong but rows that belong to a source, so that others may be sound.

    `linked` are the tables of such rows.
    """
    beyond_rows = set(READING) - {"type"}
    return not report.errors and all(
        fault.table in linked and fault.line is not None and fault.rule not in beyond_rows
        for fault in report.faults
    )


def reading(contents: Contents) -> Verdict:
    """What reading found: files that nobody lists, and departures from CSV or from the types."""
    yield from files_listed(contents)
    for table in contents.tables.values():
        yield from table_read(table, table.findings, len(table.data), table.rejections)
    yield from not_read(contents)


def _enter(
    report: PackageReport,
    granted: Granted,
    options: Options,
    verdict: Iterable[tuple[Check, list[Finding]]],
) -> None:
    for check, findings in verdict:
        report.checks.append(check)
        report.findings.extend(granted.waive_of(check, findings)[:LISTED])
        options.sink(findings)


def _mark_rejected(marks: Marks, table: Table) -> None:
    for rejected in table.rejected.values():
        marks.add(table.name, np.flatnonzero(rejected), is_malformed=True)
