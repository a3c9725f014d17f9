"""Building a package: findings, Parquet and descriptors from its CSV tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.package import Contents, Medium, read_package
from evitab.package.descriptor import as_json, descriptor, file_of
from evitab.package.paths import inside
from evitab.package.writing import csv_bytes, parquet_bytes
from evitab.reporting.findings_page import findings_page
from evitab.standard import Standard
from evitab.validation import faults, refuse_crashed
from evitab.validation.appraisals import appraised
from evitab.validation.source_findings import TABLE, Row, as_table, compute

PAGE = "FINDINGS.md"


def built_files(root: Path, standard: Standard) -> dict[Path, bytes | None]:
    """All files that are built for the package in a folder, with their bytes.

    A file that should not be there has None. Raises CannotJudge where a table cannot be read or a
    rule about the tables does not hold: nothing is built on sand.
    """
    contents = read_package(root, standard, Medium.CSV)
    _refuse_faults(contents, standard)
    files: dict[str, bytes | None] = {}
    tables = {
        name: (root / Medium.CSV.file(name)).read_bytes()
        for name in contents.names
        if name != TABLE
    }
    data = {name: contents.tables[name].data for name in tables}
    rows, checks = compute(contents)
    refuse_crashed(checks)
    if rows:
        data[TABLE] = as_table(contents, rows)
        tables[TABLE] = csv_bytes(contents.schema(TABLE), data[TABLE])
    names = tuple(name for name in contents.dataset.profile.by_name if name in data)
    contents = replace(contents, names=names)
    parquet = {name: parquet_bytes(contents.schema(name), data[name]) for name in names}
    if TABLE in contents.dataset.profile.by_name:
        files |= {medium.file(TABLE): None for medium in Medium}
        files[Medium.CSV.file(TABLE)] = tables.get(TABLE)
        files[PAGE] = _page(contents, rows, standard)
    files |= {Medium.PARQUET.file(name): parquet[name] for name in names}
    for medium, members in ((Medium.CSV, tables), (Medium.PARQUET, parquet)):
        ordered = {name: members[name] for name in names}
        files[file_of(medium)] = as_json(descriptor(contents, standard, medium, ordered))
    files |= _strangers(root, names)
    return {inside(root, file, named_by=file): data for file, data in files.items()}


def _page(contents: Contents, rows: list[Row], standard: Standard) -> bytes | None:
    """What was found at odds in the source, by rules and by readers, as a page to read."""
    everything = [*rows, *appraised(contents)]
    return findings_page(contents, everything, standard).encode() if everything else None


def _strangers(root: Path, names: tuple[str, ...]) -> dict[str, None]:
    """Parquet files of tables that the package no longer has."""
    return {
        f"parquet/{path.name}": None
        for path in (root / "parquet").glob("*.parquet")
        if path.stem not in names and path.is_file()
    }


def _refuse_faults(contents: Contents, standard: Standard) -> None:
    for finding in faults(contents, standard):
        found = "" if finding.value is None else f"found {finding.value!r}, "
        raise CannotJudge(
            f"{finding.rule}: {found}expected {finding.expected.removesuffix('.')}",
            file=f"{contents.root.name}/{finding.file}",
            line=finding.line,
            advice="Mend all that `evitab validate` finds, then build.",
        )
