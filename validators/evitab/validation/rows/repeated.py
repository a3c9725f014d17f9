"""Keys that stand twice: the rows that are listed, each beside the first that has its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evitab.columns import Mask
from evitab.columns.key_set import Keys, KeySet
from evitab.columns.made_up import Flags
from evitab.engines.crew import in_order
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.package.table import Place, joined
from evitab.validation.docket import Docket
from evitab.validation.rows.key_maps import KeyMaps
from evitab.validation.rows.listing import Listing
from evitab.validation.rows.pieces import Rows, official
from evitab.validation.rows.scanned import Scanned

# So many bytes of a column's keys are kept; where the first row with a key stands among others, its
# piece is read again.
KEPT = 32_000_000


@dataclass(frozen=True)
class _Met:
    """The keys of one piece, and where its rows stand."""

    keys: Keys
    rows: Table

    @property
    def size(self) -> int:
        return self.keys.size + self.rows.lines.nbytes


@dataclass
class Repeats:
    """The rows of a table whose key in one column an earlier row has, met piece by piece.

    `mask` says that there are none; as many rows are listed as `listing` has room for.
    """

    mask: Mask
    listing: Listing
    keys: KeyMaps
    _rows: int = 0
    _pieces: list[Piece] = field(default_factory=list)
    _met: list[_Met | None] = field(default_factory=list)
    _kept: int = 0
    _listed: list[tuple[Table, Keys]] = field(default_factory=list)
    _last: int = -1

    def add(self, piece: Piece, rows: Table, keys: Keys, flags: Flags) -> Rows:
        """Take in a piece: its rows, their keys, and which of them an earlier row has; gives the
        places of these.
        """
        repeated = np.flatnonzero(flags)
        room = self.listing.room(self.mask) - self._rows
        if room <= 0:
            self._rows += len(repeated)
            return repeated
        met = _Met(keys, replace(rows, data=rows.data.select([]), rejected={}, findings=()))
        is_kept = self._kept + met.size <= KEPT
        self._kept += met.size if is_kept else 0
        self._pieces.append(piece)
        self._met.append(met if is_kept else None)
        if len(repeated):
            first = repeated[:room]
            own = dict.fromkeys([*self.mask.reads, *rows.schema.primary_key])
            names = [name for name in rows.data.column_names if name in own]
            listed = replace(rows, data=rows.data.select(names)).take(first)
            self._listed.append((listed, keys.of(first)))
            self._last = len(self._pieces) - 1
        self._rows += len(repeated)
        return repeated

    def enter(self, scanned: Scanned, workers: int) -> None:
        """Let pandera hear of the rows that are listed; what it says goes into their tally."""
        tally = scanned.tallies[id(self.mask)]
        tally.failures = self._rows
        if not self._listed:
            return
        first = self._first_places(workers)
        listed = joined([rows for rows, _ in self._listed])
        names = [name for _, keys in self._listed for name in keys.names()]
        rows = _beside_first(listed, [first[name] for name in names])
        asked = Docket(rows, (self.mask,), self.listing.docket.sight, ())
        repeated = np.arange(len(rows.data) - len(listed.data), len(rows.data))
        for _, findings, crash in official(asked, [(self.mask, repeated)]):
            tally.told(findings, crash)
            if self.listing.sink:
                self.listing.sink(findings)

    def _first_places(self, workers: int) -> dict[int | str, Place]:
        """Where the first row with each key of the rows that are listed stands."""
        sought, met = KeySet(), KeySet()
        for _, keys in self._listed:
            sought.include(keys)

        def work(at: int) -> tuple[Table, Rows, Keys]:
            """Which rows of a piece have such a key, and the keys."""
            each = self._met[at] or self._read(self._pieces[at])
            theirs = np.flatnonzero(sought.holds(each.keys) & ~each.keys.is_null)
            return each.rows, theirs, each.keys.of(theirs)

        places: dict[int | str, Place] = {}
        for rows, theirs, keys in in_order(work, range(self._last + 1), workers):
            new = np.flatnonzero(~met.add(keys))
            for name, row in zip(keys.of(new).names(), theirs[new].tolist(), strict=True):
                places[name] = rows.place_of(row)
        return places

    def _read(self, piece: Piece) -> _Met:
        rows = piece.read(self.mask.reads)
        values = [rows.column(name) for name in self.mask.reads]
        return _Met(self.keys.keys_in(rows.name, self.mask.reads, values), rows)


def _beside_first(listed: Table, places: Sequence[Place]) -> Table:
    """The rows that are listed, and before them one for each place where a key of theirs stands
    first: a stand-in, which has the values of a listed row with that key.
    """
    distinct = {place: at for at, place in reversed(list(enumerate(places)))}
    stand_ins = listed.take(np.array(list(distinct.values()), np.int64))
    files = np.array([file for file, _ in distinct])
    lines = np.array([line for _, line in distinct], np.int64)
    return joined([replace(stand_ins, files=files, lines=lines), listed])
