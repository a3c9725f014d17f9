"""Running every check on a package, collecting findings, saying what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from evitab.finding import Bar, CannotJudge, Check, Finding, Outcome, PackageReport
from evitab.grounding import ground
from evitab.package import Contents, Medium, read_package
from evitab.package.contents import is_small_enough
from evitab.standard import Standard
from evitab.validation import waivers
from evitab.validation.authority import check_authority
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import hear
from evitab.validation.large import judge_large
from evitab.validation.marks import is_malformed
from evitab.validation.options import Options
from evitab.validation.reading import SEEN_TO
from evitab.validation.selection import EVERYTHING, Selection
from evitab.validation.whole import judge_whole, reading

Verdict = Iterator[tuple[Check, list[Finding]]]


def validate_package(
    root: Path,
    standard: Standard,
    *,
    name: str,
    medium: Medium | None = None,
    selection: Selection = EVERYTHING,
    today: date | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
) -> PackageReport:
    """Judge the package in a folder; whatever goes wrong with it stands in the report.

    Everything is asked, and what the `selection` leaves out is taken from the report: a rule that
    is left out must not change what the others find. `today` is the day on which waivers must
    still hold, `options` say by which engine and how.
    """
    report = PackageReport(name=name, path=str(root))

    def grant(contents: Contents) -> waivers.Granted:
        return waivers.granted(contents, today)

    try:
        at_once = options.budget.at_once(options.at_once) if options.record is None else 0
        if is_small_enough(root, standard, medium, at_once):
            contents = read_package(root, standard, medium)
            granted = grant(contents)
            judge_whole(report, contents, granted, options)
        else:
            contents, granted = judge_large(
                report, root, standard, options, selection=selection, medium=medium, grant=grant
            )
        for check, findings in waivers.check_waivers(contents, report, granted, selection):
            report.checks.append(check)
            report.findings.extend(findings)
            options.sink(findings)
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


def _sort(report: PackageReport, contents: Contents) -> None:
    order = {name: index for index, name in enumerate(contents.names)}
    report.findings.sort(key=lambda found: (order.get(found.table or "", -1), found.line or 0))
    report.source_findings.sort(
        key=lambda one: (order.get(one.table, -1), one.file, one.line or 0, one.fingerprint)
    )


def faults(contents: Contents, standard: Standard) -> list[Finding]:
    """The errors in the CSV tables of a package, built ones aside, and in what they quote, but
    those that a waiver lets stand.

    Raises CannotJudge for the first table or source that cannot be read and for the first check
    that crashed.
    """
    for error in contents.errors.values():
        raise error
    verdicts = [*reading(contents), *check_authority(contents), *_tables(contents, standard)]
    refuse_crashed(check for check, _ in verdicts)
    granted = waivers.granted(contents, None)
    found = [one for check, found in verdicts for one in granted.waive_of(check, found)]
    found = list(filter(Bar().failed_by, found))
    if "passages" in contents.dataset.profile.by_name:
        wrong = {(one.file, one.line) for one in found if is_malformed(one)}
        grounding = ground(contents, standard, wrong, is_clean=not found, keeps_words=False)
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


def _tables(contents: Contents, standard: Standard) -> Verdict:
    for table in contents.tables.values():
        seen_to = SEEN_TO[contents.medium]
        docket = structure_docket(contents, table, standard, seen_to=seen_to)
        yield from ((check, []) for check in docket.skipped)
        yield from ((heard.check, heard.findings) for heard in hear(docket))
