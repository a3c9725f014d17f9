"""The verdict on a package of any size, in two passes over its tables, on all cores.

The first reads each table piece by piece and asks what hangs on one row alone, and keys. The second
takes whole sources, some at a time, and asks what must see more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, PackageReport
from evitab.grounding.ground import RULES as GROUNDING
from evitab.package import Contents, Medium, Table
from evitab.package.contents import open_package
from evitab.package.pieces import Scan
from evitab.relations.keys import among_rows
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Standard
from evitab.validation.about_source import CURRENT
from evitab.validation.authority import check_authority
from evitab.validation.book import Book
from evitab.validation.built import built_unasked
from evitab.validation.hearing import hear
from evitab.validation.machine import Machine
from evitab.validation.options import Options, Pass, nothing
from evitab.validation.parts.across import RULE as ACROSS
from evitab.validation.parts.second import shared_names, tables_whole
from evitab.validation.reading import SEEN_TO, files_listed, not_read, table_read
from evitab.validation.rows.rows_pass import Job, RowsPass, docket_of
from evitab.validation.selection import Selection
from evitab.validation.waivers import TABLE as WAIVERS
from evitab.validation.waivers import Granted

Verdict = Iterator[tuple[Check, list[Finding]]]


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
    passes = _passes(options)
    done = passes.judge_rows(job)
    goes_on = has_more or any(done.left.values())
    if goes_on or job.wants(ACROSS):
        passes.judge_across()
    names = shared_names(done) if goes_on else []
    refused = options.budget.whole(sum(done.scanned[name].rows for name in names))
    shared = tables_whole(done, names if refused is None else {WAIVERS} & {*names})
    contents = done.contents.with_tables({**done.contents.tables, **shared})
    book = Book(report, grant(contents), options.sink)
    _facts(report, done)
    book.enter(files_listed(contents))
    # What the pieces gave was told when they were read.
    book.enter(_read(done), is_told=True)
    book.enter(check_authority(contents))
    book.enter(_structure(job, replace(done, contents=contents)), is_told=True)
    for found in done.scanned.values():
        book.sink(found.of_head)
    if refused is not None:
        raise refused
    if goes_on:
        passes.judge_parts(book, replace(done, contents=contents), shared)
        report.checks.extend(built_unasked(contents))
    passes.forget()
    return contents, book.granted


class Passes(Protocol):
    """Who makes the two passes over a package, one after the other."""

    def judge_rows(self, job: Job) -> RowsPass:
        """Judge each row alone, and keys."""

    def judge_across(self) -> None:
        """Find the source of each row, and judge which rows point to another."""

    def judge_parts(self, book: Book, done: RowsPass, shared: Mapping[str, Table]) -> None:
        """Judge whole sources, and enter what was found; `done` has the `shared` tables whole."""

    def forget(self) -> None:
        """Let go of all that is held."""


def _passes(options: Options) -> Passes:
    if options.engine is not Engine.SPARK:
        return Machine(options)
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
        options.together,
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


def _read(done: RowsPass) -> Verdict:
    for name in done.contents.names:
        if (found := done.scanned.get(name)) is not None:
            findings = [*found.of_head, *found.findings]
            yield from table_read(found.head, findings, found.rows, found.counts)
    yield from not_read(done.contents)


def _structure(job: Job, done: RowsPass) -> Verdict:
    for name in done.contents.names:
        if (found := done.scanned.get(name)) is None:
            continue
        if not found.rows:
            yield from _of_no_rows(job, done, name)
            continue
        yield from ((check, []) for check in done.skipped[name])
        yield from ((tally.check, tally.findings) for tally in found.tallies.values())


def _of_no_rows(job: Job, done: RowsPass, name: str) -> Verdict:
    """What is asked of a table without rows, which no part has and perhaps no piece."""
    docket = docket_of(job, done.contents, done.contents.tables[name], among_rows)
    yield from ((check, []) for check in docket.skipped)
    yield from ((heard.check, heard.findings) for heard in hear(docket, job.engine))
    tallies = done.scanned[name].tallies.values()
    yield from ((tally.check, []) for tally in tallies if tally.check.rule == ACROSS)
