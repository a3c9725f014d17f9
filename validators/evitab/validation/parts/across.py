"""Rows that point to a row of another source.

What one article says rests on that article alone. A cell that leads into another is a finding, and
counts as empty after that: what a rule would see there is no part of what the article says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import Mask
from evitab.columns.flags import booleans
from evitab.package import Contents, Table
from evitab.relations import Sight
from evitab.standard import TableSchema
from evitab.validation.docket import Docket
from evitab.validation.marks import Rows
from evitab.validation.parts.homes import Pieces, Whereabouts, follow
from evitab.validation.parts.links import Link

RULE = "row_points_within_its_source"
# By table and column the rows, from 0, that point to another source.
Across = Mapping[str, Mapping[str, Rows]]


def across_docket(table: Table, found: Whereabouts) -> Docket:
    """What is asked of the pointers of a table, now that the source of each key is known."""
    own = found.links.get(table.name)
    pointers = pointers_of(table.schema, found)
    masks = (_mask(each, own, found) for each in pointers if own is not None)
    masks = (mask for mask in masks if table.has(mask.reads))
    return Docket(table, tuple(masks), Sight({}, {}), ())


def without(contents: Contents, across: Across) -> Contents:
    """A package in which the cells that point to another source are empty, and marked."""
    if not across:
        return contents
    tables = {
        name: emptied(table, across[name]) if name in across else table
        for name, table in contents.tables.items()
    }
    return contents.with_tables(tables)


def astray(schema: TableSchema, pieces: Pieces, found: Whereabouts) -> dict[str, Rows]:
    """By column the rows of a table that point to another source than the one they go with.

    Among them are those of which it is not known where they belong: they go with the row before,
    and what they point to elsewhere is not seen, but no finding.
    """
    pointers = list(pointers_of(schema, found))
    if not pointers:
        return {}
    rows: dict[str, list[Rows]] = {}
    start = 0
    for (piece, size), homes in zip(pieces, found.rows[schema.name], strict=True):
        table = piece.read([each.column for each in pointers])
        for each in pointers:
            if table.has([each.column]):
                there = follow(each, found.maps, table.column(each.column))
                ours = np.flatnonzero((there >= 0) & (there != homes))
                rows.setdefault(each.column, []).append(ours + start)
        start += size
    together = {column: np.concatenate(each) for column, each in rows.items()}
    return {column: each for column, each in together.items() if len(each)}


def pointers_of(schema: TableSchema, found: Whereabouts) -> Iterator[Link]:
    """The keys of a table to others whose rows belong to a source, but the one that leads there."""
    own = found.links.get(schema.name)
    if own is None:
        return
    for key in schema.foreign_keys:
        leads_home = (own.table, own.column) == (key.table, key.fields[0])
        if len(key.fields) == 1 and key.table in found.maps and not leads_home:
            yield Link(key.fields[0], key.table)


def _mask(pointer: Link, own: Link, found: Whereabouts) -> Mask:
    def holds(pointers: pa.Array, *columns: pa.Array) -> pa.Array:
        there = follow(pointer, found.maps, pointers)
        here = follow(own, found.maps, *columns)
        return booleans((there == here) | (there < 0) | (here < 0))

    return Mask(
        RULE,
        (pointer.column, *own.reads),
        f"a row of {pointer.table} that belongs to the same source",
        "Point to a row of the same source, or mend what says of which source this row is.",
        holds,
    )


def emptied(table: Table, across: Mapping[str, Rows]) -> Table:
    """A table in which some cells of some columns are empty, and marked."""
    data, rejected = table.data, dict(table.rejected)
    for name, rows in across.items():
        marks = np.zeros(len(data), bool)
        marks[rows] = True
        kind = data.schema.field(name)
        values = pc.if_else(booleans(~marks), data.column(name), pa.scalar(None, kind.type))
        data = data.set_column(data.column_names.index(name), kind, values)
        rejected[name] = rejected.get(name, np.zeros(len(data), bool)) | marks
    return replace(table, data=data, rejected=rejected)
