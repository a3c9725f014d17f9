"""What a worker makes of pieces of a table: it reads them, asks, and tells what it heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evitab.columns.key_set import Keys
from evitab.engines.condition import Condition
from evitab.engines.engine import Engine
from evitab.finding import Finding
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.validation.docket import Docket
from evitab.validation.rows.key_maps import Columns, KeyMaps
from evitab.validation.rows.pieces import PieceHeard, Rows, hear_piece
from evitab.validation.rows.together import read_together


@dataclass(frozen=True)
class Read:
    """What a worker makes of pieces, which have so many rows each; `keyed` are the rows, of the
    columns that are keys.
    """

    pieces: Sequence[Piece]
    rows: Sequence[int]
    keyed: Table
    heard: PieceHeard
    keys: Mapping[Columns, Keys]
    findings: Sequence[Finding]
    counts: Counter[str]
    rejected: Rows
    is_whole: bool
    size: int


@dataclass(frozen=True)
class Worker:
    """Reads the `wanted` columns of pieces, and asks an engine what the docket's conditions say of
    them; `keyed` columns are kept with their keys, and `room` says of each condition for how many
    rows a finding is wanted.
    """

    wanted: Sequence[str]
    keyed: Sequence[str]
    docket: Docket
    keys: KeyMaps | None
    engine: Engine
    room: Callable[[Condition], int]

    def work(self, pieces: Sequence[Piece]) -> list[Read]:
        """What comes of pieces, as many together as are asked of at once; raises CannotJudge where
        one cannot be read.
        """
        return [self._judge(*each) for each in read_together(pieces, self.wanted)]

    def _judge(self, pieces: Sequence[Piece], sizes: Sequence[int], rows: Table) -> Read:
        return Read(
            pieces,
            sizes,
            replace(rows, data=rows.data.select(self.keyed), findings=()),
            hear_piece(replace(self.docket, table=rows), self.engine, self.room),
            self.keys.keys(rows) if self.keys else {},
            rows.findings,
            rows.counts,
            rejected_rows(rows),
            rows.is_whole,
            rows.data.nbytes,
        )


def rejected_rows(rows: Table) -> Rows:
    """The rows with a cell that is no value of its type."""
    nothing = np.zeros(len(rows.data), bool)
    return np.flatnonzero(np.logical_or.reduce([nothing, *rows.rejected.values()]))
