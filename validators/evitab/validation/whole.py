"""The verdict on a package that fits into memory: each table at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

import numpy as np

from evitab.engines.engine import Engine
from evitab.finding import LISTED, Check, Finding, PackageReport
from evitab.package import Contents, Table
from evitab.validation.authority import check_authority
from evitab.validation.built import check_built
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import hear
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
    part = whole_part(contents)
    left: dict[str, set[Name]] = {}
    enter = partial(_enter, report, granted, options)
    enter(reading(contents))
    enter(check_authority(contents))
    for table in contents.tables.values():
        _mark_rejected(marks, table)
        docket = structure_docket(contents, table, standard, seen_to=seen_to, rules=options.rules)
        if table.name in part.homes and len(table.data):
            left[table.name] = {(check.rule, check.fields) for check in docket.skipped}
        else:
            report.checks.extend(docket.skipped)
        for heard in hear(docket, engine, options.listed):
            findings = granted.waive_of(heard.check, heard.findings)
            marks.add_failing(table.name, heard.condition, heard.rows, findings)
            enter([(heard.check, findings)])
    files = source_files(contents, marks, granted)
    job = PartJob(
        contents,
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
    verdict = judge_sources(job, contents, part)
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
