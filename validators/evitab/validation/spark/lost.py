"""Keys that lead nowhere, as the driver knows them: those of the rows that it puts into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa

from evitab.columns.flags import Flags
from evitab.package import Contents
from evitab.relations.keys import IsKnown, why_unknown


@dataclass
class Lost:
    """Keys of which it is known that they lead nowhere, by the table and columns they are held
    against; all others count as known.
    """

    keys: dict[tuple[str, tuple[str, ...]], set[tuple[object, ...]]] = field(default_factory=dict)

    def add(self, table: str, fields: Sequence[str], values: Sequence[pa.Array]) -> None:
        """Say of keys that they lead nowhere."""
        texts = (each.to_pylist() for each in values)
        self.keys.setdefault((table, tuple(fields)), set()).update(zip(*texts, strict=True))

    def knows(self, contents: Contents, table: str, fields: Sequence[str]) -> IsKnown | str:
        """Whether values are keys of a table; or the reason why that cannot be said."""
        if reason := why_unknown(contents, table, fields):
            return reason
        return partial(self.are_known, (table, tuple(fields)))

    def are_known(self, place: tuple[str, tuple[str, ...]], *values: pa.Array) -> Flags:
        """Whether values are none of which it was said that they lead nowhere."""
        lost = self.keys.get(place, set())
        keys = zip(*(each.to_pylist() for each in values), strict=True)
        return np.array([key not in lost for key in keys], bool)
