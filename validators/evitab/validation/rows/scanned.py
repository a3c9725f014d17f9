"""What judging a table piece by piece gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evitab.finding import LISTED, Finding
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.package.shape import no_rows
from evitab.validation.marks import Marks
from evitab.validation.rows.pieces import Rows
from evitab.validation.rows.tally import Tally
from evitab.validation.waivers import Granted

# What is told of a file once, however many of its pieces have it.
_ONCE = frozenset({"lines_end_with_line_feed"})


@dataclass
class Scanned:
    """A table that was judged piece by piece.

    `tallies` are those of the docket's conditions, in its order; `pieces` the pieces, with the
    number of rows in each; `findings` what reading found, and `counts` how often it found what it
    does not list whole; `malformed` the rows that break the
    table's form, `failing` those that fail each rule; `largest` is how many bytes were read at once
    at most; `told` which files have had a finding that is told once.
    """

    head: Table
    tallies: Mapping[int, Tally]
    pieces: list[tuple[Piece, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True
    malformed: list[Rows] = field(default_factory=list)
    failing: dict[int, list[Rows]] = field(default_factory=dict)
    largest: int = 0
    told: set[tuple[str, str]] = field(default_factory=set)

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

    def read(self, findings: Sequence[Finding]) -> list[Finding]:
        """Take in what reading more rows found; gives what is new of it. No more of each kind are
        kept than are listed.
        """
        new = []
        for each in findings:
            mark = (each.rule, each.file)
            if mark not in self.told:
                new.append(each)
            if each.rule in _ONCE:
                self.told.add(mark)
        kinds: dict[tuple[str, str | None], list[Finding]] = {}
        for each in new:
            kinds.setdefault((each.rule, each.field), []).append(each)
        for kind, ours in kinds.items():
            known = sum((each.rule, each.field) == kind for each in self.findings)
            self.findings.extend(ours[: max(0, LISTED - known)])
        return new

    @property
    def of_head(self) -> list[Finding]:
        """What is wrong with the table but for its rows."""
        is_empty = not self.rows and self.is_whole
        empty = no_rows(0, self.head.file, self.head.schema) if is_empty else ()
        return [*self.head.findings, *empty]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return sum(rows for _, rows in self.pieces)
