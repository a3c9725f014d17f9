"""Packages for the tests: the golden ones, and copies of them that a test may damage."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from evitab.finding import PackageReport
from evitab.reporting.text import print_findings
from evitab.standard import home, standard
from evitab.validation import validate_package

REPOSITORY = home()
TESTS = REPOSITORY / "tests"
GOLDEN = {name: TESTS / "golden" / name for name in ("article", "authority")}
REAL = REPOSITORY / "data" / "vitamin-d3-k2"

Rows = list[dict[str, str]]


def copy_of(package: Path, folder: Path) -> Path:
    """A copy of a package that may be damaged."""
    return Path(shutil.copytree(package, folder / package.name))


def judged(root: Path) -> PackageReport:
    """The verdict on the package in a folder."""
    return validate_package(root, standard(), name=root.name)


def findings_as_text(report: PackageReport) -> str:
    """The findings as a terminal of 100 columns shows them, wherever the package lies."""
    text = io.StringIO()
    report = replace(report, path=str(REAL.relative_to(REPOSITORY)))
    print_findings(report, Console(file=text, width=100, color_system=None))
    return re.sub(r" +\n", "\n", text.getvalue())


def rules_found(root: Path) -> list[str]:
    """The rules that do not hold in a package, one name for each finding."""
    return [finding.rule for finding in judged(root).findings]


def rows_of(root: Path, table: str) -> Rows:
    """The rows of a CSV table, as text."""
    with (root / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def put_rows(root: Path, table: str, rows: Rows) -> None:
    """Write rows over a CSV table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (root / "tables" / f"{table}.csv").write_text(text.getvalue(), encoding="utf-8")


def put_cell(root: Path, table: str, row: int, field: str, value: str) -> None:
    """Write one cell of a CSV table; rows count from 0."""
    rows = rows_of(root, table)
    rows[row][field] = value
    put_rows(root, table, rows)


def change_bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Write a file anew from its own bytes."""
    path.write_bytes(change(path.read_bytes()))
