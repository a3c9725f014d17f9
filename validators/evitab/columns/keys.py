"""Keys inside one table: values, alone or together, that no two rows may share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import booleans
from evitab.columns.mask import Mask
from evitab.standard import Field, TableSchema

Codes = npt.NDArray[np.int64]


def encode(columns: list[pa.Array]) -> Codes:
    """Number the rows so that two rows have one number just where all their values agree.

    `columns` are arrays of one length; a row with a null in any of them gets -1.
    """
    codes = np.zeros(len(columns[0]), np.int64)
    holes = np.zeros(len(columns[0]), bool)
    for column in columns:
        encoded = column.dictionary_encode()
        index = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        holes |= index < 0
        # Renumbering after each column keeps the product of the radices inside 64 bits.
        _, codes = np.unique(codes * (len(encoded.dictionary) + 1) + index + 1, return_inverse=True)
    return np.where(holes, -1, codes.astype(np.int64))


def first_of_each(codes: Codes) -> npt.NDArray[np.bool_]:
    """Mark the rows that are the first with their number; a row numbered -1 is always one."""
    first = np.zeros(len(codes), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return first | (codes < 0)


def is_unique(*columns: pa.Array) -> pa.Array:
    """Mask: no earlier row has the same values; rows with a null are left alone."""
    return booleans(first_of_each(encode(list(columns))))


def unique_mask(field: Field) -> Mask:
    """Compile the constraint `unique` of one column."""
    return Mask(
        "unique",
        (field.name,),
        "a value that no other row has",
        "Mend one of them.",
        is_unique,
        scope="table",
    )


def key_masks(table: TableSchema) -> Iterator[Mask]:
    """Compile `primaryKey` and `uniqueKeys`. Each column of a primary key is required too."""
    yield _key_mask("primaryKey", table.primary_key)
    for key in table.unique_keys:
        yield _key_mask("uniqueKeys", key)
    for name in table.primary_key:
        if not table.by_name[name].is_required:
            yield Mask("required", (name,), "a value", "Fill the cell.", pc.is_valid)


def repeat_mask(table: TableSchema) -> Iterator[Mask]:
    """A row is said once: no other row differs from it in its made-up key alone."""
    names = tuple(name for name in table.by_name if name not in table.primary_key)
    if len(table.primary_key) == 1 and names and _is_made_up(table):
        expected = f"a row that no earlier one repeats, {table.primary_key[0]} aside"
        reads = (*table.primary_key, *names)
        advice = "Remove one of them."
        yield Mask("row_is_said_once", reads, expected, advice, _is_new, scope="table")


def _is_made_up(table: TableSchema) -> bool:
    """Whether a key is a prefix with a number, which tells nothing of the row."""
    pattern = str(table.by_name[table.primary_key[0]].constraints.get("pattern", ""))
    return pattern.endswith("-([0-9]{4}|[1-9][0-9]{4,8})")


def _is_new(key: pa.Array, *columns: pa.Array) -> pa.Array:
    """Mask: no earlier row has another key and the same values, nulls included."""
    filled = [pc.fill_null(column.cast(pa.string()), "\x00") for column in columns]
    return booleans(first_of_each(encode(filled)) | ~first_of_each(encode([key])))


def _key_mask(rule: str, key: tuple[str, ...]) -> Mask:
    words = " and ".join(key)
    expected = f"a {words} that no other row has"
    return Mask(rule, key, expected, "Give each row its own.", is_unique, scope="table")
