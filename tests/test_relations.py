"""Keys between tables: single, composite, self-referring, nullable; rows pointed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evitab.columns import Mask
from evitab.package import Contents, Dataset, Medium, Table
from evitab.package.csv_file import read_csv
from evitab.relations import Unasked, relation_masks, walk
from evitab.standard import (
    Field,
    ForeignKey,
    Participation,
    Profile,
    TableSchema,
    standard,
)


def schema(name: str, columns: str, key: str, **more: Any) -> TableSchema:
    """A table of text columns."""
    fields = [
        {"name": column, "type": "string", "title": "T", "description": "D."}
        for column in columns.split()
    ]
    descriptor = {"name": name, "title": name, "description": "D.", "fields": fields}
    return TableSchema(
        name,
        descriptor,
        tuple(Field(field) for field in fields),
        tuple(key.split()),
        (),
        more.get("foreign_keys", ()),
        more.get("participations", ()),
    )


PARENT = schema("parent", "a b mother", "a b")
SELF = schema(
    "person", "id mother", "id", foreign_keys=(ForeignKey(("mother",), "person", ("id",)),)
)
CHILD = schema(
    "child", "id a b", "id", foreign_keys=(ForeignKey(("a", "b"), "parent", ("a", "b")),)
)
ORPHAN = schema(
    "orphan", "id gone_id", "id", foreign_keys=(ForeignKey(("gone_id",), "gone", ("id",)),)
)
NEEDED = schema(
    "needed",
    "id role",
    "id",
    participations=(Participation({"role": "main"}, (("child", "a"), ("absent", "x"))),),
)
GONE = schema("gone", "id", "id")
PROFILE = Profile(
    "test", "T", "D.", (PARENT, SELF, CHILD, ORPHAN, NEEDED, GONE), frozenset(), frozenset()
)


def contents_of(*tables: Table, names: tuple[str, ...] = ()) -> Contents:
    read = {table.name: table for table in tables}
    dataset = Dataset({"name": "t", "version": "1.0.0", "tables": []}, PROFILE)
    return Contents(Path(), dataset, Medium.CSV, names or tuple(read), read, {}, (), standard())


def table_of(schema: TableSchema, *rows: str) -> Table:
    text = "\n".join([",".join(schema.by_name), *rows]) + "\n"
    return read_csv(text.encode(), f"{schema.name}.csv", schema)


def asked(contents: Contents, table: Table) -> list[Mask | Unasked]:
    return list(relation_masks(contents, table))


def holds(contents: Contents, table: Table) -> list[bool]:
    (mask,) = asked(contents, table)
    assert isinstance(mask, Mask)
    return list(mask.holds(*(table.column(name) for name in mask.reads)).to_pylist())


def test_composite_key_points_to_a_row_with_all_its_parts() -> None:
    parent = table_of(PARENT, "x,1,", "y,2,")
    child = table_of(CHILD, "c1,x,1", "c2,x,2", "c3,y,2", "c4,,2", "c5,x,", "c6,,")
    assert holds(contents_of(parent, child), child) == [True, False, True, True, True, True]


def test_self_referring_key_points_into_its_own_table() -> None:
    person = table_of(SELF, "p1,", "p2,p1", "p3,p3", "p4,p9")
    assert holds(contents_of(person), person) == [True, True, True, False]


def test_key_to_a_table_that_the_package_lacks_must_be_null() -> None:
    orphan = table_of(ORPHAN, "o1,", "o2,g1")
    assert holds(contents_of(orphan), orphan) == [True, False]


def test_key_to_a_table_that_was_not_read_is_unasked() -> None:
    orphan = table_of(ORPHAN, "o1,g1")
    (lost,) = asked(contents_of(orphan, names=("orphan", "gone")), orphan)
    assert lost == Unasked("foreignKeys", ("gone_id",), "gone could not be read")
    ragged = table_of(GONE, "g1", "g2,x")
    (lost,) = asked(contents_of(orphan, ragged), orphan)
    assert lost == Unasked("foreignKeys", ("gone_id",), "gone was not read whole")


def test_row_must_be_pointed_to_where_the_condition_holds() -> None:
    needed = table_of(NEEDED, "n1,main", "n2,main", "n3,side", "n4,")
    child = table_of(CHILD, "c1,n1,1")
    assert holds(contents_of(needed, child), needed) == [True, False, True, True]
    assert holds(contents_of(needed), needed) == [False, False, True, True]


def test_walk_leads_along_keys_and_ends_in_null_where_they_do() -> None:
    person = table_of(SELF, "p1,", "p2,p1", "p3,p2", "p4,p9")
    way = walk(contents_of(person), SELF, "mother.mother")
    assert way is not None
    assert way(person.column(way.column)).to_pylist() == [None, None, "p1", None]
    assert way.is_lost(person.column(way.column)).to_pylist() == [False, False, False, True]


@pytest.mark.parametrize("names", [("orphan",), ("orphan", "gone")])
def test_walk_to_a_table_that_is_not_there(names: tuple[str, ...]) -> None:
    orphan = table_of(ORPHAN, "o1,")
    way = walk(contents_of(orphan, names=names), ORPHAN, "gone.id")
    if "gone" in names:
        assert way is None
    else:
        assert way is not None
        assert way(orphan.column("gone_id")).equals(pa.nulls(1, pa.string()))
