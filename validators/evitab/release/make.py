"""Making a release: its version held against what changed, then its files written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from evitab.changes import Bump, Verdict, compare, judge, read_snapshot
from evitab.finding import CannotJudge
from evitab.package import Dataset, read_dataset
from evitab.package.archive import archive_bytes
from evitab.package.dataset import FILE
from evitab.package.folders import write_folder
from evitab.package.sums import FILE as SUMS
from evitab.package.sums import read_sums
from evitab.package.writing import write_files
from evitab.release.assemble import CHANGES, judged, release_files
from evitab.release.model import day_of_release
from evitab.release.record import record_files, record_place, records
from evitab.reporting.changelog import entry
from evitab.reporting.changes import bump_in_words
from evitab.reporting.verdicts import count
from evitab.standard import Standard


@dataclass(frozen=True)
class Made:
    """A release that was made: its folder, its archive, its record, and what changed.

    `why` tells in words what the version follows from.
    """

    name: str
    version: str
    why: str
    folder: Path
    archive: Path
    record: Path


def make_release(root: Path, standard: Standard, dist: Path, evitab: str) -> Made:
    """Make a release of the package in a folder: `<name>-<version>/` and its zip below `dist`, and
    its record beside the packages.

    Raises CannotJudge where anything is left to mend, where the version is too small for what
    changed since the last release, and where that version was released with other files.
    """
    report, day = judged(root, standard, evitab), day_of_release(root)
    dataset, past = read_dataset(root, standard), records(root)
    why, changelog = _since_last(root, standard, dataset, past, day)
    files = release_files(root, standard, day, report, changelog.encode())
    if dataset.version in past:
        _refuse_other_files(past[dataset.version], files)
    folder = dist / f"{dataset.name}-{dataset.version}"
    archive, record = dist / f"{folder.name}.zip", record_place(root, dataset.version)
    write_folder(folder, files)
    write_files({archive: archive_bytes(files, day)})
    # Last: what is on record is whole.
    write_folder(record, record_files(files))
    return Made(dataset.name, dataset.version, why, folder, archive, record)


def _since_last(
    root: Path, standard: Standard, dataset: Dataset, past: Mapping[str, Path], day: date
) -> tuple[str, str]:
    """What the version of a release follows from, and its changelog.

    Raises CannotJudge where the version does not follow from what changed.
    """
    if dataset.version in past:
        changelog = (past[dataset.version] / CHANGES).read_text(encoding="utf-8")
        return "the same release, made again", changelog
    if not past:
        return "the first release", _changelog(dataset, day, ["The first release."])
    last = list(past.values())[-1]
    diff = compare(read_snapshot(last, standard), read_snapshot(root, standard), standard)
    verdict = judge(diff)
    _refuse_version(verdict, root)
    why = f"after {verdict.old}, {bump_in_words(verdict)}"
    return why, _changelog(dataset, day, entry(diff, verdict, everything=True), last)


def _changelog(dataset: Dataset, day: date, lines: list[str], last: Path | None = None) -> str:
    """The changelog of a release: its own entry above those of the last release's."""
    head = f"# Changes of {dataset.name}\n\n"
    older = "" if last is None else (last / CHANGES).read_text(encoding="utf-8").removeprefix(head)
    text = "\n".join([f"## {dataset.version}, {day.isoformat()}", "", *lines]).rstrip()
    return f"{head}{text}\n" + (f"\n{older}" if older else "")


def _refuse_version(verdict: Verdict, root: Path) -> None:
    """Refuse a version that is too small for what changed, or that nothing asks for."""
    if verdict.bump is Bump.NONE:
        message = f"nothing changed since {verdict.old}"
        raise CannotJudge(
            message, file=f"{root.name}/{FILE}", advice="There is nothing to release."
        )
    if not verdict.is_enough:
        first, more = verdict.forcing[0], len(verdict.forcing) - 1
        others = f", and {count(more, 'other change')}" if more else ""
        message = (
            f"version {verdict.new} is too small after {verdict.old}: "
            f"{first.table or 'the package'}: {first.what} ({first.why}){others}"
        )
        advice = f"Write {verdict.least} or a greater version, then run evitab build."
        raise CannotJudge(message, file=f"{root.name}/{FILE}", advice=advice)


def _refuse_other_files(record: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to make a release again with other bytes than it had."""
    sums = read_sums(record)
    ours = {name: sha256(data).hexdigest() for name, data in files.items() if name != SUMS}
    if others := sorted(name for name in {*sums, *ours} if sums.get(name) != ours.get(name)):
        more = f" and {count(len(others) - 1, 'other file')}" if len(others) > 1 else ""
        message = f"{record.name} was released already, with another {others[0]}{more}"
        advice = "Write a greater version into dataset.json; a release never changes."
        raise CannotJudge(message, file=FILE, advice=advice)
