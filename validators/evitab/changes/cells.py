"""Cells as text, written one way only: 1.50 in CSV and the double 1.5 in Parquet are the same.

It is the text of which the content digests are made, so that two tables with one digest never
differ. A cell that is no value of its type stays as it is; an empty text is a null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import parse
from evitab.columns.lexical import as_text
from evitab.standard import Field

_TEXT = pa.string()
_NULL = pa.scalar(None, _TEXT)
# Numbers that are surely written as `as_text` writes them, which most are.
_PLAIN_NUMBER = r"^(?:0|-?(?:[1-9][0-9]*(?:\.[0-9]*[1-9])?|0\.0{0,3}[1-9](?:[0-9]*[1-9])?))$"
_PLAIN_LENGTH = 15


def canonical(field: Mapping[str, Any], text: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a CSV column with each value as its type writes it."""
    if field["type"] not in {"number", "year", "boolean"}:
        return text
    cells = _one(text)
    odd = pc.is_valid(cells)
    if field["type"] == "number":
        is_short = pc.less_equal(pc.utf8_length(cells), _PLAIN_LENGTH)
        plain = pc.and_(pc.match_substring_regex(cells, _PLAIN_NUMBER), is_short)
        odd = pc.and_(odd, pc.invert(pc.fill_null(plain, False)))
    rewritten = _rewritten(field, cells.filter(odd))
    return pa.chunked_array([pc.replace_with_mask(cells, odd, rewritten)], _TEXT)


def _rewritten(field: Mapping[str, Any], cells: pa.Array) -> pa.Array:
    values, _ = parse(Field(field), cells)
    return pc.coalesce(_one(values_as_text(values)), cells)


def values_as_text(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The values of a column as text; None where their type is none that a cell can have."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values, kind = values.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    if pa.types.is_floating(kind):
        return _floats_as_text(values.cast(pa.float64()))
    return _chunked(values.cast(_TEXT))


def _floats_as_text(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    coded = _one(_chunked(values.dictionary_encode()))
    texts = pa.array([as_text(value) for value in coded.dictionary.to_pylist()], _TEXT)
    return _chunked(texts.take(coded.indices))


def without_missing(text: pa.ChunkedArray, missing_values: Sequence[str]) -> pa.ChunkedArray:
    """The cells with null where they are empty or hold a text that stands for a null."""
    missing = pa.array(sorted({"", *missing_values}), _TEXT)
    return pc.if_else(pc.is_in(text, value_set=missing), _NULL, text)


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _chunked(column: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    if isinstance(column, pa.ChunkedArray):
        return column
    return pa.chunked_array([column], column.type)
