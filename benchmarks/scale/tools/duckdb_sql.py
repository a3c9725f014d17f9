"""DuckDB by hand: each table is read once for what is asked of a row, and once for its key.

What it was tuned by, on 1 M and 10 M rows: NOT IN is faster than an anti join and than a left join;
keys as texts are no slower than keys parsed to integers; the p value is reckoned inside CASE, for
the rows alone that it is asked of. CSV is parsed once, into a table in memory; Parquet is cheap to
read again. It gives the keys of the rows at fault, as a validator does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.scale.arithmetic import LEVEL, TOLERANCE, implied_p_sql
from benchmarks.scale.work import TABLES, Counts, file_of, tally

KEYS = {
    "references": ("reference_id", "ref"),
    "claims": ("claim_id", "clm"),
    "effects": ("effect_id", "eff"),
    "dosages": ("dosage_id", "dos"),
}
# What CSV holds as text, since a cell may be no number; and the type that it should have.
TEXTS = {
    "references": {"year": "BIGINT"},
    "claims": {},
    "effects": {
        **dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), "DOUBLE"),
        **dict.fromkeys(("ci_level", "sample_size"), "BIGINT"),
    },
    "dosages": {"dose": "DOUBLE", "times_per_day": "BIGINT"},
}
# Per table: the kind, and when a row is at fault. A null is not, but where a value is required.
FAULTS = {
    "references": {
        "required": "reference_id IS NULL OR title IS NULL OR type IS NULL",
        "enum": "type NOT IN ('trial', 'cohort', 'case-control', 'review', 'guideline')",
        "range": "year NOT BETWEEN 1900 AND 2030",
    },
    "claims": {
        "required": "claim_id IS NULL OR reference_id IS NULL OR statement IS NULL",
        "enum": "strength NOT IN ('hedged', 'plain', 'emphatic', 'universal')",
        "foreign_key": 'reference_id NOT IN (SELECT reference_id FROM "references")',
    },
    "effects": {
        "required": "effect_id IS NULL OR claim_id IS NULL OR scale IS NULL OR estimate IS NULL",
        "enum": "scale NOT IN ('ratio', 'difference')",
        "range": "p_value NOT BETWEEN 0 AND 1 OR ci_level NOT BETWEEN 50 AND 99 OR sample_size < 1",
        "foreign_key": "claim_id NOT IN (SELECT claim_id FROM claims)",
        "interval_order": "ci_low > ci_high",
        "p_from_interval": f"CASE WHEN scale = 'ratio' AND ci_level = {LEVEL} THEN "
        f"abs(p_value - {implied_p_sql('estimate', 'ci_low', 'ci_high')}) > {TOLERANCE} END",
    },
    "dosages": {
        "required": "dosage_id IS NULL OR claim_id IS NULL OR unit IS NULL",
        "enum": "unit NOT IN ('ug', 'mg', 'g', '[iU]')",
        "range": "dose <= 0 OR times_per_day NOT BETWEEN 1 AND 24",
        "foreign_key": "claim_id NOT IN (SELECT claim_id FROM claims)",
    },
}


def prepare() -> None:
    """Import DuckDB, and what it hands Arrow tables over with."""
    import duckdb
    import pyarrow

    duckdb.connect().execute("SELECT 1")


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    import duckdb

    with duckdb.connect() as connection:
        for table in KEYS:
            connection.execute(_source(folder, table, form))
        return tally(
            found for table in KEYS for found in _found(connection, table, is_csv=form == "csv")
        )


def _source(folder: Path, table: str, form: str) -> str:
    if form == "parquet":
        return f'CREATE VIEW "{table}" AS FROM {scan(folder, table, form)}'
    casts = [f'TRY_CAST("{name}" AS {kind}) AS "{name}"' for name, kind in TEXTS[table].items()]
    texts = [f'"{name}" AS "{name}_text"' for name in TEXTS[table]]
    replaced = f"* REPLACE ({', '.join(casts)})" if casts else "*"
    columns = ", ".join([replaced, *texts])
    return f'CREATE TEMP TABLE "{table}" AS SELECT {columns} FROM {scan(folder, table, form)}'


def scan(folder: Path, table: str, form: str) -> str:
    """A file as SQL reads it. CSV as texts, with nothing left to guess: one cell that is no number
    would end the reading of a typed column.
    """
    path = str(file_of(folder, table, form)).replace("'", "''")
    if form == "parquet":
        return f"read_parquet('{path}')"
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in TABLES[table].by_name)
    dialect = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'"
    return f"read_csv('{path}', {dialect}, columns = {{{columns}}})"


def _found(connection: Any, table: str, *, is_csv: bool) -> Any:
    key, prefix = KEYS[table]
    faults = FAULTS[table] | {
        "pattern": f"NOT regexp_full_match({key}, '{prefix}-([0-9]{{4}}|[1-9][0-9]{{4,8}})')"
    }
    if is_csv and TEXTS[table]:
        wrong = [f"{name} IS NULL AND {name}_text IS NOT NULL" for name in TEXTS[table]]
        faults["type"] = " OR ".join(wrong)
    flags = ", ".join(f'coalesce({fault}, false) AS "{kind}"' for kind, fault in faults.items())
    any_of = " OR ".join(f'"{kind}"' for kind in faults)
    rows = connection.sql(
        f'SELECT * FROM (SELECT {key}, {flags} FROM "{table}") WHERE {any_of}'
    ).to_arrow_table()
    for kind in faults:
        yield table, kind, sum(rows[kind].to_pylist())
    repeated = f'SELECT {key}, count(*) - 1 AS again FROM "{table}" GROUP BY ALL HAVING again > 0'
    yield table, "unique", sum(connection.sql(repeated).to_arrow_table()["again"].to_pylist())
