"""Keys between tables: foreign keys, and rows that some other row must point to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import Mask
from evitab.columns.flags import Flags, booleans, flags
from evitab.columns.keys import encode
from evitab.package import Contents, Table
from evitab.standard import ForeignKey, Participation, TableSchema


@dataclass(frozen=True)
class Unasked:
    """A relation that cannot be asked, with the reason."""

    name: str
    reads: tuple[str, ...]
    reason: str


# Which rows' values in some columns stand together among those of another table; a row with a null
# in any of them does.
IsKnown = Callable[..., Flags]
# Finds that out of columns of a table; or says why it cannot.
Knows = Callable[[Contents, str, Sequence[str]], IsKnown | str]


def among_rows(contents: Contents, table: str, fields: Sequence[str]) -> IsKnown | str:
    """Whether values are among those that a table, as it was read, has in some columns."""
    if reason := why_unknown(contents, table, fields):
        return reason
    known = [contents.tables[table].column(name) for name in fields]
    return lambda *columns: _is_among(columns, known)


def why_unknown(contents: Contents, table: str, fields: Sequence[str]) -> str | None:
    """Why it cannot be said what is a key of a table; None where it can."""
    parent = contents.tables.get(table)
    if parent is None or not parent.has(fields):
        return f"{table} could not be read"
    return None if parent.is_whole else f"{table} was not read whole"


def relation_masks(
    contents: Contents, table: Table, knows: Knows = among_rows
) -> Iterator[Mask | Unasked]:
    """Compile a table's keys to other tables and its duty to be pointed to, against those."""
    for key in table.schema.foreign_keys:
        yield _foreign_key(contents, key, knows)
    for field in table.schema.fields:
        if (sibling := field.descriptor.get("rowOf")) is not None:
            yield _row_of(contents, field.name, sibling)
    for participation in table.schema.participations:
        yield _participation(contents, table.schema, participation, knows)


def but_astray(mask: Mask, contents: Contents, table: Table, knows: Knows = among_rows) -> Mask:
    """A key of several columns, of which nothing is said for rows where one of them leads nowhere:
    which row is meant is unknown, and that is the finding. Any other mask as it is.
    """
    if mask.name != "uniqueKeys" or len(mask.reads) == 1:
        return mask
    found = {
        key.fields[0]: knows(contents, key.table, key.reference_fields)
        for key in table.schema.foreign_keys
        if len(key.fields) == 1 and key.fields[0] in mask.reads and key.table in contents.names
    }
    known = {name: each for name, each in found.items() if not isinstance(each, str)}

    def holds(*columns: pa.Array) -> pa.Array:
        there = [
            known[name](each)
            for name, each in zip(mask.reads, columns, strict=True)
            if name in known
        ]
        leads = np.logical_and.reduce([np.ones(len(columns[0]), bool), *there])
        kept = [pc.if_else(booleans(leads), each, pa.scalar(None, each.type)) for each in columns]
        return mask.holds(*kept)

    return replace(mask, holds=holds)


# Foreign keys ----------------------------------------------------------------------------------


def _foreign_key(contents: Contents, key: ForeignKey, knows: Knows) -> Mask | Unasked:
    rule, target = "foreignKeys", " and ".join(key.reference_fields)
    if key.table in contents.unlisted:
        return Unasked(rule, key.fields, f"dataset.json does not list {key.table}")
    if key.table not in contents.names:
        expected = f"nothing: the package has no table {key.table}"
        advice = f"Empty the cell, or add {key.table} to the package."
        return Mask(rule, key.fields, expected, advice, _is_null)
    known = knows(contents, key.table, key.reference_fields)
    if isinstance(known, str):
        return Unasked(rule, key.fields, known)
    expected = f"a {target} of {key.table}"
    return Mask(rule, key.fields, expected, "Point to a row that exists.", _as_mask(known))


def _as_mask(known: IsKnown) -> Callable[..., pa.Array]:
    return lambda *columns: booleans(known(*columns))


def _row_of(contents: Contents, key: str, named_by: str) -> Mask | Unasked:
    """A key to a row of whichever table another column names."""
    rule, fields = "rowOf", (key, named_by)
    if contents.errors:
        return Unasked(rule, fields, f"{next(iter(contents.errors))} could not be read")
    known = pa.array(
        [
            f"{name} {table.key_of(row)}"
            for name, table in contents.tables.items()
            for row in range(len(table.data))
        ],
        pa.string(),
    )

    def is_there(keys: pa.Array, tables: pa.Array) -> pa.Array:
        both = pc.binary_join_element_wise(tables, keys, " ")
        return pc.or_(pc.is_in(both, value_set=known), pc.is_null(both))

    expected = f"the key of a row of the table that {named_by} names"
    return Mask(rule, fields, expected, "Point to a row that exists.", is_there)


def _is_null(*columns: pa.Array) -> pa.Array:
    return booleans(np.logical_or.reduce([_nulls(column) for column in columns]))


def _is_among(columns: tuple[pa.Array, ...], known: list[pa.Array]) -> Flags:
    if len(columns) == 1:
        found = pc.is_in(columns[0], value_set=known[0])
        return flags(pc.or_(found, pc.is_null(columns[0])))
    both = [pa.concat_arrays([a, b.cast(a.type)]) for a, b in zip(columns, known, strict=True)]
    codes = encode(both)
    ours, theirs = codes[: len(columns[0])], codes[len(columns[0]) :]
    return np.isin(ours, theirs) | (ours < 0)


# Participation ---------------------------------------------------------------------------------


def _participation(
    contents: Contents, schema: TableSchema, duty: Participation, knows: Knows
) -> Mask | Unasked:
    rule, key = "mustBeReferenced", schema.primary_key
    fields = (*key, *duty.where)
    present = [(name, field) for name, field in duty.by if name in contents.names]
    if hidden := [name for name, _ in duty.by if name in contents.unlisted]:
        return Unasked(rule, fields, f"dataset.json does not list {hidden[0]}")
    known: list[IsKnown] = []
    for name, field in present:
        found = knows(contents, name, [field])
        if isinstance(found, str):
            return Unasked(rule, fields, f"{name} could not be read whole")
        known.append(found)

    def is_referenced(keys: pa.Array, *conditions: pa.Array) -> pa.Array:
        found = np.logical_or.reduce([each(keys) for each in known] or [flags(keys.is_null())])
        excused = np.logical_not(_applies(duty.where, conditions, len(keys)))
        return booleans(found | excused)

    words = " or ".join(f"{name}.{field}" for name, field in duty.by if name in contents.names)
    return Mask(
        rule,
        fields,
        f"a row that points here{_condition(duty.where)}, by {words or 'a table still to add'}",
        "Add the row, or remove this one.",
        is_referenced,
    )


def _applies(
    where: Mapping[str, str | None], conditions: tuple[pa.Array, ...], length: int
) -> Flags:
    applies = np.ones(length, bool)
    for value, column in zip(where.values(), conditions, strict=True):
        matches = _nulls(column) if value is None else _equals(column, value)
        applies &= matches
    return applies


def _condition(where: Mapping[str, str | None]) -> str:
    words = [f"{field} is {'empty' if value is None else value}" for field, value in where.items()]
    return f" where {' and '.join(words)}" if words else ""


def _nulls(column: pa.Array) -> Flags:
    return flags(column.is_null())


def _equals(column: pa.Array, value: str) -> Flags:
    return flags(pc.fill_null(pc.equal(column, value), False))
