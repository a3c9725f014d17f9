"""A table judged piece by piece: what hangs on one row alone, and keys, kept meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from evitab.columns import Mask
from evitab.engines.condition import Condition
from evitab.engines.crew import in_order
from evitab.engines.engine import Engine
from evitab.package.pieces import Scan
from evitab.rule import Rule
from evitab.validation.docket import Docket
from evitab.validation.rows.key_maps import Columns, KeyMaps
from evitab.validation.rows.listing import Listing, Sink
from evitab.validation.rows.repeated import Repeats
from evitab.validation.rows.scanned import Scanned
from evitab.validation.rows.tally import Tally
from evitab.validation.rows.worker import Read, Worker

_UNIQUE = frozenset({"primaryKey", "uniqueKeys", "unique"})


def scan(
    table: Scan,
    docket: Docket,
    keys: KeyMaps | None,
    *,
    engine: Engine,
    workers: int,
    is_typed: bool = False,
    together: int = 0,
    tell: Callable[[int], None] = lambda _: None,
    sink: Sink | None = None,
) -> Scanned:
    """Judge a table: each piece by a worker, and the keys of all pieces in order.

    As many pieces as have about so many rows `together` are asked of at once.
    `docket` has the conditions that are asked, of the table's head; where it `is_typed`, each cell
    is also to be a value of its type. `tell` is told of rows that were read. Without `keys` none
    are kept. A `sink` is told of every finding, also of those that are not listed. Raises
    CannotJudge where a piece cannot be read.
    """
    name = docket.table.name
    tallies = {id(each): Tally(each, name) for each in docket.conditions}
    unique, of_rows = unique_and_others(docket.conditions)
    wanted = columns_read(docket, keys, is_typed=is_typed)
    own = {*docket.table.schema.primary_key, *(name for columns in unique for name in columns)}
    scanned, listing = Scanned(docket.table, tallies), Listing(docket, tallies, sink)
    repeats = (
        {columns: Repeats(mask, listing, keys) for columns, mask in unique.items()} if keys else {}
    )
    worker = Worker(
        wanted,
        [name for name in wanted if name in own],
        replace(docket, conditions=of_rows, skipped=()),
        keys,
        engine,
        listing.room,
    )
    for read in chain.from_iterable(in_order(worker.work, table.groups(together), workers)):
        _enter(scanned, read)
        # What reading finds was told when the table was first read, with its keys.
        listing.add(read.heard, scanned.read(read.findings) if keys else ())
        for columns, flags in (keys.add(name, read.keys) if keys else {}).items():
            if columns in repeats:
                known = repeats[columns]
                rows = known.add(read.pieces, read.keyed, read.keys[columns], flags)
                scanned.malformed.append(rows + scanned.rows - sum(read.rows))
        tell(sum(read.rows))
    listing.tell()
    if keys is not None:
        keys.finish(name)
    for each in repeats.values():
        each.enter(scanned, workers)
    return scanned


def unique_and_others(
    conditions: Sequence[Condition],
) -> tuple[dict[Columns, Mask], tuple[Condition, ...]]:
    """The masks of single columns that no two rows may share, and the other conditions."""
    unique = {
        each.reads: each for each in conditions if isinstance(each, Mask) and each.name in _UNIQUE
    }
    return unique, tuple(each for each in conditions if each not in unique.values())


def columns_read(docket: Docket, keys: KeyMaps | None, *, is_typed: bool = False) -> list[str]:
    """The columns that are read: those of the conditions, those of keys, the table's key, and
    where types are asked for, all.
    """
    wanted = {column for each in docket.conditions for column in _own(each)}
    kept = keys.columns(docket.table.name) if keys else []
    wanted |= {column for columns in kept for column in columns}
    wanted |= set(docket.table.schema.primary_key)
    return [n for n in docket.table.data.column_names if is_typed or n in wanted]


def _own(condition: Condition) -> tuple[str, ...]:
    return condition.reads if isinstance(condition, Mask) else condition.columns


def _enter(scanned: Scanned, read: Read) -> None:
    first = scanned.rows
    scanned.pieces.extend(zip(read.pieces, read.rows, strict=True))
    scanned.counts += read.counts
    scanned.is_whole &= read.is_whole
    scanned.largest = max(scanned.largest, read.size)
    for tally in scanned.tallies.values():
        tally.rows += sum(read.rows)
    for each in read.heard.flagged:
        tally = scanned.tallies[id(each.condition)]
        tally.failures += len(each.rows)
        tally.told([], each.crash)
        if isinstance(each.condition, Rule):
            scanned.failing.setdefault(id(each.condition), []).append(each.rows + first)
    # One list for all masks: where each row fails many, it is no longer than the table.
    masks = [each.rows for each in read.heard.flagged if isinstance(each.condition, Mask)]
    scanned.malformed.append(np.unique(np.concatenate([read.rejected, *masks])) + first)
