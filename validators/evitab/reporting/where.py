"""Conditions on rows as people type them: `use=recommended`, `dose_low_mcg>=100`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import arrow_type, parse
from evitab.finding import CannotJudge
from evitab.package import Table

_CONDITION = re.compile(r"\s*(\w+)\s*(!=|<=|>=|=|<|>|~)(.*)", re.DOTALL)
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_FORM = "FIELD=VALUE; instead of = also != < <= > >= or ~ (holds the words, in any case)"


def rows_where(table: Table, conditions: Sequence[str]) -> Table:
    """The rows of a table for which all conditions hold, each of the form FIELD=VALUE.

    `=` with nothing behind it asks for empty cells, `!=` for filled ones; a null meets no other
    condition. Raises CannotJudge for what is no condition, no field, or no value of the field's
    type.
    """
    for text in conditions:
        keep = pc.fill_null(_holds(table, text), False)
        table = replace(
            table,
            data=table.data.filter(keep),
            lines=table.lines[keep.to_numpy(zero_copy_only=False)],
        )
    return table


def field_of(table: Table, name: str) -> str:
    """A field by its name; raises CannotJudge, with the nearest one, where there is none."""
    if table.has([name]):
        return name
    near = get_close_matches(name, table.data.column_names, 1)
    known = ", ".join(table.data.column_names)
    advice = f"Did you mean {near[0]}?" if near else f"{table.name} has {known}."
    raise CannotJudge(f"no field {name[:80]!r}", file=table.name, advice=advice)


def _holds(table: Table, text: str) -> pa.Array:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise CannotJudge(f"no condition: {text[:80]!r}", file="--where", advice=f"Write {_FORM}.")
    name, sign, value = found[1], found[2], found[3].strip()
    column = table.column(field_of(table, name))
    if sign == "~":
        words = column if pa.types.is_string(column.type) else column.cast(pa.string())
        return pc.match_substring(words, value, ignore_case=True)
    if not value and sign in {"=", "!="}:
        return column.is_null() if sign == "=" else column.is_valid()
    return _COMPARE[sign](column, _typed(table, name, value))


def _typed(table: Table, name: str, text: str) -> pa.Scalar:
    """A value as the field's type has it."""
    field = table.schema.by_name[name]
    values, is_well_formed = parse(field, pa.array([text]))
    if not is_well_formed[0].as_py():
        message = f"{text[:80]!r} is no {field.type}, which {name} is"
        raise CannotJudge(message, file="--where", advice=f"Write {_FORM}.")
    return values.cast(arrow_type(field))[0]
