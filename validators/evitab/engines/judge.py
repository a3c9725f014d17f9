"""pandera as the judge: what it says of a table's rows is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandera.pandas as pandera
import pyarrow as pa
from pandera.errors import SchemaErrorReason

from evitab.columns import Mask
from evitab.engines.asking import in_order
from evitab.engines.condition import Condition, Failure
from evitab.engines.pandera_schema import Origin, origin_of, pandera_schema
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
    """Ask pandera for all failures of the conditions on a table's rows at once."""
    grounds: dict[str, DataFrame] = {}
    schema, origin = pandera_schema(
        table, conditions, sight=sight, columns=data.column_names, grounds=grounds
    )
    required = {
        condition.reads[0]: condition
        for condition in conditions
        if isinstance(condition, Mask) and condition.name == "required"
    }
    try:
        schema.validate(in_order(table.primary_key, data), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            is_null = error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS
            if not is_null or error.schema.name in required:  # Else nobody asked for it here.
                yield _failure(error, origin, required, grounds)


def _failure(
    error: Any,
    origin: Mapping[Origin, Condition],
    required: Mapping[str, Condition],
    grounds: Mapping[str, DataFrame],
) -> Failure:
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        condition = required[error.schema.name]
    else:
        condition = origin[origin_of(error.check)]
    if error.reason_code is SchemaErrorReason.CHECK_ERROR:
        return Failure(condition, (), crash=str(error.failure_cases)[:300])
    rows = error.failure_cases["index"].dropna().unique()
    places = tuple(sorted(int(row) for row in rows))
    return Failure(condition, places, grounds=grounds.get(condition.name))
