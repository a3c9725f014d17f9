"""Rows that point to a row of another source, found on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.columns import Mask
from evitab.columns.flags import booleans
from evitab.validation.parts.across import RULE, across_docket, pointers_of
from evitab.validation.parts.homes import HomeMap, Whereabouts, filled
from evitab.validation.parts.links import Link
from evitab.validation.spark.errand import name_of
from evitab.validation.spark.following import known_homes
from evitab.validation.spark.homes import Found, sources_of
from evitab.validation.spark.lost import Lost
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Shipped,
    as_table,
    knowing,
    notes_in,
    packed_rows,
)
from evitab.validation.spark.rows import FLAGGED, brief_of
from evitab.validation.spark.wording import word

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from evitab.validation.spark.first import First

# Cells that count as empty, by their rows; `what` is the column.
ASTRAY = "astray"
# To which source the row leads that another points to.
_THERE = "there"


@dataclass(frozen=True)
class Pointers:
    """What workers know of pointers: by table and column, what the check is called where it is
    asked; and the source of the last row `before` each piece.
    """

    checks: Mapping[tuple[str, str], str]
    before: Mapping[tuple[str, int], int]


def judge_across(first: First, found: Found) -> None:
    """Ask which rows point to a row of another source, and enter what was found; the cells that
    are to count as empty are among the first pass's notes then.
    """
    asking: dict[str, list[tuple[str, Link]]] = {}
    checks: dict[tuple[str, str], str] = {}
    where = Whereabouts(found.ways, {}, {name: HomeMap(None) for name in found.ways})
    for name, scanned in first.done.scanned.items():
        pointers = [(each.column, each) for each in pointers_of(scanned.head.schema, where)]
        if not pointers:
            continue
        asking[name] = pointers
        docket = across_docket(first.done.contents.tables[name], where)
        if first.job.wants(RULE) and docket.conditions:
            masks = [each for each in docket.conditions if isinstance(each, Mask)]
            checks.update({(name, each.reads[0]): name_of(each) for each in masks})
            _ask(first, name, masks)
    if not any(first.done.scanned[name].rows for name in asking):
        return
    telling = {link.table for each in asking.values() for _, link in each}
    there = sources_of(first, found, asking, telling, _THERE)
    notes = first.keep(_compared(found, there, list(asking), Pointers(checks, found.before)))
    first.notes = first.notes.unionByName(notes)
    word(first, brief_of(notes))


def _ask(first: First, name: str, masks: list[Mask]) -> None:
    """Enter what is asked of a table; the driver knows what was flagged, row by row."""
    lost = first.lost[name]
    own = [replace(each, holds=partial(_is_inside, lost, name_of(each))) for each in masks]
    known = first.dockets[name]
    first.dockets[name] = replace(known, conditions=(*known.conditions, *own))
    first.ask(name, own)


def _is_inside(lost: Lost, what: str, *columns: pa.Array) -> pa.Array:
    return booleans(lost.are_known((what, ()), *columns))


def _compared(found: Found, there: DataFrame, tables: list[str], pointers: Pointers) -> DataFrame:
    homes = found.notes.where(found.notes.table.isin(*tables)).unionByName(there)
    compare = knowing(_compare, Shipped.of(pointers))
    return homes.groupBy("table", "piece").applyInArrow(compare, SCHEMA)


def _compare(shipped: Shipped, rows: pa.Table) -> pa.Table:
    """The rows of a piece that lead elsewhere than they belong, and those of them that are wrong:
    that are known to belong somewhere.
    """
    notes, pointers = notes_in(rows), shipped.get()
    table, piece = notes[0].table, notes[0].piece
    here = known_homes(notes, 1 + max(int(note.places.max()) for note in notes))
    homes = filled(here, pointers.before.get((table, piece), 0))
    said: list[Note] = []
    for column in sorted({note.what for note in notes if note.kind == _THERE}):
        there = np.full(len(homes), -1, np.int64)
        for note in notes:
            if (note.kind, note.what) == (_THERE, column):
                there[note.places] = np.frombuffer(note.numbers or b"", np.int32)
        cells = np.flatnonzero((there >= 0) & (there != homes))
        wrong = cells[here[cells] >= 0]
        check = pointers.checks.get((table, column))
        if len(cells):
            said.append(Note(table, piece, ASTRAY, column, len(cells), packed_rows(cells)))
        if len(wrong) and check is not None:
            said.append(Note(table, piece, FLAGGED, check, len(wrong), packed_rows(wrong)))
    return as_table(said)
