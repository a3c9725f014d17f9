"""A table's conditions as a schema of pandera, which judges any DataFrame of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandera.pandas as pandera

from evitab.columns import Mask, arrow_schema, pandas_type
from evitab.engines.asking import ask_column, ask_columns, ask_rule, asks_column
from evitab.engines.condition import Condition
from evitab.relations import Sight
from evitab.rule import Rule
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def pandera_schema(
    table: TableSchema, conditions: Sequence[Condition], *, sight: Sight, text: Any = None
) -> pandera.DataFrameSchema:
    """Compile conditions on a table into a pandera schema.

    `sight` is what rules see beyond the table; `text` is the type of columns of text, Arrow's
    unless told: of pandas' own pandera asks each value, one by one.
    """
    on_column: dict[str, list[pandera.Check]] = {}
    on_table: list[pandera.Check] = []
    for condition in conditions:
        if _is_required(condition):
            continue
        check = check_of(condition, sight, {})
        if asks_column(condition):
            on_column.setdefault(condition.reads[0], []).append(check)
        else:
            on_table.append(check)
    kinds = arrow_schema(table)
    required = {field.name for field in table.fields if field.is_required} | set(table.primary_key)
    return pandera.DataFrameSchema(
        {
            name: pandera.Column(
                pandas_type(kinds.field(name).type, text),
                checks=on_column.get(name, []),
                nullable=name not in required,
                title=str(table.by_name[name].descriptor["title"]),
                description=str(table.by_name[name].descriptor["description"]),
            )
            for name in table.by_name
        },
        checks=on_table,
        name=table.name,
        title=table.title,
        description=table.description,
        strict=True,
        ordered=True,
    )


def check_of(condition: Condition, sight: Sight, grounds: dict[str, DataFrame]) -> pandera.Check:
    """A condition as a check of pandera; what a rule says of the rows that it flags is put into
    `grounds`, by its name.
    """
    ask: Callable[[Any], Series[bool]]
    if isinstance(condition, Rule):
        ask, said = ask_rule(condition, sight, grounds), condition.summary
    else:
        ask = ask_column(condition) if asks_column(condition) else ask_columns(condition)
        said = f"{', '.join(condition.reads)}: {condition.expected}"
    return pandera.Check(ask, name=condition.name, description=said, ignore_na=False)


def _is_required(condition: Condition) -> bool:
    """Whether a condition is that a cell is filled, which pandera has a word of its own for."""
    return isinstance(condition, Mask) and condition.name == "required"
