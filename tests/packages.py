"""Packages for the tests: the golden ones, and copies of them that a test may damage."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console

from evitab.finding import PackageReport, SourceFinding
from evitab.package import read_package
from evitab.package.digest import package_digest
from evitab.reporting.findings_text import print_findings
from evitab.reporting.source_findings import print_source_findings
from evitab.standard import home, standard
from evitab.validation import validate_package
from evitab.validation.source_findings import compute

REPOSITORY = home()
TESTS = REPOSITORY / "tests"
GOLDEN = {
    "article": TESTS / "golden" / "article",
    "authority": TESTS / "golden" / "golden-authority",
}
REAL = REPOSITORY / "data" / "vitamin-d3-k2"

Row = dict[str, str]
Rows = list[Row]
# A W3C selector has so many characters before and behind a quotation.
_AROUND = 32


def copy_of(package: Path, folder: Path) -> Path:
    """A copy of a package that may be damaged; the golden article brings its authority along."""
    if package == GOLDEN["article"] and not (folder / GOLDEN["authority"].name).exists():
        shutil.copytree(GOLDEN["authority"], folder / GOLDEN["authority"].name)
    return Path(shutil.copytree(package, folder / package.name))


def judged(root: Path) -> PackageReport:
    """The verdict on the package in a folder."""
    return validate_package(root, standard(), name=root.name)


def computed(root: Path, *only: str) -> list[dict[str, str | None]]:
    """The findings about the source of the package in a folder, of all rules or of some; each of
    them must have been asked.
    """
    rows, checks = compute(read_package(root, standard()), only or None)
    assert {check.outcome.value for check in checks} <= {"passed"}
    return rows


def findings_as_text(report: PackageReport) -> str:
    """The findings as a terminal of 100 columns shows them, wherever the package lies."""
    text = io.StringIO()
    report = replace(report, path=str(REAL.relative_to(REPOSITORY)))
    print_findings(report, Console(file=text, width=100, color_system=None))
    return re.sub(r" +\n", "\n", text.getvalue())


def as_row(found: SourceFinding) -> dict[str, str | None]:
    """A finding about the source as a row of the table `findings`."""
    cells = asdict(found) | {"row": found.key, "passage_id": found.passage}
    cells["severity"] = found.severity.value
    return {
        name: cells[name] for name in standard().profiles["article"].by_name["findings"].by_name
    }


def source_findings_as_text(root: Path, rows: Sequence[Mapping[str, str | None]]) -> str:
    """Findings about the source as a terminal of 100 columns shows them."""
    text, contents = io.StringIO(), read_package(root, standard())
    console = Console(file=text, width=100, color_system=None)
    print_source_findings(contents, rows, console)
    return re.sub(r" +\n", "\n", text.getvalue())


def rules_found(root: Path) -> list[str]:
    """The rules that do not hold in a package, one name for each finding."""
    return [finding.rule for finding in judged(root).findings]


def read_rows(path: Path) -> Rows:
    """The rows of a CSV file, as text."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rows_of(root: Path, table: str) -> Rows:
    """The rows of a package's CSV table, as text."""
    return read_rows(root / "tables" / f"{table}.csv")


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


def add_rows(root: Path, table: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Put rows behind those of a table; a column that a row does not give stays empty.

    A row with the key of one that is there changes that one instead, in the columns it gives.
    """
    key = standard().profiles[_profile(root)].by_name[table].primary_key
    there = rows_of(root, table)
    empty = dict.fromkeys(there[0], "")
    by_key = {tuple(row[name] for name in key): row for row in there}
    for row in rows:
        assert set(row) <= set(empty), f"{table} has no column {set(row) - set(empty)}"
        place = tuple(row[name] for name in key)
        by_key[place] = {**by_key.get(place, empty), **row}
    put_rows(root, table, list(by_key.values()))


def _profile(root: Path) -> str:
    return str(json.loads((root / "dataset.json").read_text(encoding="utf-8"))["profile"])


def add_words(root: Path, lines: Iterable[str]) -> None:
    """Put lines behind the source, each of them a factual passage: PSG-1001, PSG-1002 and so on."""
    source = root / "source.txt"
    text = source.read_text(encoding="utf-8")
    passages = rows_of(root, "passages")
    for number, line in enumerate(lines, 1001):
        text += "\n"
        span = {"start": str(len(text)), "end": str(len(text) + len(line)), "exact": line}
        text += line + "\n"
        new = {"passage_id": f"PSG-{number}", "role": "factual", "sha256": "", "not_carried": ""}
        passages.append({**passages[-1], **new, **span})
    for passage in passages:
        if passage["exact"]:
            start, end = int(passage["start"]), int(passage["end"])
            passage["prefix"] = text[max(0, start - _AROUND) : start]
            passage["suffix"] = text[end : end + _AROUND]
    put_rows(root, "passages", passages)
    source.write_text(text, encoding="utf-8")
    put_cell(root, "sources", 0, "sha256", hashlib.sha256(text.encode()).hexdigest())


Tables = Mapping[str, Iterable[Mapping[str, str]]]


def grow(
    folder: Path,
    *,
    lines: Iterable[str] = (),
    article: Tables | None = None,
    authority: Tables | None = None,
) -> Path:
    """The golden article with lines of text and rows behind its own, and rows behind those of its
    authority; rows alone are not held against words by rules about the source.
    """
    root = copy_of(GOLDEN["article"], folder)
    beside = root.parent / GOLDEN["authority"].name
    add_words(root, lines)
    for package, tables in ((root, article), (beside, authority)):
        for table, rows in (tables or {}).items():
            add_rows(package, table, rows)
    name_authority(root, beside)
    return root


def grown(case: Path, folder: Path) -> Path:
    """The golden article with what a case puts behind it.

    `added.txt` are lines of the source, `added/<table>.csv` rows of the article's tables,
    `added-authority/<table>.csv` rows of the authority's.
    """
    words = case / "added.txt"
    lines = words.read_text(encoding="utf-8").splitlines() if words.exists() else []
    article, authority = (
        {file.stem: read_rows(file) for file in sorted((case / name).glob("*.csv"))}
        for name in ("added", "added-authority")
    )
    return grow(folder, lines=lines, article=article, authority=authority)


def name_authority(root: Path, authority: Path) -> None:
    """Let a package name an authority package as it is now."""
    path = root / "dataset.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    named = read_package(authority, standard())
    facts["authority"] = {
        "name": named.dataset.name,
        "version": named.dataset.version,
        "sha256": package_digest(named),
    }
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def change_bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Write a file anew from its own bytes."""
    path.write_bytes(change(path.read_bytes()))
