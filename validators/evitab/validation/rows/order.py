"""In which order tables are read piece by piece: each after those that its keys point to."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from evitab.standard import TableSchema


def reading_order(schemas: Iterable[TableSchema]) -> list[str]:
    """The tables, those pointed to before those that point to them.

    Keys inside a table, and the last of those that go round in a circle, are left out of account:
    what they point to must be read ahead.
    """
    tables = {schema.name: schema for schema in schemas}
    before = {
        name: {key.table for key in schema.foreign_keys if key.table in tables} - {name}
        for name, schema in tables.items()
    }
    while True:
        try:
            return list(TopologicalSorter(before).static_order())
        except CycleError as error:
            first, second = error.args[1][:2]
            before[second].discard(first)
