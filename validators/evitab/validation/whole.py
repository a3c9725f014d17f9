"""The verdict on a package that fits into memory: each table at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from evitab.engines.condition import Condition
from evitab.finding import Check, Finding, PackageReport
from evitab.package import Contents, Table
from evitab.validation.authority import check_authority
from evitab.validation.book import Book
from evitab.validation.built import check_built
from evitab.validation.docket import Docket, is_of_rows, structure_docket
from evitab.validation.hearing import hear
from evitab.validation.marks import Marks
from evitab.validation.options import Options
from evitab.validation.parts.across import across_docket, without
from evitab.validation.parts.cut import whole_part
from evitab.validation.parts.homes import source_keys
from evitab.validation.parts.part_job import Name, PartJob
from evitab.validation.parts.part_pass import judge_sources, source_files
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
    book, marks = Book(report, granted, options.sink), Marks()
    book.enter(reading(contents))
    book.enter(check_authority(contents))
    part, found, across = whole_part(contents)
    inside = without(contents, across)
    inside = inside.with_tables(inside.tables, source_keys(contents))
    for table in contents.tables.values():
        _mark_rejected(marks, table)
        book.enter(_heard(across_docket(table, found), marks, granted, options))
    left: dict[str, set[Name]] = {}
    for name, table in contents.tables.items():
        for docket in _dockets(name, contents, inside, options):
            # What points to a row is told of all sources at once, and asked of no part again.
            has_parts = name in part.homes and len(table.data) > 0
            asked_again = [c for c in docket.skipped if has_parts and c.rule != "mustBeReferenced"]
            left.setdefault(name, set()).update((c.rule, c.fields) for c in asked_again)
            report.checks.extend(c for c in docket.skipped if c not in asked_again)
            book.enter(_heard(docket, marks, granted, options))
    files = source_files(contents, marks, granted)
    job = PartJob(
        inside,
        inside.every_source,
        {},
        standard,
        options.engine,
        SEEN_TO[contents.medium],
        left,
        {name: marks.faulty(name) for name in part.homes},
        {name: marks.malformed(name) for name in part.homes},
        granted,
        is_sound=is_sound(report, part.homes),
        rules=options.rules,
        listed=options.listed,
    )
    # What is computed of wrong figures is wrong: the words are asked first.
    book.merge_part(judge_sources(job, inside, part))
    book.merge(files)
    book.close({})
    faulty = frozenset(finding.table for finding in report.faults if finding.table)
    book.enter(check_built(contents, standard, faulty))


def _heard(docket: Docket, marks: Marks, granted: Granted, options: Options) -> Verdict:
    """What becomes of a docket; the rows that fail are marked."""
    for heard in hear(docket, options.engine, options.listed):
        findings = granted.waive_of(heard.check, heard.findings)
        marks.add_failing(docket.table.name, heard.condition, heard.rows, findings)
        yield heard.check, findings


def _dockets(name: str, contents: Contents, inside: Contents, options: Options) -> Iterator[Docket]:
    """What a table is asked row by row, as it was read; and what looks at more, which is asked of
    what is left `inside` sources.
    """

    def build(of: Contents) -> Docket:
        seen_to = SEEN_TO[of.medium]
        return structure_docket(
            of, of.tables[name], of.standard, seen_to=seen_to, rules=options.rules
        )

    docket = build(contents)
    if all(inside.tables[each] is table for each, table in contents.tables.items()):
        yield docket
        return
    yield replace(docket, conditions=tuple(filter(_is_first, docket.conditions)))
    later = build(inside)
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
        yield from table_read(table, table.findings, len(table.data), table.counts)
    yield from not_read(contents)


def _mark_rejected(marks: Marks, table: Table) -> None:
    for rejected in table.rejected.values():
        marks.add(table.name, np.flatnonzero(rejected), is_malformed=True)
