"""The work that every tool is given: the tables, where their files lie, what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from evitab.standard import Field, Standard, TableSchema, read_standard

STANDARD: Standard = read_standard(Path(__file__).parent / "schema")
TABLES: Mapping[str, TableSchema] = STANDARD.profiles["scale"].by_name
FORMS = ("parquet", "csv")
# What a keyword of Table Schema, or a rule of ours, asks: the kind under which it is counted.
KINDS: Mapping[str, str] = {
    "type": "type",
    "required": "required",
    "primaryKey": "unique",
    "pattern": "pattern",
    "enum": "enum",
    "vocabulary": "enum",
    "minimum": "range",
    "maximum": "range",
    "exclusiveMinimum": "range",
    "foreignKeys": "foreign_key",
    "interval_order": "interval_order",
    "p_from_interval": "p_from_interval",
}
# How many rows fail a check, by table and kind; a check that holds is absent.
Counts = dict[tuple[str, str], int]


def file_of(folder: Path, table: str, form: str) -> Path:
    """The file of a table inside a package's folder."""
    return folder / ("tables" if form == "csv" else "parquet") / f"{table}.{form}"


def choices(field: Field) -> list[str] | None:
    """The closed list that a column's values come from; None where there is none."""
    if field.vocabulary is not None:
        return list(STANDARD.vocabularies[field.vocabulary])
    return field.constraints.get("enum")


def bounds(field: Field) -> Mapping[str, float]:
    """The bounds of a column's values, by Table Schema's keyword."""
    return {name: value for name, value in field.constraints.items() if KINDS[name] == "range"}


def pattern(field: Field) -> str | None:
    """The pattern of a column's texts."""
    return field.constraints.get("pattern")


def tally(found: Iterable[tuple[str, str, int]]) -> Counts:
    """Sum what was found: table, kind, number of rows; checks that hold are left out."""
    counts: Counts = {}
    for table, kind, rows in found:
        if rows:
            counts[table, kind] = counts.get((table, kind), 0) + int(rows)
    return counts
