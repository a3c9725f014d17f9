"""pandera on polars: DataFrameSchema, lazy, on collected frames, since a LazyFrame's values are
left unchecked by default.

CSV is read as the other polars tools read it, with a check that no text got lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.scale.tools.pandera_pandas import field_checks, kind_of
from benchmarks.scale.tools.polars_by_hand import numbers, p_is_off, scan
from benchmarks.scale.work import TABLES, Counts, tally
from evitab.standard import Field, TableSchema


def prepare() -> None:
    """Import pandera with polars."""
    import pandera.polars


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    from pandera.errors import SchemaErrors

    frames = {name: scan(folder, name, form).collect() for name in TABLES}
    found: list[tuple[str, str, int]] = []
    for name, frame in frames.items():
        try:
            _schema(TABLES[name], frames, is_csv=form == "csv").validate(frame, lazy=True)
        except SchemaErrors as errors:
            counts = errors.failure_cases.group_by("check").len().rows()
            found += [(name, kind_of(check), count) for check, count in counts]
    # Both rows of a pair are reported: on polars there is no `report_duplicates`.
    return tally((name, kind, n // 2 if kind == "unique" else n) for name, kind, n in found)


def _schema(table: TableSchema, frames: Mapping[str, Any], *, is_csv: bool) -> Any:
    import pandera.polars as pa
    import polars as pl

    parents = {
        key.fields[0]: frames[key.table][key.reference_fields[0]] for key in table.foreign_keys
    }
    columns = {
        field.name: pa.Column(
            numbers(table).get(field.name, pl.String()),
            _checks(field, parents.get(field.name)),
            nullable=not field.is_required,
            unique=field.name in table.primary_key,
        )
        for field in table.fields
    }
    wide = []
    if is_csv and (texts := numbers(table)):
        kept = [pl.col(n).is_not_null() | pl.col(f"{n}_text").is_null() for n in texts]
        wide.append(pa.Check(_every(pl.all_horizontal(kept)), name="type"))
    if table.name == "effects":
        in_order = (pl.col("ci_low") <= pl.col("ci_high")).fill_null(value=True)
        wide.append(pa.Check(_every(in_order), name="interval_order"))
        agrees = ~p_is_off().fill_null(value=False)
        wide.append(pa.Check(_every(agrees), name="p_from_interval"))
    return pa.DataFrameSchema(columns, checks=wide, name=table.name)


def _checks(field: Field, parents: Any) -> list[Any]:
    import pandera.polars as pa
    import polars as pl

    checks = field_checks(field, pa.Check)
    if parents is not None:
        points = pl.col(field.name).is_in(parents.implode()) | pl.col(field.name).is_null()
        checks.append(pa.Check(_every(points), name="foreign_key"))
    return checks


def _every(holds: Any) -> Any:
    """What pandera asks of a frame: for every row, whether an expression holds."""
    return lambda data: data.lazyframe.select(holds)
