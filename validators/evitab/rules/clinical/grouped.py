"""Grounds that rest on several rows beside one row of the rule's own table, its `place`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evitab.rule import Grounds, told

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Mapping[str, Any]


def grouped(rows: DataFrame, *keys: str) -> dict[Any, list[Row]]:
    """The rows that agree in some columns, in their order, by the names of their columns; a null
    is None.
    """
    import pandas as pd

    groups: dict[Any, list[Row]] = {}
    for row in rows.to_dict("records"):
        record = {str(name): None if pd.isna(value) else value for name, value in row.items()}
        groups.setdefault(tuple(record[key] for key in keys), []).append(record)
    return groups


def told_together(
    rows: DataFrame, tell: Callable[[Sequence[Row]], Grounds], *keys: str
) -> DataFrame:
    """The grounds of each place, by a function that sees all its rows, as `told` gives them; with
    `keys`, of all rows that agree in them, so that a place may be told of more than once.
    """
    if rows.empty:
        return told(rows, lambda row: tell([row]))
    keys = keys or ("place",)
    groups = grouped(rows, *keys)
    places = rows.drop_duplicates(list(keys)).set_index("place", drop=False)[list(keys)]
    return told(places, lambda row: tell(groups[tuple(row[key] for key in keys)]))


def each_once(texts: Sequence[str | None]) -> list[str]:
    """The texts in their order, each once, without the nulls."""
    return [text for text in dict.fromkeys(texts) if text is not None]
