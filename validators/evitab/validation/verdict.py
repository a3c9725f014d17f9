"""Running every check on a package, collecting findings, saying what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from evitab.finding import Bar, CannotJudge, Check, Finding, Outcome, PackageReport
from evitab.grounding import ground
from evitab.package import Contents, Medium, read_package
from evitab.rules import all_rules
from evitab.standard import Standard
from evitab.validation import about_source, waivers
from evitab.validation.authority import check_authority
from evitab.validation.built import check_built
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import hear
from evitab.validation.selection import EVERYTHING, Selection

Verdict = Iterator[tuple[Check, list[Finding]]]
READING = (
    "file_has_no_byte_order_mark",
    "lines_end_with_line_feed",
    "header_has_every_column",
    "header_has_no_other_column",
    "header_is_in_order",
    "row_has_every_cell",
    "table_has_rows",
    "type",
)
# What reading has seen to: by now, a cell that is no value of its type is a null.
SEEN_TO = {
    Medium.CSV: frozenset({"type", "missingValues"}),
    Medium.PARQUET: frozenset({"type"}),
}


def validate_package(
    root: Path,
    standard: Standard,
    *,
    name: str,
    medium: Medium | None = None,
    selection: Selection = EVERYTHING,
    today: date | None = None,
) -> PackageReport:
    """Judge the package in a folder; whatever goes wrong with it stands in the report.

    Everything is asked, and what the `selection` leaves out is taken from the report: a rule that
    is left out must not change what the others find. `today` is the day on which waivers must
    still hold.
    """
    report = PackageReport(name=name, path=str(root))
    try:
        contents = read_package(root, standard, medium)
        granted = waivers.granted(contents, today)
        _judge(report, contents, standard, granted)
        _enter(report, waivers.check_waivers(contents, report, granted, selection), granted)
        _sort(report, contents)
    except CannotJudge as error:
        report.errors.append(error)
    except OSError as error:
        report.errors.append(_unreadable(error, root))
    except MemoryError:
        advice = "Split its tables, or use a machine with more memory."
        report.errors.append(CannotJudge("too large for memory", file=".", advice=advice))
    selection.narrow(report)
    return report


def _unreadable(error: OSError, root: Path) -> CannotJudge:
    """What the system would not do, as an error of the package in a folder."""
    file = Path(str(error.filename)) if error.filename else root
    shown = str(file.relative_to(root)) if file.is_relative_to(root) else str(file)
    reason = error.strerror or str(error)
    return CannotJudge(f"the system refuses it ({reason})", file=shown, advice="Mend that first.")


def _judge(
    report: PackageReport, contents: Contents, standard: Standard, granted: waivers.Granted
) -> None:
    report.name, report.version = contents.dataset.name, contents.dataset.version
    report.profile = contents.dataset.profile.name
    report.rows = {name: len(table.data) for name, table in contents.tables.items()}
    report.errors.extend(contents.errors.values())
    asked = (_reading(contents), check_authority(contents), _tables(contents, standard))
    for verdicts in asked:
        _enter(report, verdicts, granted)
    # What is computed of wrong figures is wrong: the words are asked first.
    _enter(report, _grounding(contents, standard, report), granted)
    _enter(report, about_source.judge_source(contents, report, granted), granted)
    faulty = frozenset(finding.table for finding in report.faults if finding.table)
    _enter(report, check_built(contents, standard, faulty), granted)


def _sort(report: PackageReport, contents: Contents) -> None:
    order = {name: index for index, name in enumerate(contents.names)}
    report.findings.sort(key=lambda found: (order.get(found.table or "", -1), found.line or 0))


def faults(contents: Contents, standard: Standard) -> list[Finding]:
    """The errors in the CSV tables of a package, built ones aside, and in what they quote, but
    those that a waiver lets stand.

    Raises CannotJudge for the first table or source that cannot be read and for the first check
    that crashed.
    """
    for error in contents.errors.values():
        raise error
    verdicts = [*_reading(contents), *check_authority(contents), *_tables(contents, standard)]
    refuse_crashed(check for check, _ in verdicts)
    granted = waivers.granted(contents, None)
    found = [one for check, found in verdicts for one in granted.waive_of(check, found)]
    found = list(filter(Bar().failed_by, found))
    if "passages" in contents.dataset.profile.by_name:
        grounding = ground(
            contents, standard, _ungroundable(found), is_clean=not found, keeps_words=False
        )
        found += filter(Bar().failed_by, grounding.findings)
    built = contents.dataset.profile.built
    return [
        finding
        for finding in found
        if finding.table not in built and not finding.file.startswith("parquet/")
    ]


def refuse_crashed(checks: Iterable[Check]) -> None:
    """Raise CannotJudge for the first check that crashed."""
    for check in checks:
        if check.outcome is Outcome.CRASHED:
            raise CannotJudge(
                f"the rule {check.rule} crashed: {check.reason}",
                file=f"tables/{check.table}.csv",
                advice="This is a mistake in the rule; mend it first.",
            )


def _enter(report: PackageReport, verdicts: Verdict, granted: waivers.Granted) -> None:
    for check, findings in verdicts:
        report.checks.append(check)
        report.findings.extend(granted.waive_of(check, findings))


def _reading(contents: Contents) -> Verdict:
    """What reading found: files that nobody lists, and departures from CSV or from the types."""
    listed = list(contents.findings)
    size = len(contents.names)
    yield Check.asked("file_is_listed", "*", rows=size, findings=len(listed)), listed
    for name, table in contents.tables.items():
        for rule in dict.fromkeys((*READING, *(finding.rule for finding in table.findings))):
            findings = [finding for finding in table.findings if finding.rule == rule]
            cells = table.rejections if rule == "type" else 0
            count = max(cells, len(findings))
            yield Check.asked(rule, name, rows=len(table.data), findings=count), findings
    for name in contents.errors:
        reason = "it could not be read"
        yield Check("*", name, Outcome.SKIPPED, reason=reason), []


def _tables(contents: Contents, standard: Standard) -> Verdict:
    for table in contents.tables.values():
        seen_to = SEEN_TO[contents.medium]
        yield from hear(structure_docket(contents, table, standard, seen_to=seen_to))


def _grounding(contents: Contents, standard: Standard, report: PackageReport) -> Verdict:
    if "passages" not in contents.dataset.profile.by_name:
        return
    faults = report.faults
    try:
        grounding = ground(
            contents, standard, _ungroundable(faults), is_clean=not faults, keeps_words=False
        )
    except CannotJudge as error:
        report.errors.append(error)
        reason = f"{error.file} could not be read"
        yield Check("quote_stands_at_its_offsets", "passages", Outcome.SKIPPED, reason=reason), []
        return
    for check in grounding.checks:
        ours = [
            finding
            for finding in grounding.findings
            if (finding.rule, finding.table or "sources") == (check.rule, check.table)
        ]
        yield check, ours


def _ungroundable(faults: Iterable[Finding]) -> set[tuple[str | None, int | None]]:
    """Rows that cannot be held against words: malformed ones, and passages with any fault.

    A row of which a rule of meaning does not hold can: its words tell what is wrong with it.
    """
    meaning = {rule.name for rule in all_rules()}
    return {
        (finding.table, finding.line)
        for finding in faults
        if finding.rule not in meaning or finding.table == "passages"
    }
