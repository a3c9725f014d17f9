"""pandera as the judge: what it says of a table's rows is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evitab.columns import frame_of
from evitab.columns.frame import decoded
from evitab.engines.asking import asks_column, rows_asked
from evitab.engines.condition import Condition, Failure, crash_text
from evitab.engines.pandera_schema import check_of
from evitab.relations import Sight
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def judge(
    table: TableSchema,
    data: pa.Table,
    conditions: Sequence[Condition],
    sight: Sight,
) -> Iterator[Failure]:
    """Ask pandera for the failures of conditions on a table's rows, one condition after the other.

    Each is a check of pandera, asked of the columns that it looks at. A schema's `validate` asks
    the same checks, and puts what fails into words besides, which takes about twice as long.
    """
    plain = decoded(data)
    for condition in conditions:
        grounds: dict[str, DataFrame] = {}
        rows = _rows_for(table, plain, condition, sight)
        try:
            holds = check_of(condition, sight, grounds)(rows).check_output.to_numpy(bool)
        except Exception as error:
            yield Failure(condition, (), crash=crash_text(error))
            continue
        failing = np.sort(rows.index.to_numpy()[~holds])
        if len(failing):
            found = grounds.get(condition.name)
            yield Failure(condition, tuple(failing.tolist()), grounds=found)


def _rows_for(
    table: TableSchema, data: pa.Table, condition: Condition, sight: Sight
) -> DataFrame | Series[bool]:
    """What a condition is asked of: its one column, or the rows."""
    if asks_column(condition):
        (name,) = condition.reads
        return frame_of(data.select([name]))[name]
    return rows_asked(table, data, [condition], sight)
