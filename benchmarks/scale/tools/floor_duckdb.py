"""The floor: DuckDB reads every column that is asked about, and asks nothing.

Sums and lengths, since each value must be there for them. A count or a maximum would be taken from
the statistics of a Parquet file, or, in CSV, from texts that were never turned into numbers.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.scale.tools import duckdb_sql
from benchmarks.scale.work import TABLES, Counts

prepare = duckdb_sql.prepare


def run(folder: Path, form: str) -> Counts:
    """Read the columns of every table; finds nothing."""
    import duckdb

    with duckdb.connect() as connection:
        for table, schema in TABLES.items():
            sums = ", ".join(
                f'sum(strlen("{field.name}"))'
                if field.type == "string"
                else f'sum(TRY_CAST("{field.name}" AS DOUBLE))'
                for field in schema.fields
            )
            connection.sql(f"SELECT {sums} FROM {duckdb_sql.scan(folder, table, form)}").fetchall()
    return {}
