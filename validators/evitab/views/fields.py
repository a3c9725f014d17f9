"""The columns of a table, as the standard declares them."""

from __future__ import annotations

import pyarrow as pa

from evitab.standard import TableSchema

_SCHEMA = pa.schema(
    {
        "field": pa.string(),
        "type": pa.string(),
        "is_required": pa.bool_(),
        "unit": pa.string(),
        "vocabulary": pa.string(),
        "reference_table": pa.string(),
        "description": pa.string(),
    }
)


def fields(schema: TableSchema) -> pa.Table:
    """One row for each column, in the table's order."""
    leads = {name: key.table for key in schema.foreign_keys for name in key.fields}
    rows = [
        {
            "field": field.name,
            "type": field.type,
            "is_required": field.is_required,
            "unit": field.descriptor.get("unit", field.descriptor.get("unitField")),
            "vocabulary": field.vocabulary,
            "reference_table": leads.get(field.name),
            "description": field.descriptor["description"],
        }
        for field in schema.fields
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
