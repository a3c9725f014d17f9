"""Where findings stand, for tools that point into files: paths from the root, lines and columns."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from evitab.finding import AnyFinding, CannotJudge, Finding, PackageReport
from evitab.package.cells import Cells, Region
from evitab.package.contents import MAX_BYTES
from evitab.package.paths import read_bytes


def root() -> Path:
    """The folder that paths start from: the one that the command runs in, or the repository that
    GitHub has checked out around it.
    """
    here = Path.cwd()
    checkout = os.environ.get("GITHUB_WORKSPACE")
    around = Path(checkout).resolve() if checkout else here
    return around if here.is_relative_to(around) else here


def path_of(package: PackageReport, file: str) -> Path:
    """A file of a package from the root, or its absolute path where it lies elsewhere."""
    place = Path(package.path).absolute() / file
    return place.relative_to(root()) if place.is_relative_to(root()) else place


def region_of(package: PackageReport, finding: AnyFinding) -> Region | None:
    """Where a finding stands in its file: its cell, else its row; None where it names no line.

    Parquet has no lines: there it is the number of the row.
    """
    if finding.line is None:
        return None
    cells = _cells_of(Path(package.path), finding.file)
    if cells is None:
        return Region(finding.line, finding.line)
    return cells.region(finding.line, finding.field if isinstance(finding, Finding) else None)


def _cells_of(package: Path, file: str) -> Cells | None:
    if not file.endswith(".csv"):
        return None
    try:
        return _cells(package, file, (package / file).stat().st_mtime_ns)
    except (CannotJudge, OSError):
        return None


@lru_cache(maxsize=64)
def _cells(package: Path, file: str, changed: int) -> Cells:  # noqa: ARG001 - changed files are read anew
    return Cells(read_bytes(package, file, limit=MAX_BYTES))
