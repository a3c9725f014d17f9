"""Of each piece of a table the first and the last row that lead to a source, and how many go where:
what the driver knows of homes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    as_table,
    collected,
    notes_in,
    packed,
    packed_rows,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def ends_of(homes: DataFrame) -> list[Note]:
    """Of each piece the first and the last row that have a source, as rows and as `numbers`; as
    value the sources to which rows go from the one to before the other, and how many to each.
    """
    return collected(homes.groupBy("table", "piece").applyInArrow(_ends, SCHEMA))


def _ends(rows: pa.Table) -> pa.Table:
    notes = sorted(notes_in(rows), key=lambda note: note.what)
    places = np.concatenate([note.places for note in notes])
    homes = np.concatenate([np.frombuffer(note.numbers or b"", np.int32) for note in notes])
    if not len(homes):
        return as_table(())
    # A row may have been found by two columns: the first counts.
    places, first = np.unique(places, return_index=True)
    homes = homes[first]
    sources, at = np.unique(homes[:-1], return_inverse=True)
    counts = np.bincount(at, np.diff(places), len(sources)).astype(np.int64)
    return as_table(
        [
            Note(
                notes[0].table,
                notes[0].piece,
                rows=packed_rows(places[[0, -1]]),
                numbers=homes[[0, -1]].tobytes(),
                blob=packed((sources, counts)),
            )
        ]
    )
