"""What judging a table piece by piece gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from evitab.finding import Finding
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.validation.marks import Marks
from evitab.validation.rows.pieces import Rows
from evitab.validation.rows.tally import Tally
from evitab.validation.waivers import Granted


@dataclass
class Scanned:
    """A table that was judged piece by piece.

    `tallies` are those of the docket's conditions, in its order; `pieces` the pieces, with the
    number of rows in each; `findings` what reading found; `malformed` the rows that break the
    table's form, `failing` those that fail each rule; `largest` is how many bytes were read at once
    at most.
    """

    head: Table
    tallies: Mapping[int, Tally]
    pieces: list[tuple[Piece, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rejections: int = 0
    is_whole: bool = True
    malformed: list[Rows] = field(default_factory=list)
    failing: dict[int, list[Rows]] = field(default_factory=dict)
    largest: int = 0

    def mark(self, marks: Marks, granted: Granted) -> None:
        """Mark the rows that are wrong, but those that a waiver lets stand."""
        name = self.head.name
        for rows in self.malformed:
            marks.add(name, rows, is_malformed=True)
        for mark, failing in self.failing.items():
            tally = self.tallies[mark]
            findings = granted.waive_of(tally.check, tally.findings)
            marks.add_failing(name, tally.condition, np.concatenate(failing), findings)

    def add(self, again: Scanned) -> None:
        """Take in what asking more of the same table gave."""
        self.tallies = {**self.tallies, **again.tallies}
        self.malformed.extend(again.malformed)
        self.failing.update(again.failing)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return sum(rows for _, rows in self.pieces)
