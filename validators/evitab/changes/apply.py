"""A package made from an older one by what differs: the proof that a comparison tells all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from evitab.changes.model import Diff, FieldsDiff, Status, TableDiff
from evitab.changes.properties import apply_properties
from evitab.changes.snapshot import Snapshot, TableState

Row = dict[str, str | None]


def apply(diff: Diff, old: Snapshot) -> Snapshot:
    """The package that `old` was compared with; raises KeyError where `old` is another one."""
    tables = dict(old.tables)
    for change in diff.tables:
        if change.status is Status.REMOVED:
            del tables[change.name]
        elif change.status is Status.ADDED:
            about = {name: value for name, value in change.resource.items() if name != "schema"}
            tables[change.name] = TableState(about, change.resource["schema"], change.rows.added)
        else:
            tables[change.name] = _changed(change, tables[change.name])
    return Snapshot(apply_properties(old.facts, diff.facts), tables)


def _changed(change: TableDiff, old: TableState) -> TableState:
    schema = apply_properties({**old.schema, "fields": []}, change.properties)
    schema["fields"] = _fields(change.fields, old)
    about = apply_properties(old.about, change.about)
    table = TableState(about, schema, old.rows)
    rows = [tuple(row.get(name) for name in table.fields) for row in _rows(change, old)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(table.fields)
    data = pa.table(
        {
            name: pa.array(cells, pa.string())
            for name, cells in zip(table.fields, columns, strict=True)
        }
    )
    order = [(name, "ascending") for name in change.key]
    return TableState(about, schema, data.sort_by(order).combine_chunks())


def _fields(change: FieldsDiff, old: TableState) -> list[dict[str, Any]]:
    """The descriptors of the fields, in their new order."""
    renamed = {each.old: each.new for each in change.renamed}
    gone = {each.name for each in change.removed}
    changes = {each.name: each.changes for each in change.changed}
    kept: dict[str, dict[str, Any]] = {}
    for name, field in old.fields.items():
        if name not in gone:
            now = renamed.get(name, name)
            kept[now] = apply_properties({**field, "name": now}, changes.get(now, ()))
    fields = [kept[name] for name in change.order or kept]
    for each in change.added:
        fields.insert(each.position, dict(each.descriptor))
    return fields


def _rows(change: TableDiff, old: TableState) -> list[Row]:
    """The rows, by the new names of the fields."""
    rows, renamed = change.rows, {each.old: each.new for each in change.fields.renamed}
    if not rows.by:
        return _listed(rows.added, {})
    by_key = {_key(row, rows.by): row for row in _listed(old.rows, renamed)}
    for row in _listed(rows.removed, renamed):
        del by_key[_key(row, rows.by)]
    for changed in rows.changed:
        by_key[changed.key] |= {cell.field: cell.new for cell in changed.cells}
    for row in _listed(rows.filled, {}) if rows.filled is not None else ():
        by_key[_key(row, rows.by)] |= row
    return [*by_key.values(), *_listed(rows.added, {})]


def _listed(rows: pa.Table, renamed: Mapping[str, str]) -> list[Row]:
    names = [renamed.get(name, name) for name in rows.column_names]
    listed: list[Row] = rows.rename_columns(names).to_pylist()
    return listed


def _key(row: Row, by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] or "" for name in by)
