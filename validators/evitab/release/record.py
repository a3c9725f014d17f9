"""The record of past releases in the repository: what the next one is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from packaging.version import InvalidVersion, Version

from evitab.package import Medium
from evitab.package.descriptor import file_of
from evitab.package.digest import CONTENT
from evitab.package.sums import FILE as SUMS
from evitab.package.writing import UNFINISHED
from evitab.release.assemble import CHANGES

_KEPT = {SUMS, CONTENT, CHANGES, file_of(Medium.CSV)}
_TABLES = Path(Medium.CSV.file("any")).parent.name


def records(root: Path) -> dict[str, Path]:
    """The records of the releases of the package in a folder, by version, the earliest first.

    They lie beside the packages, in `releases/<name>/<version>/`. One that is being written, or
    was broken off, is none.
    """
    folder = root.resolve().parent / "releases" / root.resolve().name
    folders = [path for path in folder.glob("*") if not path.name.startswith(UNFINISHED)]
    versions = [path for path in folders if (path / SUMS).is_file()]
    return {path.name: path for path in sorted(versions, key=_version)}


def _version(path: Path) -> Version:
    try:
        return Version(path.name)
    except InvalidVersion:
        return Version("0")


def record_place(root: Path, version: str) -> Path:
    """The folder of the record of one release."""
    return root.resolve().parent / "releases" / root.resolve().name / version


def record_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What of a release is kept: its sums, its changelog, and its tables as CSV with their schema.

    The rest is made again from the commit.
    """
    return {
        name: data
        for name, data in files.items()
        if name in _KEPT or name.startswith(f"{_TABLES}/")
    }
