"""The verdict on a package of any size: its tables judged piece by piece, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from evitab.engines.crew import cores
from evitab.finding import Check, Finding, PackageReport
from evitab.package import Medium
from evitab.package.contents import open_package
from evitab.rule import Rule
from evitab.standard import Standard
from evitab.validation.pieces import Engine
from evitab.validation.reading import SEEN_TO, files_listed, not_read, table_read
from evitab.validation.rows_pass import Job, RowsPass, judge_rows

Verdict = Iterator[tuple[Check, list[Finding]]]


def judge_large(
    root: Path,
    standard: Standard,
    *,
    name: str,
    engine: Engine,
    medium: Medium | None = None,
    wants: Callable[[str], bool] = lambda _: True,
    rules: Sequence[Rule] | None = None,
    workers: int | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> PackageReport:
    """Judge the package in a folder piece by piece; see `validate_package`."""
    report = PackageReport(name=name, path=str(root))
    contents, scans = open_package(root, standard, medium)
    report.name, report.version = contents.dataset.name, contents.dataset.version
    report.profile = contents.dataset.profile.name
    seen_to = SEEN_TO[contents.medium]
    job = Job(
        contents, scans, standard, engine, workers or cores(), seen_to, wants, rules, tell
    )
    done = judge_rows(job)
    report.rows = {
        name: done.scanned[name].rows for name in contents.names if name in done.scanned
    }
    report.errors.extend(done.contents.errors.values())
    for check, findings in (*files_listed(contents), *_read(done), *_structure(done)):
        report.checks.append(check)
        report.findings.extend(findings)
    return report


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

