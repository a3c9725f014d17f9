"""What a run came to, in a line: for all packages, for what was found about a source."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evitab.finding import Outcome, PackageReport, Report, Severity
from evitab.places import installed
from evitab.standard import standard

_FAILS_NOTHING = {
    Severity.ERROR: "none an error",
    Severity.WARNING: "none an error or a warning",
}


def verdict(report: Report) -> str:
    """One line on all packages."""
    packages = count(len(report.packages), "package")
    found = sum(package.found for package in report.packages)
    findings = count(found, "finding")
    if report.exit_code == 2:
        errors = sum(len(package.errors) for package in report.packages)
        crashed = sum(map(_crashed, report.packages))
        ends = [f"{count(errors, 'file')} could not be judged"] if errors else []
        ends += [f"{count(crashed, 'check')} crashed"] if crashed else []
        return f"✗ {packages}: {', '.join([*ends, findings])}"
    if report.exit_code == 1:
        return f"✗ {packages}: {findings}"
    if not found:
        return f"✓ {packages}: everything that was asked holds"
    if any(map(fails, report.packages)):
        return f"! {packages}: {findings}; exit status 0 all the same, as --exit-zero asks"
    return f"✓ {packages}: {findings}, {_FAILS_NOTHING[report.bar.fail_on]}"


def _crashed(package: PackageReport) -> int:
    return sum(check.outcome is Outcome.CRASHED for check in package.checks)


def fails(package: PackageReport) -> bool:
    """Whether a package has findings that would fail a run."""
    return any(map(package.bar.failed_by, package.all_findings))


def set_aside(package: PackageReport) -> Iterator[str]:
    """What is told by its number: findings about the source, waivers, parts, checks left out."""
    if package.recorded:
        is_known = installed().get(package.name) == Path(package.path).resolve()
        name = package.name if is_known else path_from_here(package.path)
        yield f"{_on_record(package)}; evitab findings {name} shows {_them(package.recorded)}"
    if waived := len(package.waived):
        yield f"{count(waived, 'finding')} waived, in the table waivers"
    if package.unordered:
        yield (
            f"rows of {package.unordered} do not come in the order of sources, and were sorted on "
            "disk first"
        )
    if package.parts_on_record:
        parts = count(package.parts, "part")
        yield f"{package.parts_on_record:,} of {parts} did not change: the verdict is on record"
    for option, number in package.left_out.items():
        yield f"{count(number, 'check')} left out by {option}"


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _on_record(package: PackageReport) -> str:
    """How many findings about the source a package has, by severity and by harm."""
    severities: Counter[str] = Counter()
    harms: Counter[str] = Counter()
    for kind, number in package.of_source.counts.items():
        severities[kind.severity.value] += number
        harms[kind.harm] += number
    by_severity = ", ".join(
        f"{severities[name]:,} info" if name == "info" else count(severities[name], name)
        for name in map(str, Severity)
        if severities[name]
    )
    by_harm = ", ".join(
        f"{harms[harm]:,} {harm}" for harm in standard().vocabularies["harm"] if harms[harm]
    )
    found = count(package.recorded, "finding")
    return f"{found} about the source on record: {by_severity}; harm: {by_harm}"


def path_from_here(path: str) -> str:
    """A path from the folder that the command was run in, where it lies below that."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
