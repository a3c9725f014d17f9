"""What workers know of the second pass: what is asked of sources, and which rows are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evitab.columns import Mask
from evitab.finding import Severity
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part_job import PartJob
from evitab.validation.spark.first import First
from evitab.validation.spark.keys import FAR
from evitab.validation.spark.listing import Shelf
from evitab.validation.spark.notes import About, Note, Rows, packed_rows
from evitab.validation.spark.rows import FLAGGED, REJECTED
from evitab.validation.waivers import Granted

# Rows that the driver knows to be wrong.
WRONG = "wrong"
# What is wrong with a row: no words can be held against it, or it is at fault all the same.
MALFORMED, FAULTY = "malformed", "faulty"


@dataclass(frozen=True)
class Court:
    """What workers know of the second pass.

    Parts begin before the sources of `bounds`; `before` is the source of the last row before each
    piece that leads to one. `graves` says how wrong a row is that fails a condition, `waived` which
    of those rows are let stand.
    """

    job: PartJob
    shelf: Shelf
    bounds: Rows
    before: Mapping[tuple[str, int], int]
    graves: Mapping[About, str]
    waived: Mapping[About, Rows]

    def grave(self, note: Note) -> tuple[str, ...]:
        """How wrong the rows of a note are."""
        if note.kind in {REJECTED, WRONG}:
            return FAULTY, MALFORMED
        grave = self.graves.get((note.table, note.what)) if note.kind == FLAGGED else None
        if grave is None:
            return ()
        # Nothing rests on a passage that is wrong in any way.
        is_malformed = grave == MALFORMED or note.table == "passages"
        return (FAULTY, MALFORMED) if is_malformed else (FAULTY,)

    def wrong(self, note: Note) -> Rows:
        """The rows of a note but those that a waiver lets stand."""
        rows = note.places
        waived = self.waived.get((note.table, note.what))
        if note.kind != FLAGGED or waived is None:
            return rows
        return rows[~np.isin((note.piece << FAR) | rows, waived)]


def graves_of(first: First) -> dict[About, str]:
    """How wrong a row is that fails each condition; those that are no error are left out."""
    graves = {}
    for about, condition in first.conditions.items():
        if isinstance(condition, Mask):
            graves[about] = MALFORMED
        elif condition.severity is Severity.ERROR:
            graves[about] = FAULTY
    return graves


def waived_of(first: First, granted: Granted) -> dict[About, Rows]:
    """The rows that a waiver lets stand, by the condition that they fail."""
    waived = {}
    for about, rows in first.places.items():
        tally = first.done.scanned[about[0]].tallies[id(first.conditions[about])]
        findings = granted.waive_of(tally.check, tally.findings)
        stands = np.array([finding.waiver is not None for finding in findings], bool)
        if stands.any():
            waived[about] = rows[: len(stands)][stands]
    return waived


def wrong_sources(first: First, rows: Rows) -> Iterator[Note]:
    """Some rows of the table of sources that are wrong, as notes."""
    start = 0
    for piece, (_, size) in enumerate(first.done.scanned[SOURCES].pieces):
        ours = rows[(rows >= start) & (rows < start + size)] - start
        if len(ours):
            yield Note(SOURCES, piece, WRONG, count=len(ours), rows=packed_rows(ours))
        start += size
