"""What the two SQL databases have in common: names, the order of tables, keys."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter

from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.standard import ForeignKey, TableSchema


def quoted(name: str) -> str:
    """A name as SQL takes any name, reserved words among them."""
    return '"' + name.replace('"', '""') + '"'


def names(columns: tuple[str, ...]) -> str:
    """Names in brackets."""
    return f"({', '.join(map(quoted, columns))})"


def parents_first(contents: Contents) -> list[str]:
    """The tables, each behind those that its keys point to."""
    graph = {
        name: [key.table for key in keys_of(contents, name) if key.table != name]
        for name in contents.tables
    }
    return list(TopologicalSorter(graph).static_order())


def keys_of(contents: Contents, table: str) -> list[ForeignKey]:
    """The keys of a table that point to tables which the package has."""
    keys = contents.schema(table).foreign_keys
    return [key for key in keys if key.table in contents.tables]


def constraints(schema: TableSchema, keys: list[ForeignKey], when: str = "") -> Iterator[str]:
    """The keys of a table as SQL says them; `when` is put behind each foreign one."""
    yield f"PRIMARY KEY {names(schema.primary_key)}"
    alone = [(field.name,) for field in schema.fields if field.constraints.get("unique")]
    for unique in (*schema.unique_keys, *alone):
        yield f"UNIQUE {names(unique)}"
    for key in keys:
        target = f"{quoted(key.table)} {names(key.reference_fields)}"
        yield f"FOREIGN KEY {names(key.fields)} REFERENCES {target}{when}"


def broken(contents: Contents, error: Exception) -> CannotJudge:
    """That the tables break a key which the database keeps."""
    what = str(error).partition("\n")[0][:300]
    return CannotJudge(
        f"its tables do not hold together: {what}",
        file=contents.dataset.name,
        advice="`evitab validate` tells each row; mend them, or export to xlsx, parquet or jsonl.",
    )
