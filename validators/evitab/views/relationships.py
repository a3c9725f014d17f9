"""The keys between a package's tables."""

from __future__ import annotations

from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from evitab.package import Contents
from evitab.package.table import Table

_SCHEMA = pa.schema(
    {
        "table": pa.string(),
        "fields": pa.string(),
        "reference_table": pa.string(),
        "reference_fields": pa.string(),
        "rows": pa.int64(),
    }
)


def relationships(contents: Contents) -> pa.Table:
    """One row for each key to a table that the package has, in the standard's order.

    `rows` counts the rows of `table` that have such a key; several fields are joined by commas.
    """
    rows = [
        {
            "table": table.name,
            "fields": ",".join(key.fields),
            "reference_table": key.table,
            "reference_fields": ",".join(key.reference_fields),
            "rows": _keyed(table, key.fields),
        }
        for table in contents.tables.values()
        for key in table.schema.foreign_keys
        if key.table in contents.tables
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _keyed(table: Table, fields: tuple[str, ...]) -> int:
    filled = reduce(pc.and_, (pc.is_valid(table.column(field)) for field in fields))
    return int(pc.sum(filled).as_py() or 0)
