"""Where a package on a cluster is cut into parts: before which sources, as on one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evitab.package import Table
from evitab.validation.parts.bounds import bounds_of
from evitab.validation.parts.links import SOURCES
from evitab.validation.spark.notes import Rows

if TYPE_CHECKING:
    from evitab.validation.spark.first import First
    from evitab.validation.spark.homes import Found


def bounds(first: First, found: Found, keys: Table | None, rows: int) -> Rows:
    """Before which sources parts begin, as `bounds_of` tells, by their numbers, and the end; `keys`
    are those of the sources.
    """
    count = first.done.scanned[SOURCES].rows
    sizes = np.zeros(max(count, 1), np.int64)
    sizes[:count] = 1
    for name in found.ways:
        if name == SOURCES:
            continue
        for piece, (_, size) in enumerate(first.done.scanned[name].pieces):
            before = found.before[name, piece]
            if (end := found.ends.get((name, piece))) is None:
                sizes[before] += size
                continue
            start, stop = end.places.tolist()
            sources, counts = end.value
            sizes[before] += start
            sizes[sources] += counts
            sizes[np.frombuffer(end.numbers or b"", np.int32)[-1]] += size - stop
    return bounds_of(sizes, keys, rows)
