"""Arrow tables as DataFrames, without a change of any value."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd


def frame_of(data: pa.Table, *, text: Any = None) -> pd.DataFrame:
    """An Arrow table as an Arrow-backed DataFrame: nulls stay nulls, dates are dates.

    `text` is the type of its columns of text; without it they have Arrow's.
    """
    return data.to_pandas(types_mapper=lambda kind: pandas_type(kind, text))


def decoded(data: pa.Table, names: Collection[str] | None = None) -> pa.Table:
    """The same rows with plain values in the columns that are dictionaries: all, or some."""
    for index, field in enumerate(data.schema):
        if pa.types.is_dictionary(field.type) and (names is None or field.name in names):
            plain = data.column(index).cast(field.type.value_type)
            data = data.set_column(index, field.with_type(plain.type), plain)
    return data


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """A column as a single array; one that is in one chunk is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def plain(column: pa.Array) -> pa.Array:
    """A column without a dictionary."""
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def pandas_type(kind: pa.DataType, text: Any = None) -> Any:
    """The type of a DataFrame's column for an Arrow type; `text` as `frame_of` has it."""
    import pandas as pd

    return text if text is not None and pa.types.is_string(kind) else pd.ArrowDtype(kind)


@cache
def plain_text() -> Any:
    """The type of text that pandas itself has: in Arrow's memory, and known to other libraries."""
    import pandas as pd

    return pd.StringDtype("pyarrow", na_value=float("nan"))
