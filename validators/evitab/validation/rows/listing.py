"""The rows that engines flagged, so many of each condition as are listed one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evitab.engines.condition import Condition
from evitab.finding import LISTED, Finding
from evitab.package import Table
from evitab.package.table import joined
from evitab.validation.docket import Docket
from evitab.validation.rows.pieces import PieceHeard, Rows, official
from evitab.validation.rows.tally import Tally

# Takes in every finding, also those that no report lists.
Sink = Callable[[Sequence[Finding]], None]
# So many flagged rows are held before pandera hears them, where every finding is wanted.
_HELD = 50_000


@dataclass
class Listing:
    """Flagged rows of a table, collected piece by piece; pandera sees many at once.

    What it says goes into the `tallies`, by the identity of their conditions, and into the `sink`.
    Without one the first thousand rows of each condition are enough.
    """

    docket: Docket
    tallies: Mapping[int, Tally]
    sink: Sink | None = None
    _parts: list[Table] = field(default_factory=list)
    _places: dict[int, tuple[Condition, list[Rows]]] = field(default_factory=dict)
    _rows: int = 0

    def room(self, condition: Condition) -> int:
        """For how many more rows of a condition a finding is wanted."""
        return sys.maxsize if self.sink else max(0, LISTED - self._count(condition))

    def _count(self, condition: Condition) -> int:
        _, places = self._places.get(id(condition), (None, []))
        return sum(map(len, places))

    def add(self, heard: PieceHeard, read: Sequence[Finding] = ()) -> None:
        """Take in what one more piece gave, in order, and what was found when it was `read`."""
        if self.sink and read:
            self.sink(read)
        if not len(heard.rows.data):
            return
        for each in heard.flagged:
            _, places = self._places.setdefault(id(each.condition), (each.condition, []))
            places.append(each.places[: self.room(each.condition)] + self._rows)
        self._parts.append(heard.rows)
        self._rows += len(heard.rows.data)
        if self.sink and self._rows > _HELD:
            self.tell()

    def tell(self) -> None:
        """Hear what pandera says of the flagged rows: findings, or how it broke down."""
        if not self._parts:
            return
        asked = replace(self.docket, table=joined(self._parts))
        flagged = [(condition, np.concatenate(rows)) for condition, rows in self._places.values()]
        for condition, findings, crash in official(asked, flagged):
            self.tallies[id(condition)].told(findings, crash)
            if self.sink:
                self.sink(findings)
        self._parts, self._places, self._rows = [], {}, 0
