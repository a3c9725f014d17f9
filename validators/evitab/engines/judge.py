"""pandera as the judge: what it says of a table's rows is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandera.pandas as pandera
import pyarrow as pa
from pandera.errors import SchemaError, SchemaErrorReason

from evitab.columns import frame_of
from evitab.columns.frame import decoded
from evitab.engines.asking import asks_column, rows_asked
from evitab.engines.condition import Condition, Failure
from evitab.engines.pandera_schema import check_of, is_required
from evitab.relations import Sight
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame


def judge(
    table: TableSchema,
    data: pa.Table,
    conditions: Sequence[Condition],
    sight: Sight,
) -> Iterator[Failure]:
    """Ask pandera for the failures of conditions on a table's rows, one condition after the other.

    Each is asked of the columns that it looks at. Asked for all failures at once, pandera gathers
    what fails three times over.
    """
    plain = decoded(data)
    for condition in conditions:
        grounds: dict[str, DataFrame] = {}
        try:
            _put(table, plain, condition, sight, grounds)
        except SchemaError as error:
            yield _failure(error, condition, grounds)


def _put(
    table: TableSchema,
    data: pa.Table,
    condition: Condition,
    sight: Sight,
    grounds: dict[str, DataFrame],
) -> None:
    """Put a condition to pandera, which raises SchemaError where it does not hold."""
    check = None if is_required(condition) else check_of(condition, sight, grounds)
    if check is not None:
        # What came of each row is told anyway; more of them would only make a long message.
        check.n_failure_cases = 1
    if not asks_column(condition):
        rows = rows_asked(table, data, [condition], sight)
        pandera.DataFrameSchema(checks=check).validate(rows)
        return
    (name,) = condition.reads
    column = frame_of(data.select([name]))[name]
    # Of which type its values are was told when they were read.
    schema = pandera.SeriesSchema(checks=check, nullable=check is not None, name=name)
    schema.validate(column)


def _failure(error: Any, condition: Condition, grounds: dict[str, DataFrame]) -> Failure:
    if error.reason_code is SchemaErrorReason.CHECK_ERROR:
        return Failure(condition, (), crash=str(error.failure_cases)[:300])
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        rows = error.failure_cases["index"].to_numpy(np.int64)
    else:
        # Its failure cases leave out rows in which all that was looked at is null.
        rows = error.check_output.index.to_numpy()[~error.check_output.to_numpy(bool)]
    return Failure(condition, tuple(np.sort(rows).tolist()), grounds=grounds.get(condition.name))
