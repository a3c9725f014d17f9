"""Releases for the tests: made of the golden article, and damaged on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from evitab import __version__
from evitab.package.archive import archive_bytes
from evitab.package.folders import write_folder
from evitab.package.sums import FILE, sums_of
from evitab.package.writing import write_files
from evitab.release.assemble import judged, release_files
from evitab.release.build import built_files
from evitab.standard import standard
from packages import GOLDEN, copy_of

DAY = date(2026, 11, 24)
Files = dict[str, bytes]


def golden_release(folder: Path, *, with_source: bool = False) -> Files:
    """The files of a release of the golden article, which is built in a folder."""
    return release_of(copy_of(GOLDEN["article"], folder), with_source=with_source)


def release_of(root: Path, *, with_source: bool = False) -> Files:
    """The files of a release of the package in a folder, which is built there."""
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    facts["sources"][0]["redistributable"] = with_source
    (root / "dataset.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    write_files(built_files(root, standard()))
    report = judged(root, standard(), __version__)
    return release_files(root, standard(), DAY, report, b"# Changelog\n")


def with_sums(files: Mapping[str, bytes]) -> Files:
    """A release that was altered by someone who wrote its sums anew."""
    others = {name: data for name, data in files.items() if name != FILE}
    return others | {FILE: sums_of(others)}


def put_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    """A release as a folder."""
    write_folder(folder / "release", files)
    return folder / "release"


def put_archive(files: Mapping[str, bytes], folder: Path) -> Path:
    """A release as a zip archive."""
    place = folder / "release.zip"
    place.write_bytes(archive_bytes(files, DAY))
    return place


FORMS: Mapping[str, Callable[[Mapping[str, bytes], Path], Path]] = {
    "folder": put_folder,
    "archive": put_archive,
}
