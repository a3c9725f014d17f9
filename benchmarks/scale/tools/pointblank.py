"""pointblank: a Validate plan for each table, interrogated with its extracts, on polars frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.tools.polars_by_hand import numbers, p_is_off, scan
from benchmarks.scale.work import TABLES, Counts, bounds, choices, pattern, tally
from evitab.standard import TableSchema

_STEPS = {
    "minimum": "col_vals_ge",
    "maximum": "col_vals_le",
    "exclusiveMinimum": "col_vals_gt",
}


def prepare() -> None:
    """Import pointblank and polars."""
    import pointblank
    import polars


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    frames = {name: scan(folder, name, form).collect() for name in TABLES}
    return tally(found for name in TABLES for found in _found(name, frames, is_csv=form == "csv"))


def _found(
    table: str, frames: Mapping[str, Any], *, is_csv: bool
) -> Iterator[tuple[str, str, int]]:
    import pointblank as pb

    plan = pb.Validate(data=frames[table], tbl_name=table)
    kinds: list[str] = []
    for kind, method, options in _steps(TABLES[table], frames, is_csv=is_csv):
        plan = getattr(plan, method)(**options)
        kinds.append(kind)
    failed = plan.interrogate().n_failed()
    for step, kind in enumerate(kinds, start=1):
        # Both rows of a pair are at fault.
        yield table, kind, failed[step] // 2 if kind == "unique" else failed[step]


def _steps(
    table: TableSchema, frames: Mapping[str, Any], *, is_csv: bool
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The steps of a plan: the kind, the method that adds it, and what it is given."""
    import pointblank as pb
    import polars as pl

    schema = pb.Schema(
        columns=[
            (field.name, str(numbers(table).get(field.name, pl.String()))) for field in table.fields
        ]
    )
    yield "type", "col_schema_match", {"schema": schema, "complete": not is_csv}
    yield "unique", "rows_distinct", {"columns_subset": list(table.primary_key)}
    for field in table.fields:
        name: dict[str, Any] = {"columns": field.name}
        if field.is_required:
            yield "required", "col_vals_not_null", name
        if (form := pattern(field)) is not None:
            yield "pattern", "col_vals_regex", name | {"pattern": form, "na_pass": True}
        if (codes := choices(field)) is not None:
            # A null is in a set that has None in it.
            yield "enum", "col_vals_in_set", name | {"set": [*codes, None]}
        for keyword, bound in bounds(field).items():
            yield "range", _STEPS[keyword], name | {"value": bound, "na_pass": True}
    yield from (
        (kind, "col_vals_expr", {"expr": expression.fill_null(value=True)})
        for kind, expression in _expressions(table, frames, is_csv=is_csv)
    )


def _expressions(
    table: TableSchema, frames: Mapping[str, Any], *, is_csv: bool
) -> Iterator[tuple[str, Any]]:
    import polars as pl

    for key in table.foreign_keys:
        parents = frames[key.table][key.reference_fields[0]].implode()
        yield "foreign_key", pl.col(key.fields[0]).is_in(parents)
    for name in numbers(table) if is_csv else ():
        yield "type", pl.col(name).is_not_null() | pl.col(f"{name}_text").is_null()
    if table.name == "effects":
        yield "interval_order", pl.col("ci_low") <= pl.col("ci_high")
        yield "p_from_interval", ~p_is_off()
