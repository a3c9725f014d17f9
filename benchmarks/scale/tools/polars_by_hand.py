"""polars by hand, streaming: each table is scanned once for its rows and once for its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.arithmetic import LEVEL, TOLERANCE, implied_p
from benchmarks.scale.work import TABLES, Counts, bounds, choices, file_of, pattern, tally
from evitab.standard import TableSchema


def prepare() -> None:
    """Import polars."""
    import polars


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    scans = {name: scan(folder, name, form) for name in TABLES}
    return tally(found for name in TABLES for found in _found(scans, name, form))


def scan(folder: Path, table: str, form: str) -> Any:
    """A table as a LazyFrame; from CSV with a column `<name>_text` beside each of numbers."""
    import polars as pl

    path = file_of(folder, table, form)
    if form == "parquet":
        return pl.scan_parquet(path)
    names = [field.name for field in TABLES[table].fields]
    frame = pl.scan_csv(path, schema=dict.fromkeys(names, pl.String()))
    return frame.with_columns(
        *(pl.col(name).alias(f"{name}_text") for name in numbers(TABLES[table])),
        *(pl.col(name).cast(kind, strict=False) for name, kind in numbers(TABLES[table]).items()),
    )


def numbers(schema: TableSchema) -> Mapping[str, Any]:
    """The columns of numbers, each with its type in polars."""
    import polars as pl

    kinds = {"number": pl.Float64(), "integer": pl.Int64()}
    return {field.name: kinds[field.type] for field in schema.fields if field.type in kinds}


def _found(scans: Mapping[str, Any], table: str, form: str) -> Iterator[tuple[str, str, int]]:
    import polars as pl

    schema, frame = TABLES[table], scans[table]
    (key,) = schema.primary_key
    faults = _faults(schema, is_csv=form == "csv")
    rows = (
        frame.select(key, *(fault.fill_null(value=False).alias(f) for f, fault in faults.items()))
        .filter(pl.any_horizontal(*faults))
        .collect(engine="streaming")
    )
    yield from ((table, kind, rows[kind].sum()) for kind in faults)
    again = frame.group_by(key).len().filter(pl.col("len") > 1).collect(engine="streaming")
    yield table, "unique", (again["len"] - 1).sum()
    for pointer in schema.foreign_keys:
        parents = scans[pointer.table].select(*pointer.reference_fields)
        lost = (
            frame.select(key, *pointer.fields)
            .drop_nulls(pointer.fields)
            .join(parents, left_on=pointer.fields, right_on=pointer.reference_fields, how="anti")
            .collect(engine="streaming")
        )
        yield table, "foreign_key", lost.height


def _faults(schema: TableSchema, *, is_csv: bool) -> dict[str, Any]:
    """When a row is at fault, by kind; null where nothing can be said."""
    import polars as pl

    found: dict[str, list[Any]] = {}
    for field in schema.fields:
        column = pl.col(field.name)
        if field.is_required:
            found.setdefault("required", []).append(column.is_null())
        if (form := pattern(field)) is not None:
            found.setdefault("pattern", []).append(~column.str.contains(form))
        if (codes := choices(field)) is not None:
            found.setdefault("enum", []).append(~column.is_in(codes))
        for keyword, bound in bounds(field).items():
            found.setdefault("range", []).append(_OUTSIDE[keyword](column, bound))
        if is_csv and field.type != "string":
            wrong = column.is_null() & pl.col(f"{field.name}_text").is_not_null()
            found.setdefault("type", []).append(wrong)
    if schema.name == "effects":
        found |= {"interval_order": [pl.col("ci_low") > pl.col("ci_high")]}
        found |= {"p_from_interval": [p_is_off()]}
    return {kind: pl.any_horizontal(*faults) for kind, faults in found.items()}


_OUTSIDE = {
    "minimum": lambda column, bound: column < bound,
    "maximum": lambda column, bound: column > bound,
    "exclusiveMinimum": lambda column, bound: column <= bound,
}


def p_is_off() -> Any:
    """When a p value is not the one that its interval implies; null where one is missing."""
    import polars as pl

    implied = implied_p(
        *(pl.col(name) for name in ("estimate", "ci_low", "ci_high")),
        log=lambda column: column.log(),
        exp=lambda column: column.exp(),
    )
    is_asked = (pl.col("scale") == "ratio") & (pl.col("ci_level") == LEVEL)
    return is_asked & ((pl.col("p_value") - implied).abs() > TOLERANCE)
