"""Conditions on rows as people type them: `use=recommended`, `dose_low_mcg>=100`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import arrow_type, parse
from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean
from evitab.package import Table
from evitab.standard import Field, standard

# `==` is `=`, but where nothing follows: `dose_comparator==` asks for the text "=".
_CONDITION = re.compile(r"\s*(\w+)\s*(!=|<=|>=|==(?=\s*[^\s=])|=|<|>|~)(.*)", re.DOTALL)
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_SIGNS = "The signs are = != < <= > >=, and ~ (holds the words, in any case)"
_FORM = f"Write FIELD=VALUE, with a --where for each condition. {_SIGNS}"
_VALUES = {
    "number": "a number, as 5 or 0.5, without commas or a unit",
    "integer": "a whole number, as 5",
    "boolean": "true or false",
    "date": "a day, as 2026-01-31",
}


def rows_where(table: Table, conditions: Sequence[str]) -> Table:
    """The rows of a table for which all conditions hold, each of the form FIELD=VALUE.

    `=` with nothing behind it asks for empty cells, `!=` for filled ones; a null meets no other
    condition. Raises CannotJudge for what is no condition, no field, no value of the field's type
    or none of its codes.
    """
    for text in conditions:
        keep = pc.fill_null(_holds(table, *_parts(table, text)), False)
        table = replace(
            table,
            data=table.data.filter(keep),
            lines=table.lines[keep.to_numpy(zero_copy_only=False)],
        )
    return table


def meant(table: Table, conditions: Sequence[str]) -> str:
    """Where conditions ask for texts that no row of a table has: those that are much like them."""
    asked = [_parts(table, text) for text in conditions]
    for name, sign, value in asked:
        column = table.column(name)
        if sign == "=" and value and pa.types.is_string(column.type):
            texts = [each for each in column.unique().to_pylist() if each]
            if value not in texts:
                return did_you_mean(value, texts)
    return ""


def field_of(table: Table, name: str) -> str:
    """A field by its name; raises CannotJudge, with the nearest ones, where there is none."""
    if table.has([name]):
        return name
    known = table.data.column_names
    advice = did_you_mean(name, known) or f"{table.name} has {', '.join(known)}."
    raise CannotJudge(f"no field {name[:80]!r}", file=table.name, advice=advice)


def _parts(table: Table, text: str) -> tuple[str, str, str]:
    """Field, sign and value of a condition; the value may stand in quotation marks."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise _no_condition(text, _FORM)
    name, sign, value = field_of(table, found[1]), found[2], found[3].strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if not value and sign not in {"=", "!="}:
        raise _no_condition(text, f"Say what {name} is to be compared with")
    return name, "=" if sign == "==" else sign, value


def _no_condition(text: str, advice: str) -> CannotJudge:
    return CannotJudge(f"no condition: {text[:80]!r}", file="--where", advice=f"{advice}.")


def _holds(table: Table, name: str, sign: str, value: str) -> pa.Array:
    column = table.column(name)
    if sign == "~":
        words = column if pa.types.is_string(column.type) else column.cast(pa.string())
        return pc.match_substring(words, value, ignore_case=True)
    if not value:
        return column.is_null() if sign == "=" else column.is_valid()
    return _COMPARE[sign](column, _typed(table.schema.by_name[name], sign, value))


def _typed(field: Field, sign: str, text: str) -> pa.Scalar:
    """A value as the field's type has it."""
    codes = codes_of(field)
    if codes and text not in codes and sign in {"=", "!="}:
        advice = did_you_mean(text, codes) or f"It can be {', '.join(codes)}."
        raise CannotJudge(f"{text[:80]!r} is no {field.name}", file="--where", advice=advice)
    values, is_well_formed = parse(field, pa.array([text]))
    if not is_well_formed[0].as_py():
        message = f"{text[:80]!r} is no {field.type}, which {field.name} is"
        wanted = _VALUES.get(field.type, f"a {field.type}")
        raise CannotJudge(message, file="--where", advice=f"Write {wanted}. {_SIGNS}.")
    return values.cast(arrow_type(field))[0]


def codes_of(field: Field) -> tuple[str, ...]:
    """The codes that a field's cells are taken from; none where any text may stand there."""
    if field.vocabulary:
        return tuple(standard().vocabularies[field.vocabulary])
    return tuple(map(str, field.constraints.get("enum", ())))
