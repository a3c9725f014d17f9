"""Before which sources a package is cut into parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evitab.package import Table

Counts = npt.NDArray[np.int64]

# A part may end once it is so full, and then ends about this often in the rows that are left.
_FULL = 0.75
_ENDS = 3


def bounds_of(sizes: Counts, keys: Table | None, rows: int) -> Counts:
    """Before which sources parts begin, and the end; `sizes` has the rows of each, `keys` its key.

    A part has whole sources, and up to so many rows unless one source has more. Where in the last
    quarter it ends is told by the key and the size of the source that is next, and by nothing
    else: after a source that is new or gone, parts are soon those that they were.
    """
    ends = _fractions(keys, len(sizes)) * (1 - _FULL) * rows < _ENDS * sizes
    starts, full = [0], 0
    for at, (size, may_end) in enumerate(zip(sizes.tolist(), ends.tolist(), strict=True)):
        if full and (full + size > rows or (may_end and full >= _FULL * rows)):
            starts.append(at)
            full = 0
        full += size
    return np.array([*starts, len(sizes)])


def _fractions(keys: Table | None, count: int) -> npt.NDArray[np.float64]:
    """A number from 0 to 1 for each source, by its key; sources without keys have 1."""
    fractions = np.ones(count)
    if keys is not None:
        key = pc.fill_null(keys.column(keys.schema.primary_key[0]).cast(pa.string()), "")
        texts = np.array(key.to_pylist(), object)
        fractions[: len(texts)] = pd.util.hash_array(texts, categorize=False) / 2.0**64
    return fractions
