"""Keys that stand twice: the rows that are listed, each beside the first that has its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evitab.columns import Mask
from evitab.columns.key_set import Keys, KeySet
from evitab.columns.made_up import Flags
from evitab.engines.crew import in_order
from evitab.package import Table
from evitab.package.table import joined
from evitab.validation.docket import Docket
from evitab.validation.rows.key_maps import Columns, KeyMaps
from evitab.validation.rows.listing import Listing
from evitab.validation.rows.pieces import Rows, official
from evitab.validation.rows.scanned import Scanned


def enter_repeated(
    scanned: Scanned,
    listing: Listing,
    mask: Mask,
    repeated: Sequence[tuple[int, Rows]],
    *,
    keys: KeyMaps,
    workers: int,
) -> None:
    """The rows whose key an earlier row has, each beside the first that has it."""
    docket, tally = listing.docket, scanned.tallies[id(mask)]
    tally.failures = sum(len(rows) for _, rows in repeated)
    listed = list(_first(repeated, listing.room(mask)))
    if not listed:
        return
    rows = _gathered(scanned, docket, mask.reads, listed, keys=keys, workers=workers)
    asked = Docket(rows, (mask,), docket.sight, ())
    repeats = np.flatnonzero(~mask.holds(*map(rows.column, mask.reads)).to_numpy(False))
    for _, findings, crash in official(asked, [(mask, repeats)]):
        tally.told(findings, crash)
        if listing.sink:
            listing.sink(findings)


def _first(repeated: Sequence[tuple[int, Rows]], most: int) -> Iterator[tuple[int, Rows]]:
    for at, rows in repeated:
        if most > 0:
            yield at, rows[:most]
        most -= len(rows)


def _gathered(
    scanned: Scanned,
    docket: Docket,
    columns: Columns,
    listed: Sequence[tuple[int, Rows]],
    *,
    keys: KeyMaps,
    workers: int,
) -> Table:
    """Those rows, with the first of each key, in the order of the files."""
    head, name = docket.table, docket.table.name
    own = {*columns, *head.schema.primary_key}
    wanted = [each for each in head.data.column_names if each in own]
    marked = dict(listed)
    sought = KeySet()
    for at, rows in listed:
        part = scanned.pieces[at][0].read(wanted).take(rows)
        sought.add(keys.keys_in(name, columns, [part.column(each) for each in columns]))

    def work(at: int) -> tuple[Table, Keys, Flags]:
        """The rows of a piece that have a key of theirs, the keys, and which are among them."""
        part = scanned.pieces[at][0].read(wanted)
        found = keys.keys_in(name, columns, [part.column(each) for each in columns])
        is_theirs: Flags = sought.holds(found) & ~found.is_null
        is_listed: Flags = np.zeros(len(found), bool)
        is_listed[marked.get(at, [])] = True
        return part.take(np.flatnonzero(is_theirs)), found.of(is_theirs), is_listed[is_theirs]

    # The first row with a key comes before all others that have it.
    met, parts = KeySet(), []
    for part, found, is_listed in in_order(work, range(max(marked) + 1), workers):
        parts.append(part.take(np.flatnonzero(~met.add(found) | is_listed)))
    return joined(parts)
