"""How a mask or a rule is asked of rows: the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evitab.columns import Mask, frame_of
from evitab.columns.flags import flags
from evitab.columns.frame import decoded, one_array
from evitab.engines.condition import Condition
from evitab.relations import Sight, Way
from evitab.rule import Rule
from evitab.standard import TableSchema

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series

Rows = TypeVar("Rows", "DataFrame", "Series[Any]")


def in_order(key: Sequence[str], data: pa.Table) -> DataFrame:
    """The rows in the order of a key, each under its place in the table: what a rule says of
    the first of several rows must not hang on how a file is sorted.
    """
    there = [name for name in key if name in data.column_names]
    frame = frame_of(decoded(data))
    return frame.sort_values(there, kind="stable") if there else frame


def rows_asked(
    table: TableSchema, data: pa.Table, conditions: Sequence[Condition], sight: Sight
) -> DataFrame:
    """The columns that conditions look at, in the order of the key where one looks at several
    rows.
    """
    has_groups = any(isinstance(each, Rule) and not each.is_of_rows for each in conditions)
    key = table.primary_key if has_groups else ()
    wanted = {name for each in conditions for name in _columns_asked(each, sight)}
    return in_order(key, data.select([n for n in data.column_names if n in {*wanted, *key}]))


def _columns_asked(condition: Condition, sight: Sight) -> Iterator[str]:
    if isinstance(condition, Mask):
        yield from condition.reads
        return
    yield from condition.columns
    yield from (sight.walks[path].column for path in condition.reads if path in sight.walks)
    if condition.by is not None:
        yield condition.by


def asks_column(condition: Condition) -> bool:
    """Whether a condition looks at one column alone, and is asked of that."""
    return isinstance(condition, Mask) and len(condition.reads) == 1


def ask_column(mask: Mask) -> Callable[[Series[Any]], Series[bool]]:
    """The question of a mask on one column: a column's values, for each whether it holds."""

    def ask(series: Series[Any]) -> Series[bool]:
        rows = _as_filed(mask, series)
        answer = _series(mask.holds(_arrow(rows)), rows.index)
        return answer if rows is series else answer.reindex(series.index)

    return ask


def ask_columns(mask: Mask) -> Callable[[DataFrame], Series[bool]]:
    """The question of a mask on several columns: a table's rows, for each whether it holds."""

    def ask(frame: DataFrame) -> Series[bool]:
        rows = _as_filed(mask, frame)
        answer = _series(mask.holds(*(_arrow(rows[name]) for name in mask.reads)), rows.index)
        return answer if rows is frame else answer.reindex(frame.index)

    return ask


def _as_filed(mask: Mask, rows: Rows) -> Rows:
    """The rows in the order of the file, where it decides which of several is the first."""
    return rows.sort_index() if mask.scope == "table" else rows


class Seen:
    """What rules see of some rows: the columns of their table, and those of their parents, which
    rules that are asked of the same rows share.

    `own` gives a column of the table, which has those of these `names`; its rows have the `index`.
    """

    def __init__(
        self,
        own: Callable[[str], pa.Array],
        names: Collection[str],
        index: Index[Any],
        walks: Mapping[str, Way],
    ) -> None:
        self.own = own
        self.names = names
        self.index = index
        self.walks = walks
        self._columns: dict[str, Series[Any]] = {}
        self._lost: dict[str, npt.NDArray[np.bool_]] = {}

    @classmethod
    def of(cls, frame: DataFrame, walks: Mapping[str, Way]) -> Seen:
        """What rules see of the rows of a frame."""
        return cls(lambda name: _arrow(frame[name]), frame.columns, frame.index, walks)

    def columns(self, paths: Sequence[str]) -> DataFrame:
        """The rows with these columns.

        Text comes as Arrow's own type, in which a comparison with a null is a null.
        """
        for path in paths:
            if path not in self._columns:
                values = self._values(path)
                kind = pd.ArrowDtype(values.type)
                self._columns[path] = pd.Series(values, index=self.index, dtype=kind)
        return pd.DataFrame({path: self._columns[path] for path in paths}, index=self.index)

    def is_lost(self, path: str) -> npt.NDArray[np.bool_]:
        """For each row, whether a path over parents leads nowhere."""
        if path not in self._lost:
            way = self.walks[path]
            self._lost[path] = flags(way.is_lost(self.own(way.column)))
        return self._lost[path]

    def is_null(self, name: str) -> npt.NDArray[np.bool_]:
        """For each row, whether it has nothing in a column of the table."""
        return flags(self.own(name).is_null())

    def _values(self, path: str) -> pa.Array:
        way = self.walks.get(path)
        return self.own(path) if way is None else way(self.own(way.column))


def ask_rule(
    rule: Rule, sight: Sight, grounds: dict[str, DataFrame]
) -> Callable[[DataFrame], Series[bool]]:
    """The question of a rule: a table's rows, for each whether it holds.

    What the rule says of the rows that it flags is put into `grounds`, by its name.
    """
    return lambda frame: answered(rule, Seen.of(frame, sight.walks), sight, grounds)


def answered(rule: Rule, seen: Seen, sight: Sight, grounds: dict[str, DataFrame]) -> Series[bool]:
    """What a rule says of rows, as `ask_rule` asks it."""
    beside = {name: frame_of(table) for name, table in sight.beside.get(rule.name, {}).items()}
    rows = seen.columns(rule.reads)
    if rule.about == "source":
        grounds[rule.name] = rule.grounds(rows, beside)
        answer = ~seen.index.to_series().isin(grounds[rule.name].index)
    else:
        answer = _in_order_asked(rule.holds(rows, beside), seen.index)
    # What is said of a row that does not exist cannot be decided; the key is the finding.
    for path in (path for path in rule.reads if path in seen.walks):
        answer |= seen.is_lost(path)
    if rule.by is not None and rule.by in seen.names:
        # A row that belongs to no group is in none that could break the rule.
        answer |= seen.is_null(rule.by)
    if rule.expects is not None and not answer.all():
        grounds[rule.name] = rule.expected(rows[~answer], beside)
    return answer


def _in_order_asked(answer: Series[bool], index: Index[Any]) -> Series[bool]:
    """A rule's answer for each row, in the order of the rows that were asked; raises ValueError
    where it is not for each of them.
    """
    if answer.index.equals(index):
        return answer
    if (
        answer.index.has_duplicates
        or len(answer) != len(index)
        or not index.isin(answer.index).all()
    ):
        raise ValueError("the answer is not for each of the rows that were asked")
    return answer.reindex(index)


def _arrow(series: Series[Any]) -> pa.Array:
    values = pa.array(series)
    if isinstance(values, pa.ChunkedArray):
        values = one_array(values)
    return values.cast(pa.string()) if pa.types.is_large_string(values.type) else values


def _series(mask: pa.Array, index: Any) -> Series[bool]:
    return pd.Series(flags(mask), index=index)
