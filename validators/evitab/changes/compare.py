"""Two packages compared: their facts, then each table's fields, keys and rows."""

from __future__ import annotations

from typing import Any

from evitab.changes.fields import compare_fields, compare_schema
from evitab.changes.matching import match
from evitab.changes.model import Diff, RowsDiff, Status, TableDiff
from evitab.changes.properties import compare_properties
from evitab.changes.renames import renamed_fields, renamed_keys
from evitab.changes.rows import compare_rows
from evitab.changes.snapshot import Snapshot, TableState
from evitab.standard import Standard


def compare(old: Snapshot, new: Snapshot, standard: Standard) -> Diff:
    """All that differs between two packages; what nobody can see in their bytes alone is left out:
    where a file lies, how a number is written, in which order rows stand.
    """
    names = [*new.tables, *(name for name in old.tables if name not in new.tables)]
    built = {name for profile in standard.profiles.values() for name in profile.built}
    tables = [_compare_table(name, old, new, name in built) for name in names]
    return Diff(
        {"name": old.name, "version": old.version},
        {"name": new.name, "version": new.version},
        tuple(compare_properties(old.facts, new.facts)),
        tuple(table for table in tables if table.differs),
    )


def _compare_table(name: str, old: Snapshot, new: Snapshot, is_built: bool) -> TableDiff:
    before, after = old.tables.get(name), new.tables.get(name)
    if before is not None and after is not None:
        return _changed(name, old, new, is_built)
    return _alone(name, before, after, is_built)


def _alone(name: str, old: TableState | None, new: TableState | None, is_built: bool) -> TableDiff:
    """A table that one of the packages has."""
    table, status = (new, Status.ADDED) if new is not None else (old, Status.REMOVED)
    assert table is not None  # noqa: S101 - one of the two is there
    empty = table.rows.slice(0, 0)
    pair = (table.rows, empty) if status is Status.ADDED else (empty, table.rows)
    rows = RowsDiff((), *pair, before=len(pair[1]), after=len(pair[0]))
    return TableDiff(name, status, table.key, rows, is_built, resource=resource_of(table))


def resource_of(table: TableState) -> dict[str, Any]:
    """What a table's resource and its schema say."""
    return {**table.about, "schema": dict(table.schema)}


def _changed(name: str, old: Snapshot, new: Snapshot, is_built: bool) -> TableDiff:
    before, after = old.tables[name], new.tables[name]
    keys = renamed_keys(before, after)
    matched = match(before, after, {each.old: each.new for each in keys})
    fields = renamed_fields(before, after, matched, keys)
    renamed = {each.old: each.new for each in fields}
    return TableDiff(
        name,
        Status.CHANGED,
        after.key,
        compare_rows(before, after, matched, renamed),
        is_built,
        tuple(compare_properties(before.about, after.about)),
        compare_schema(name, old, new, renamed),
        compare_fields(before, after, fields),
    )
