"""Built files against what they are built from: Parquet against CSV, descriptors against both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import flags
from evitab.finding import CannotJudge, Check, Finding, Outcome
from evitab.package import Contents, Medium, Table, finding_at, read_table
from evitab.package.contents import MAX_BYTES
from evitab.package.descriptor import descriptor, file_of
from evitab.package.json_file import parse_json
from evitab.package.paths import read_bytes
from evitab.standard import Standard

EQUAL, CURRENT = "parquet_equals_csv", "descriptor_is_current"
_BUILD = "Run evitab build."


def check_built(
    contents: Contents, standard: Standard, faulty: frozenset[str]
) -> Iterator[tuple[Check, list[Finding]]]:
    """Hold the built files against the CSV tables.

    `faulty` names the tables with findings of their own: until those are mended there is nothing
    to hold the built files against.
    """
    folders = {medium: (contents.root / medium.file("any")).parent for medium in Medium}
    stale: set[Medium] = set()
    if absent := [medium for medium, folder in folders.items() if not folder.is_dir()]:
        reason = f"there is no {folders[absent[0]].name}/ to compare"
        yield Check(EQUAL, "*", Outcome.SKIPPED, reason=reason), []
    else:
        for table in contents.tables.values():
            check, findings = _parquet(contents, table, faulty)
            if findings:
                stale.add(Medium.PARQUET)
            yield check, findings
    for medium in Medium:
        yield _descriptor(
            contents, standard, medium, bool(faulty or contents.findings) or medium in stale
        )


def built_unasked(contents: Contents) -> Iterator[Check]:
    """The checks of built files, for a package that was not read at once: none is made."""
    folders = {medium: (contents.root / medium.file("any")).parent for medium in Medium}
    absent = [folder.name for folder in folders.values() if not folder.is_dir()]
    reason = "the package was read piece by piece"
    compared = f"there is no {absent[0]}/ to compare" if absent else reason
    yield Check(EQUAL, "*", Outcome.SKIPPED, reason=compared)
    for file in map(file_of, Medium):
        is_built = (contents.root / file).exists()
        why = reason if is_built else "it was not built"
        yield Check(CURRENT, file, Outcome.SKIPPED, reason=why)


def _parquet(
    contents: Contents, table: Table, faulty: frozenset[str]
) -> tuple[Check, list[Finding]]:
    name = table.name
    if name in faulty:
        reason = "the table has findings of its own"
        return Check(EQUAL, name, Outcome.SKIPPED, reason=reason), []
    other_medium = Medium.PARQUET if contents.medium is Medium.CSV else Medium.CSV
    try:
        other = read_table(contents.root, table.schema, other_medium)
        found = [replace(finding, rule=EQUAL, advice=_BUILD) for finding in other.findings]
        findings = found[:1] or list(_differences(table, other))
    except CannotJudge as error:
        findings = [_stale(EQUAL, error.file, name, f"a readable file ({error.message})")]
    return Check.asked(EQUAL, name, rows=len(table.data), findings=len(findings)), findings


def _differences(table: Table, other: Table) -> Iterator[Finding]:
    """The first cell, by key, in which two tables differ."""
    ours, theirs = _sorted(table), _sorted(other)
    if len(ours.data) != len(theirs.data):
        rows = f"{len(ours.data)} rows, as {table.file} has"
        yield _stale(EQUAL, other.file, table.name, rows, found=f"{len(theirs.data)} rows")
        return
    for name in ours.data.column_names:
        one, two = ours.column(name), theirs.column(name)
        if one.equals(two):
            continue
        row = int(np.flatnonzero(~_same(one, two))[0])
        words = ours.text_of(row, name)
        yield finding_at(
            theirs,
            row,
            rule=EQUAL,
            field=name,
            value=theirs.text_of(row, name),
            expected=f"{'nothing' if words is None else words}, as {table.file} has",
            advice=_BUILD,
        )
        return


def _sorted(table: Table) -> Table:
    """A table in the order of its key; each row keeps the line that it stands on."""
    order = pc.sort_indices(
        table.data, sort_keys=[(name, "ascending") for name in table.schema.primary_key]
    )
    return table.take(order.to_numpy())


def _same(one: pa.Array, two: pa.Array) -> npt.NDArray[np.bool_]:
    equal = flags(pc.fill_null(pc.equal(one, two), False))
    both_null = flags(pc.and_(one.is_null(), two.is_null()))
    return np.logical_or(equal, both_null)


def _descriptor(
    contents: Contents, standard: Standard, medium: Medium, is_faulty: bool
) -> tuple[Check, list[Finding]]:
    file = file_of(medium)
    if not (contents.root / file).exists() and not (contents.root / file).is_symlink():
        return Check(CURRENT, file, Outcome.SKIPPED, reason="it was not built"), []
    if is_faulty or contents.errors:
        reason = "the files have findings of their own"
        return Check(CURRENT, file, Outcome.SKIPPED, reason=reason), []
    try:
        files = {
            name: read_bytes(contents.root, medium.file(name), limit=MAX_BYTES)
            for name in contents.names
        }
        found = read_bytes(contents.root, file, limit=MAX_BYTES)
        same = parse_json(found) == descriptor(contents, standard, medium, files)
        words = "what evitab build writes for these tables"
    except CannotJudge as error:
        same, words = False, f"readable files ({error})"
    except (ValueError, RecursionError):
        same, words = False, "JSON"
    findings = [] if same else [_stale(CURRENT, file, None, words)]
    return Check.asked(CURRENT, file, rows=1, findings=len(findings)), findings


def _stale(
    rule: str, file: str, table: str | None, expected: str, found: str | None = None
) -> Finding:
    return Finding(rule=rule, file=file, expected=expected, advice=_BUILD, table=table, value=found)
