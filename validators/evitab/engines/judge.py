"""pandera as the judge: masks and rules become its schemas, and what they say is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
from pandera.errors import SchemaErrorReason

from evitab.columns import Mask, arrow_schema, frame_of, pandas_type
from evitab.relations import Sight, Walk
from evitab.rule import Rule
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Condition = Mask | Rule
Origin = tuple[str | None, str | None]


@dataclass(frozen=True)
class Failure:
    """The rows, by their place in the table, for which a condition does not hold.

    `crash` says what went wrong where the condition itself broke down. `grounds` are those of a
    rule about the source: the columns of `Grounds`, by the places of the rows.
    """

    condition: Condition
    rows: tuple[int, ...]
    crash: str | None = None
    grounds: DataFrame | None = None


def pandera_schema(
    table: TableSchema,
    conditions: Sequence[Condition],
    *,
    sight: Sight,
    columns: Sequence[str] | None = None,
    text: Any = None,
    grounds: dict[str, DataFrame] | None = None,
) -> tuple[pandera.DataFrameSchema, Mapping[Origin, Condition]]:
    """Compile conditions on a table into a pandera schema.

    `columns` are those that the data has (all of them, unless told); `sight` is what rules see
    beyond the table; `text` is the type of columns of text, Arrow's unless told: of pandas' own
    pandera asks each value, one by one. Gives the schema, and the condition behind each of its
    checks. What rules about the source say while they are asked is put into `grounds`, by their
    names.
    """
    heard = {} if grounds is None else grounds
    origin: dict[Origin, Condition] = {}
    on_column: dict[str, list[pandera.Check]] = {}
    on_table: list[pandera.Check] = []
    for condition in conditions:
        if isinstance(condition, Mask) and condition.name == "required":
            continue
        check = _check(condition, sight, heard)
        origin[_origin(check)] = condition
        if isinstance(condition, Mask) and len(condition.reads) == 1:
            on_column.setdefault(condition.reads[0], []).append(check)
        else:
            on_table.append(check)
    kinds = arrow_schema(table)
    required = {field.name for field in table.fields if field.is_required} | set(table.primary_key)
    schema = pandera.DataFrameSchema(
        {
            name: pandera.Column(
                pandas_type(kinds.field(name).type, text),
                checks=on_column.get(name, []),
                nullable=name not in required,
                title=str(table.by_name[name].descriptor["title"]),
                description=str(table.by_name[name].descriptor["description"]),
            )
            for name in (table.by_name if columns is None else columns)
        },
        checks=on_table,
        name=table.name,
        title=table.title,
        description=table.description,
        strict=True,
        ordered=True,
    )
    return schema, origin


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
        schema.validate(frame_of(data), lazy=True)
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
        condition = origin[_origin(error.check)]
    if error.reason_code is SchemaErrorReason.CHECK_ERROR:
        return Failure(condition, (), crash=str(error.failure_cases)[:300])
    rows = error.failure_cases["index"].dropna().unique()
    places = tuple(sorted(int(row) for row in rows))
    return Failure(condition, places, grounds=grounds.get(condition.name))


def _origin(check: pandera.Check) -> Origin:
    """What tells a check from its table's others; pandera copies checks, so it is no identity."""
    return (check.name, check.description)


def _check(condition: Condition, sight: Sight, grounds: dict[str, DataFrame]) -> pandera.Check:
    if isinstance(condition, Rule):
        return pandera.Check(
            _ask_rule(condition, sight, grounds),
            name=condition.name,
            description=condition.summary,
            ignore_na=False,
        )
    single = len(condition.reads) == 1
    return pandera.Check(
        _ask_column(condition) if single else _ask_columns(condition),
        name=condition.name,
        description=f"{', '.join(condition.reads)}: {condition.expected}",
        ignore_na=False,
    )


def _ask_column(mask: Mask) -> Any:
    def ask(series: Series[Any]) -> Series[bool]:
        return _series(mask.holds(_arrow(series)), series.index)

    return ask


def _ask_columns(mask: Mask) -> Any:
    def ask(frame: DataFrame) -> Series[bool]:
        columns = [_arrow(frame[name]) for name in mask.reads]
        return _series(mask.holds(*columns), frame.index)

    return ask


def _ask_rule(rule: Rule, sight: Sight, grounds: dict[str, DataFrame]) -> Any:
    walks = sight.walks
    beside = {name: frame_of(table) for name, table in sight.beside.get(rule.name, {}).items()}

    def ask(frame: DataFrame) -> Series[bool]:
        rows = _with_parents(frame, rule, walks)
        if rule.about == "source":
            grounds[rule.name] = rule.grounds(rows, beside)
            answer = ~frame.index.to_series().isin(grounds[rule.name].index)
        else:
            answer = rule.holds(rows, beside)
        # What is said of a row that does not exist cannot be decided; the key is the finding.
        for way in (walks[path] for path in rule.reads if path in walks):
            answer |= way.is_lost(_arrow(frame[way.column])).to_numpy(zero_copy_only=False)
        if rule.by is not None and rule.by in frame:
            # A row that belongs to no group is in none that could break the rule.
            answer |= frame[rule.by].isna()
        return answer

    return ask


def _with_parents(frame: DataFrame, rule: Rule, walks: Mapping[str, Walk]) -> DataFrame:
    """The columns that a rule reads: its table's own, and its parents' beside them.

    Text comes as Arrow's own type, in which a comparison with a null is a null.
    """
    columns = {}
    for path in rule.reads:
        way = walks.get(path)
        values = _arrow(frame[path]) if way is None else way(_arrow(frame[way.column]))
        columns[path] = pd.Series(values, index=frame.index, dtype=pd.ArrowDtype(values.type))
    return pd.DataFrame(columns, index=frame.index)


def _arrow(series: Series[Any]) -> pa.Array:
    values = pa.array(series)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values.cast(pa.string()) if pa.types.is_large_string(values.type) else values


def _series(mask: pa.Array, index: Any) -> Series[bool]:
    return pd.Series(mask.to_numpy(zero_copy_only=False), index=index)
