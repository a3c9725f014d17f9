"""Keys that stand twice: the rows that are listed, each beside the first that has its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from evitab.columns import Mask
from evitab.columns.flags import Flags
from evitab.columns.key_set import Keys, KeySet
from evitab.columns.packed_keys import PackedKeys
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
    """The keys of rows that were read together, and where these stand."""

    keys: PackedKeys
    files: str | npt.NDArray[np.str_]
    lines: range | npt.NDArray[np.int64]

    @classmethod
    def of(cls, keys: Keys, rows: Table) -> _Met:
        """The keys of some rows, in as little memory as they take."""
        first, last = (int(rows.lines[at]) for at in (0, -1)) if len(keys) else (1, 0)
        is_range = last - first + 1 == len(keys) and bool((np.diff(rows.lines) == 1).all())
        lines = range(first, last + 1) if is_range else rows.lines
        return cls(PackedKeys.of(keys), rows.file if rows.files is None else rows.files, lines)

    def place_of(self, row: int) -> Place:
        """The file and the line that a row stands in."""
        file = self.files if isinstance(self.files, str) else str(self.files[row])
        return file, int(self.lines[row])

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        arrays = [each for each in (self.files, self.lines) if isinstance(each, np.ndarray)]
        return self.keys.size + sum(each.nbytes for each in arrays)


@dataclass
class Repeats:
    """The rows of a table whose key in one column an earlier row has, met piece by piece.

    `mask` says that there are none; as many rows are listed as `listing` has room for.
    """

    mask: Mask
    listing: Listing
    keys: KeyMaps
    _rows: int = 0
    _pieces: list[Sequence[Piece]] = field(default_factory=list)
    _met: list[_Met | None] = field(default_factory=list)
    _kept: int = 0
    _listed: list[tuple[Table, Keys]] = field(default_factory=list)
    _last: int = -1

    def add(self, pieces: Sequence[Piece], rows: Table, keys: Keys, flags: Flags) -> Rows:
        """Take in pieces that were read together: their rows, their keys, and which of them an
        earlier row has; gives the places of these.
        """
        repeated = np.flatnonzero(flags)
        room = self.listing.room(self.mask) - self._rows
        if room <= 0:
            self._rows += len(repeated)
            return repeated
        met = _Met.of(keys, rows)
        is_kept = self._kept + met.size <= KEPT
        self._kept += met.size if is_kept else 0
        self._pieces.append(pieces)
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
        made_up = [keys.numbers[keys.is_made_up] for _, keys in self._listed]
        numbers = np.unique(np.concatenate(made_up))

        def work(at: int) -> tuple[_Met, Rows, Keys]:
            """Which rows of pieces have such a key, and the keys."""
            each = self._met[at] or self._read(self._pieces[at])
            return each, *each.keys.sought(sought, numbers)

        places: dict[int | str, Place] = {}
        for met_there, theirs, keys in in_order(work, range(self._last + 1), workers):
            new = np.flatnonzero(~met.add(keys))
            for name, row in zip(keys.of(new).names(), theirs[new].tolist(), strict=True):
                places[name] = met_there.place_of(row)
        return places

    def _read(self, pieces: Sequence[Piece]) -> _Met:
        rows = joined([piece.read(self.mask.reads) for piece in pieces])
        values = [rows.column(name) for name in self.mask.reads]
        return _Met.of(self.keys.keys_in(rows.name, self.mask.reads, values), rows)


def _beside_first(listed: Table, places: Sequence[Place]) -> Table:
    """The rows that are listed, and before them one for each place where a key of theirs stands
    first: a stand-in, which has the values of a listed row with that key.
    """
    distinct = {place: at for at, place in reversed(list(enumerate(places)))}
    stand_ins = listed.take(np.array(list(distinct.values()), np.int64))
    files = np.array([file for file, _ in distinct])
    lines = np.array([line for _, line in distinct], np.int64)
    return joined([replace(stand_ins, files=files, lines=lines), listed])
