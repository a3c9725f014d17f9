"""pandera on pandas with its own checks: DataFrameSchema, lazy, one validation of each table.

`backend` is what the columns lie in: `pyarrow`, or `numpy`, which is pandas' default. CSV is read
as text, and `to_numeric` turns it into numbers, with a check that no text got lost. With
`coerce=True` one cell that is no number leaves its whole column text, and every other check of it
breaks down.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale.arithmetic import p_agrees
from benchmarks.scale.work import TABLES, Counts, bounds, choices, file_of, pattern, tally
from evitab.standard import Field, TableSchema

# What pandera calls its own checks in a report, up to the bracket.
NAMES = {
    "not_nullable": "required",
    "field_uniqueness": "unique",
    "isin": "enum",
    "str_matches": "pattern",
    "greater_than": "range",
    "greater_than_or_equal_to": "range",
    "less_than_or_equal_to": "range",
}
BOUNDS = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt"}


def prepare(backend: str) -> None:  # noqa: ARG001
    """Import pandera and pandas' readers."""
    import pandera.pandas
    import pyarrow.csv
    import pyarrow.parquet


def run(folder: Path, form: str, backend: str) -> Counts:
    """Ask everything of every table."""
    from pandera.errors import SchemaErrors

    frames = {name: read(folder, name, form, backend) for name in TABLES}
    found: list[tuple[str, str, int]] = []
    for name, frame in frames.items():
        try:
            _schema(TABLES[name], frames, backend).validate(frame, lazy=True)
        except SchemaErrors as errors:
            rows = errors.failure_cases.groupby("check")["index"].nunique()
            found += [(name, kind_of(check), count) for check, count in rows.items()]
    return tally(found)


def kind_of(check: str) -> str:
    """The kind that a check in pandera's report is of."""
    return NAMES.get(check.partition("(")[0], check)


def read(folder: Path, table: str, form: str, backend: str) -> Any:
    """A table as a DataFrame; from CSV with a column `<name>_text` beside each of numbers."""
    import pandas as pd

    options: dict[str, Any] = {"dtype_backend": "pyarrow"} if backend == "pyarrow" else {}
    path = file_of(folder, table, form)
    if form == "parquet":
        return pd.read_parquet(path, **options)
    # Of Arrow's own text `to_numeric` cannot make numbers (pandas 3.1); of pandas' it can.
    text = "string[pyarrow]" if backend == "pyarrow" else "str"
    kinds = dict.fromkeys(TABLES[table].by_name, text)
    frame = pd.read_csv(path, engine="pyarrow", dtype=kinds, keep_default_na=False, na_values=[""])
    for field in TABLES[table].fields:
        values = frame[field.name]
        if field.type != "string":
            frame[f"{field.name}_text"] = values
            values = pd.to_numeric(values, errors="coerce", **options)
        frame[field.name] = values.astype(_types(backend)[field.type])
    return frame


def _types(backend: str) -> Mapping[str, Any]:
    """The type of a column for Table Schema's; numpy has no null among integers, so floats do."""
    import pandas as pd
    import pyarrow as pa

    if backend == "numpy":
        return {"string": "str", "number": "float64", "integer": "float64"}
    kinds = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64()}
    return {name: pd.ArrowDtype(kind) for name, kind in kinds.items()}


def _schema(table: TableSchema, frames: Mapping[str, Any], backend: str) -> Any:
    import pandera.pandas as pa

    parents = {
        key.fields[0]: frames[key.table][key.reference_fields[0]] for key in table.foreign_keys
    }
    columns = {
        field.name: pa.Column(
            _types(backend)[field.type],
            _checks(field, parents.get(field.name)),
            nullable=not field.is_required,
            unique=field.name in table.primary_key,
            report_duplicates="exclude_first",
        )
        for field in table.fields
    }
    return pa.DataFrameSchema(
        columns, checks=_wide_checks(table, frames[table.name]), name=table.name
    )


def _checks(field: Field, parents: Any) -> list[Any]:
    import pandera.pandas as pa

    checks = field_checks(field, pa.Check)
    if parents is not None:
        checks.append(pa.Check(lambda keys: keys.isin(parents), name="foreign_key"))
    return checks


def field_checks(field: Field, check: Any) -> list[Any]:
    """Pandera's own checks of what a column's values may be; `check` is the Check of a backend."""
    checks: list[Any] = []
    if (form := pattern(field)) is not None:
        checks.append(check.str_matches(form))
    if (codes := choices(field)) is not None:
        checks.append(check.isin(codes))
    for keyword, bound in bounds(field).items():
        checks.append(getattr(check, BOUNDS[keyword])(bound))
    return checks


def _wide_checks(table: TableSchema, frame: Any) -> list[Any]:
    import pandera.pandas as pa

    checks = []
    texts = [name for name in frame.columns if name.endswith("_text")]
    if texts:
        checks.append(pa.Check(lambda rows: are_numbers(rows, texts), name="type", ignore_na=False))
    if table.name == "effects":
        checks.append(pa.Check(_in_order, name="interval_order", ignore_na=False))
        checks.append(pa.Check(p_agrees, name="p_from_interval", ignore_na=False))
    return checks


def are_numbers(rows: Any, texts: list[str]) -> Any:
    """Whether every text of some columns became a number."""
    lost = [rows[text.removesuffix("_text")].isna() & rows[text].notna() for text in texts]
    return ~reduce(or_, lost)


def _in_order(effects: Any) -> Any:
    return ~(effects["ci_low"] > effects["ci_high"]).fillna(value=False).astype(bool)
