"""Asking without pandera: the same masks and rules, of the columns that each of them reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import Mask
from evitab.columns.flags import flags
from evitab.columns.frame import one_array, plain
from evitab.engines.asking import Seen, answered, rows_asked
from evitab.engines.condition import Condition, Failure, crash_text
from evitab.relations import Sight
from evitab.rule import Rule
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame


def ask(
    table: TableSchema,
    data: pa.Table,
    conditions: Sequence[Condition],
    sight: Sight,
) -> Iterator[Failure]:
    """The failures of conditions on a table's rows, as `judge` gives them."""
    grounds: dict[str, DataFrame] = {}
    rules = [condition for condition in conditions if isinstance(condition, Rule)]
    seen = _seen(table, data, rules, sight)
    for condition in conditions:
        if isinstance(condition, Mask):
            rows = _mask_fails(condition, data)
        else:
            try:
                answer = answered(condition, seen, sight, grounds)
            except Exception as error:
                yield Failure(condition, (), crash=crash_text(error))
                continue
            rows = np.sort(seen.index.to_numpy()[~answer.to_numpy(bool)])
        if len(rows):
            yield Failure(condition, tuple(rows.tolist()), grounds=grounds.get(condition.name))


def _seen(table: TableSchema, data: pa.Table, rules: Sequence[Rule], sight: Sight) -> Seen:
    """What rules see of the rows, of which no frame is made where their order counts for none."""
    if not all(rule.is_of_rows for rule in rules):
        return Seen.of(rows_asked(table, data, rules, sight), sight.walks)
    index = pd.RangeIndex(len(data))
    return Seen(
        lambda name: plain(one_array(data.column(name))), data.column_names, index, sight.walks
    )


def _mask_fails(mask: Mask, data: pa.Table) -> npt.NDArray[np.int64]:
    """The rows for which a mask does not hold."""
    columns = [one_array(data.column(name)) for name in mask.reads]
    first = columns[0]
    if len(columns) == 1 and mask.scope == "row" and isinstance(first, pa.DictionaryArray):
        if mask.name == "required":
            holds = first.is_valid()
        else:
            known = mask.holds(first.dictionary)
            if pc.all(known).as_py() is not False:
                return np.zeros(0, np.int64)
            holds = pc.fill_null(known.take(first.indices), True)
    else:
        holds = mask.holds(*(plain(column) for column in columns))
    if pc.all(holds).as_py() is not False:
        return np.zeros(0, np.int64)
    return np.flatnonzero(~flags(holds))
