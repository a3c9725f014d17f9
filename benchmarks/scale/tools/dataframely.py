"""dataframely: a Schema for each table, `filter` with its counts of every rule.

From CSV with `cast=True`, which reports the cells that are no numbers itself. A collection's
filters join by one key that all of its members share, which these tables do not have: foreign keys
are rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.tools.polars_by_hand import p_is_off
from benchmarks.scale.work import TABLES, Counts, bounds, choices, file_of, pattern, tally
from evitab.standard import Field, TableSchema

_KINDS = {
    "nullability": "required",
    "primary_key": "unique",
    "regex": "pattern",
    "check__is_listed": "enum",
    "min": "range",
    "max": "range",
    "min_exclusive": "range",
    "dtype": "type",
}
_BOUNDS = {"minimum": "min", "maximum": "max", "exclusiveMinimum": "min_exclusive"}


def prepare() -> None:
    """Import dataframely and polars."""
    import dataframely
    import polars


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    frames = {name: _scan(folder, name, form) for name in TABLES}
    found = []
    for name, frame in frames.items():
        schema = _schema(TABLES[name], frames)
        _, failure = schema.filter(frame, cast=form == "csv")
        for rule, count in failure.counts().items():
            kind = rule.rpartition("|")[2]
            found.append((name, _KINDS.get(kind, kind), count))
    # Both rows of a pair are at fault.
    return tally((name, kind, n // 2 if kind == "unique" else n) for name, kind, n in found)


def _scan(folder: Path, table: str, form: str) -> Any:
    import polars as pl

    path = file_of(folder, table, form)
    if form == "parquet":
        return pl.scan_parquet(path)
    return pl.scan_csv(path, schema=dict.fromkeys(TABLES[table].by_name, pl.String()))


def _schema(table: TableSchema, frames: Mapping[str, Any]) -> Any:
    """The schema as a class: its columns, and its rules under their names."""
    import dataframely as dy
    import polars as pl

    body: dict[str, Any] = {field.name: _column(field, table) for field in table.fields}
    for key in table.foreign_keys:
        (name,), (theirs,) = key.fields, key.reference_fields
        parents = frames[key.table].select(theirs).collect(engine="streaming")[theirs].implode()
        body["foreign_key"] = dy.rule()(lambda _, n=name, p=parents: pl.col(n).is_in(p))
    if table.name == "effects":
        body["interval_order"] = dy.rule()(lambda _: pl.col("ci_low") <= pl.col("ci_high"))
        body["p_from_interval"] = dy.rule()(lambda _: ~p_is_off())
    return type(table.name.capitalize(), (dy.Schema,), body)


def _column(field: Field, table: TableSchema) -> Any:
    import dataframely as dy

    options: dict[str, Any] = {"nullable": not field.is_required}
    if field.name in table.primary_key:
        options["primary_key"] = True
    if (form := pattern(field)) is not None:
        options["regex"] = form
    if (codes := choices(field)) is not None:
        options["check"] = _is_listed(codes)
    options |= {_BOUNDS[name]: bound for name, bound in bounds(field).items()}
    kinds = {"string": dy.String, "number": dy.Float64, "integer": dy.Int64}
    return kinds[field.type](**options)


def _is_listed(codes: list[str]) -> Any:
    def is_listed(column: Any) -> Any:
        return column.is_in(codes)

    return is_listed
