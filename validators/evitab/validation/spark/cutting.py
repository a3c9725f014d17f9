"""Where a package on a cluster is cut into parts: before which sources, as on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.validation.homes import SOURCES, Link
from evitab.validation.parts import bounds_of
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    as_table,
    collected,
    notes_in,
    packed,
    packed_rows,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from evitab.validation.spark.first import First


@dataclass(frozen=True)
class Cuts:
    """The `bounds` of parts, as numbers of sources, or the table that is out of order.

    `before` is, by table and piece, the source of the last row before it that has one.
    """

    bounds: Rows
    before: Mapping[tuple[str, int], int]
    unordered: str | None


def cuts_of(first: First, homes: DataFrame, ways: Mapping[str, Link | None], rows: int) -> Cuts:
    """Cut a package into parts of whole sources, each of about so many rows."""
    count = first.done.scanned[SOURCES].rows
    sizes, before, unordered = np.zeros(max(count, 1), np.int64), {}, None
    ends = {(note.table, note.piece): note for note in _ends_of(homes)}
    for name in ways:
        known = 0
        for piece, (_, size) in enumerate(first.done.scanned[name].pieces):
            before[name, piece] = known
            if (note := ends.get((name, piece))) is None:
                sizes[known] += size
                continue
            start, last = np.frombuffer(note.numbers or b"", np.int32).tolist()
            if not note.count or start < known:
                unordered = unordered or name
            else:
                sizes[known] += note.places[0]
                sizes[start : last + 1] += note.value
                sizes[last] += size - note.places[1]
            known = last
    # What is out of order may point to any source, and is judged at once.
    is_one = unordered or not count
    bounds = np.array([0, len(sizes)]) if is_one else bounds_of(sizes, rows)
    return Cuts(bounds, before, unordered)


def _ends_of(homes: DataFrame) -> list[Note]:
    """Of each piece the first and the last row that have a source, as rows and as `numbers`; as
    `count` whether those between come in order, and then how many rows from one to before the
    other go to each source from the first to the last.
    """
    return collected(homes.groupBy("table", "piece").applyInArrow(_ends, SCHEMA))


def _ends(rows: pa.Table) -> pa.Table:
    notes = notes_in(rows)
    places = np.concatenate([note.places for note in notes])
    homes = np.concatenate([np.frombuffer(note.numbers or b"", np.int32) for note in notes])
    if not len(homes):
        return as_table(())
    order = np.argsort(places)
    places, homes = places[order], homes[order]
    is_ordered, steps = bool((np.diff(homes) >= 0).all()), np.diff(places)
    counts = (
        np.bincount(homes[:-1] - homes[0], steps, homes[-1] - homes[0] + 1) if is_ordered else 0
    )
    return as_table(
        [
            Note(
                notes[0].table,
                notes[0].piece,
                count=int(is_ordered),
                rows=packed_rows(places[[0, -1]]),
                numbers=homes[[0, -1]].tobytes(),
                blob=packed(np.asarray(counts, np.int32)),
            )
        ]
    )
