"""To which source each row belongs, found on a cluster: keys lead there, table by table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.validation.parts.links import SOURCES, Link, links
from evitab.validation.spark.ends import ends_of
from evitab.validation.spark.following import FIRST, HOME, Step, answered, home
from evitab.validation.spark.notes import SCHEMA, Note, as_batches, notes_in, sent
from evitab.validation.spark.rows import pieces_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from evitab.validation.spark.first import First


@dataclass
class Found:
    """The sources to which rows lead, as `notes`; a row that leads nowhere is in none of them.

    `before` is, by table and piece, the source of the last row before it that has one: what leads
    nowhere at its beginning goes there. `ends` are those of each piece, of all tables but that of
    sources.
    """

    ways: Mapping[str, Link | None]
    notes: DataFrame
    before: dict[tuple[str, int], int] = field(default_factory=dict)
    ends: dict[tuple[str, int], Note] = field(default_factory=dict)


def homes_of(first: First, ways: Mapping[str, Link | None]) -> Found:
    """The sources of the rows of all tables that lead to some."""
    found = Found(ways, _of_sources(first))
    known = {SOURCES}
    for level in _levels(ways):
        is_any = any(link.named_by for link in level.values())
        targets = set(ways) if is_any else {link.table for link in level.values()}
        asking = {name: [(FIRST, link)] for name, link in level.items()}
        met = first.keep(sources_of(first, found, asking, targets & known, HOME))
        found.notes = found.notes.unionByName(met)
        found.ends.update({(note.table, note.piece): note for note in ends_of(met)})
        for name in level:
            _carry(first, found, name)
        known |= set(level)
    return found


def sources_of(
    first: First,
    found: Found,
    asking: Mapping[str, Sequence[tuple[str, Link]]],
    telling: Collection[str],
    kind: str,
) -> DataFrame:
    """The sources of the rows to which some tables point, as notes of a kind; where the rows of the
    tables that tell lead must be found already.
    """
    schemas = {name: first.done.contents.schema(name) for name in found.ways}
    step = Step(first.shelf, schemas, asking, telling, found.before)
    pieces = pieces_of(first.spark, first.listed, sorted({*asking, *telling}))
    # No table has no name: so there is one to choose by where none tells.
    known = found.notes.where(found.notes.table.isin(*telling, ""))
    return answered(pieces.unionByName(known), step, kind)


def ways_of(first: First) -> dict[str, Link | None]:
    """How the rows of the tables that were read lead to a source."""
    contents = first.done.contents
    return links(contents.dataset.profile, contents.tables)


def _carry(first: First, found: Found, name: str) -> None:
    """Say of each piece of a table to which source the last row before it leads."""
    last = 0
    for piece in range(len(first.done.scanned[name].pieces)):
        found.before[name, piece] = last
        if (end := found.ends.get((name, piece))) is not None:
            last = int(np.frombuffer(end.numbers or b"", np.int32)[-1])


def _levels(ways: Mapping[str, Link | None]) -> Iterator[dict[str, Link]]:
    """The tables whose links can be followed at once, after those that they lead to."""
    depth: dict[str, int] = {}
    last = len(ways) + 1
    for at, (name, link) in enumerate(ways.items()):
        if link is None:
            depth[name] = 0
        else:
            # A row of any table may be named: also of those that name others and come before.
            depth[name] = last + at if link.named_by else depth.get(link.table, 0) + 1
    for level in sorted(set(depth.values()) - {0}):
        yield {n: link for n, link in ways.items() if link is not None and depth[n] == level}


def _of_sources(first: First) -> DataFrame:
    """The sources themselves: each is its own, by its number from 0."""
    sizes = [rows for _, rows in first.done.scanned[SOURCES].pieces]
    starts = np.cumsum([0, *sizes])
    notes = [
        Note(SOURCES, at, "sized", str(size), int(starts[at])) for at, size in enumerate(sizes)
    ]
    return sent(first.spark, notes).mapInArrow(_number, SCHEMA)


def _number(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for note in notes_in(batch):
            rows = np.arange(int(note.what))
            yield from as_batches([home(note, HOME, rows, rows + note.count)])
