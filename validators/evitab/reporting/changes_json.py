"""What differs between two packages as JSON, in the form that `schema/diff.schema.json` publishes:
all of it, so that a program can make the new package from the old one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from evitab.changes import Diff, Reason, Verdict
from evitab.changes.model import (
    ABSENT,
    FieldMoved,
    FieldsDiff,
    PropertyChange,
    RowChange,
    RowsDiff,
    TableDiff,
)


def to_json(diff: Diff, verdict: Verdict, evitab: str) -> str:
    """The whole comparison, by a version of evitab, as one JSON document."""
    document = {
        "evitab": evitab,
        "old": dict(diff.old),
        "new": dict(diff.new),
        "differs": bool(diff),
        "bump": verdict.bump.name.lower(),
        "leastVersion": verdict.least,
        "isEnough": verdict.is_enough,
        "reasons": [_reason(reason, verdict) for reason in verdict.reasons],
        "facts": _changes(diff.facts),
        "tables": [_table(table) for table in diff.tables],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _reason(reason: Reason, verdict: Verdict) -> dict[str, Any]:
    return {
        "bump": reason.bump.name.lower(),
        "forces": reason in verdict.forcing,
        "kind": reason.kind,
        "table": reason.table,
        "field": reason.field,
        "what": reason.what,
        "why": reason.why,
    }


def _changes(changes: Sequence[PropertyChange]) -> list[dict[str, Any]]:
    """Changed properties; one that is not there in one of the packages has no `old` or `new`."""
    return [
        {
            "path": list(change.path),
            **({} if change.old is ABSENT else {"old": change.old}),
            **({} if change.new is ABSENT else {"new": change.new}),
            "effect": change.effect,
        }
        for change in changes
    ]


def _table(table: TableDiff) -> dict[str, Any]:
    return {
        "name": table.name,
        "status": table.status,
        "isBuilt": table.is_built,
        "primaryKey": list(table.key),
        "resource": dict(table.resource) or None,
        "about": _changes(table.about),
        "properties": _changes(table.properties),
        "fields": _fields(table.fields),
        "rows": _rows(table.rows),
    }


def _fields(fields: FieldsDiff) -> dict[str, Any]:
    return {
        "added": [_moved(field) for field in fields.added],
        "removed": [_moved(field) for field in fields.removed],
        "renamed": [
            {"old": each.old, "new": each.new, "because": each.because} for each in fields.renamed
        ],
        "changed": [
            {"name": field.name, "changes": _changes(field.changes)} for field in fields.changed
        ],
        "order": None if fields.order is None else list(fields.order),
    }


def _moved(field: FieldMoved) -> dict[str, Any]:
    return {
        "name": field.name,
        "position": field.position,
        "filled": field.filled,
        "descriptor": dict(field.descriptor),
    }


def _rows(rows: RowsDiff) -> dict[str, Any]:
    return {
        "before": rows.before,
        "after": rows.after,
        "matchedBy": list(rows.by),
        "added": _filled(rows.added),
        "removed": _filled(rows.removed),
        "changed": [_row(row) for row in rows.changed],
        "filled": [] if rows.filled is None else _filled(rows.filled),
        "moved": [{"from": list(was), "to": list(now)} for was, now in rows.moved.items()],
    }


def _row(row: RowChange) -> dict[str, Any]:
    return {
        "key": list(row.key),
        "reused": row.reused,
        "cells": [{"field": cell.field, "old": cell.old, "new": cell.new} for cell in row.cells],
    }


def _filled(rows: pa.Table) -> list[dict[str, str]]:
    """Rows as objects, without the cells that are empty."""
    return [
        {name: cell for name, cell in row.items() if cell is not None} for row in rows.to_pylist()
    ]
