"""The rows that engines flagged, so many of each condition as are listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from evitab.engines.condition import Condition
from evitab.finding import LISTED, Finding
from evitab.package import Table
from evitab.package.table import joined
from evitab.validation.docket import Docket
from evitab.validation.pieces import PieceHeard, Rows, official


@dataclass
class Listing:
    """Flagged rows of a table, collected piece by piece; pandera sees them all at once."""

    _parts: list[Table] = field(default_factory=list)
    _places: dict[int, tuple[Condition, list[Rows]]] = field(default_factory=dict)
    _rows: int = 0

    def room(self, condition: Condition) -> int:
        """For how many more rows of a condition a finding is wanted."""
        return max(0, LISTED - self._count(condition))

    def _count(self, condition: Condition) -> int:
        _, places = self._places.get(id(condition), (None, []))
        return sum(map(len, places))

    def add(self, heard: PieceHeard) -> None:
        """Take in what one more piece gave, in order."""
        if not len(heard.rows.data):
            return
        for each in heard.flagged:
            _, places = self._places.setdefault(id(each.condition), (each.condition, []))
            places.append(each.places[: self.room(each.condition)] + self._rows)
        self._parts.append(heard.rows)
        self._rows += len(heard.rows.data)

    def findings(self, docket: Docket) -> Iterator[tuple[Condition, list[Finding], str | None]]:
        """What pandera says of the flagged rows, by condition: findings, or how it broke down."""
        if not self._parts:
            return
        asked = replace(docket, table=joined(self._parts))
        flagged = [(condition, np.concatenate(rows)) for condition, rows in self._places.values()]
        yield from official(asked, flagged)
