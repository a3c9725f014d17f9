"""What a cell's text must look like to be a value of its type, and the value that it then is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.bytes_of import has_no_byte
from evitab.columns.flags import booleans, flags
from evitab.standard import Field, TableSchema

ARROW_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "year": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
EXPECTED: Mapping[str, str] = {
    "string": "text without NUL and carriage return",
    "number": "a decimal number such as 0.5, with a point and at most 15 digits",
    "integer": "a whole number such as 42, at most 15 digits",
    "year": "a year such as 2011",
    "boolean": "true or false",
    "date": "a day of the calendar, as 2026-11-22",
}
# Fifteen significant digits always survive text -> double -> text: no value changes unseen.
# The exponent has at most two digits, so every number that passes is finite.
_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$"
_INTEGER = r"^(?:0|-?[1-9][0-9]{0,14})$"
_YEAR = r"^-?[0-9]{4,6}$"
_DATE = r"^[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
_DIGITS = 15
_MANY = 1000
_NUMBERS = (pa.float64(), pa.int64())


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a column's values."""
    return ARROW_TYPES[field.type]


def arrow_schema(table: TableSchema) -> pa.Schema:
    """The Arrow schema of a table, with its titles, descriptions and units as metadata."""
    fields = [
        pa.field(
            field.name,
            arrow_type(field),
            metadata={
                key: str(field.descriptor[key])
                for key in ("title", "description", "unit", "vocabulary", "rdfType")
                if key in field.descriptor
            },
        )
        for field in table.fields
    ]
    return pa.schema(fields, metadata={"title": table.title, "description": table.description})


def expected(field: Field) -> str:
    """What the text of a cell should have been, in words."""
    return EXPECTED[field.type]


def parse(field: Field, text: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Turn an array of text into values, and say which cells are values of the type.

    Both arrays have the length of `text`; a null stays null and counts as well formed, and a
    cell that is not well formed becomes null. Of texts that stand in many rows each is looked at
    once.
    """
    if field.type != "string" and len(text) > _MANY:
        encoded = text.dictionary_encode()
        if 2 * len(encoded.dictionary) < len(text):
            return _spread(*_parse(field, encoded.dictionary), encoded.indices)
    return _parse(field, text)


def _spread(values: pa.Array, ok: pa.Array, codes: pa.Array) -> tuple[pa.Array, pa.Array]:
    """What the texts of a dictionary gave, for each row by its code.

    NumPy takes numbers by their places several times as fast as Arrow.
    """
    if values.type not in _NUMBERS:
        return values.take(codes), pc.fill_null(ok.take(codes), True)
    # A row without a text finds its null behind the others.
    at = pc.fill_null(codes, len(values)).to_numpy()
    is_valid = booleans(np.append(flags(values.is_valid()), False)[at])
    numbers = np.append(pc.fill_null(values, 0).to_numpy(), values.type.to_pandas_dtype()(0))[at]
    buffers = [is_valid.buffers()[1], pa.py_buffer(numbers)]
    is_ok = booleans(np.append(flags(ok), True)[at])
    return pa.Array.from_buffers(values.type, len(at), buffers), is_ok


def _parse(field: Field, text: pa.Array) -> tuple[pa.Array, pa.Array]:
    if field.type == "boolean":
        yes = field.descriptor.get("trueValues", ["true", "True", "TRUE", "1"])
        no = field.descriptor.get("falseValues", ["false", "False", "FALSE", "0"])
        return _parse_boolean(text, yes, no)
    return _PARSERS[field.type](text)


def _parse_string(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    is_plain = has_no_byte(text, b"\0\r")
    if is_plain.all():
        return text, booleans(is_plain)
    return _cast(text, booleans(is_plain), pa.string())


def _parse_number(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    shaped = pc.match_substring_regex(text, _NUMBER)
    # What is no longer has no more digits.
    if (pc.max(pc.binary_length(text)).as_py() or 0) > _DIGITS:
        mantissa = pc.replace_substring_regex(text, r"[eE].*$", "")
        digits = pc.replace_substring_regex(mantissa, r"^-?0*\.?0*|\.", "")
        shaped = pc.and_(shaped, pc.less_equal(pc.utf8_length(digits), _DIGITS))
    return _cast(text, shaped, pa.float64())


def _parse_integer(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    return _cast(text, pc.match_substring_regex(text, _INTEGER), pa.int64())


def _parse_year(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    return _cast(text, pc.match_substring_regex(text, _YEAR), pa.int64())


def _parse_boolean(text: pa.Array, yes: list[str], no: list[str]) -> tuple[pa.Array, pa.Array]:
    is_yes = pc.is_in(text, value_set=pa.array(yes))
    known = pc.or_(is_yes, pc.is_in(text, value_set=pa.array(no)))
    ok = pc.or_(pc.is_null(text), known)
    return pc.if_else(known, is_yes, pa.scalar(None, pa.bool_())), ok


def _parse_date(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    shaped = pc.if_else(pc.match_substring_regex(text, _DATE), text, pa.scalar(None, pa.string()))
    days = pc.cast(pc.strptime(shaped, "%Y-%m-%d", "s", error_is_null=True), pa.date32())
    # strptime turns February 30 into March 2: a day that is in no calendar comes back changed.
    exists = pc.equal(pc.strftime(days, "%Y-%m-%d"), text)
    ok = pc.or_(pc.is_null(text), pc.fill_null(exists, False))
    return pc.if_else(ok, days, pa.scalar(None, pa.date32())), ok


def _cast(text: pa.Array, shaped: pa.Array, kind: pa.DataType) -> tuple[pa.Array, pa.Array]:
    ok = pc.fill_null(shaped, True)
    return pc.cast(pc.if_else(ok, text, pa.scalar(None, pa.string())), kind), ok


_PARSERS: Mapping[str, Callable[[pa.Array], tuple[pa.Array, pa.Array]]] = {
    "string": _parse_string,
    "number": _parse_number,
    "integer": _parse_integer,
    "year": _parse_year,
    "date": _parse_date,
}


def as_text(value: object) -> str | None:
    """A value as CSV prints it: numbers without a needless `.0`, booleans in lower case."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    return str(value)
