"""Relations between tables: foreign keys, rows that must be pointed to, and a row's parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import Mask
from evitab.columns.keys import encode
from evitab.package import Contents, Table
from evitab.standard import ForeignKey, Participation, TableSchema


@dataclass(frozen=True)
class Unasked:
    """A relation that cannot be asked, with the reason."""

    name: str
    reads: tuple[str, ...]
    reason: str


def relation_masks(contents: Contents, table: Table) -> Iterator[Mask | Unasked]:
    """Compile a table's foreign keys and its duty to be pointed to, against the other tables."""
    for key in table.schema.foreign_keys:
        yield _foreign_key(contents, key)
    for participation in table.schema.participations:
        yield _participation(contents, table.schema, participation)


@dataclass(frozen=True)
class Walk:
    """The way from a row along its foreign key to one column of the row pointed to.

    `column` holds the foreign key; `keys` and `values` are columns of one length of the table
    pointed to; `lost` marks its rows from which the way on leads nowhere.
    """

    column: str
    keys: pa.Array
    values: pa.Array
    lost: pa.Array

    def __call__(self, pointers: pa.Array) -> pa.Array:
        """The value for each pointer; null where a pointer is null or points nowhere."""
        return self.values.take(pc.index_in(pointers, value_set=self.keys))

    def is_lost(self, pointers: pa.Array) -> pa.Array:
        """Whether each pointer, or one further on the way, points nowhere; a null does not."""
        rows = pc.index_in(pointers, value_set=self.keys)
        beyond = pc.fill_null(self.lost.take(rows), True)
        return pc.and_(pc.is_valid(pointers), beyond)


def walk(contents: Contents, schema: TableSchema, path: str) -> Walk | None:
    """The way that a dotted path names: `claim.passage.role` goes along `claim_id`, then
    `passage_id`, to `role`. None: a table or a column on the way could not be read.

    Raises KeyError where no foreign key of one column is called so.
    """
    head, _, rest = path.partition(".")
    key = {key.name: key for key in schema.foreign_keys if len(key.fields) == 1}[head]
    if key.table not in contents.names:
        nothing = pa.array([], pa.string())
        return Walk(key.fields[0], nothing, nothing, pa.array([], pa.bool_()))
    parent = contents.tables.get(key.table)
    if parent is None or not parent.is_whole or not parent.has(key.reference_fields):
        return None
    return _walk_on(contents, parent, key, rest)


def _walk_on(contents: Contents, parent: Table, key: ForeignKey, path: str) -> Walk | None:
    keys = parent.column(key.reference_fields[0])
    if "." not in path:
        if not parent.has([path]):
            return None
        rejected = parent.rejected.get(path, np.zeros(len(keys), bool))
        return Walk(key.fields[0], keys, parent.column(path), pa.array(rejected))
    further = walk(contents, parent.schema, path)
    if further is None or not parent.has([further.column]):
        return None
    pointers = parent.column(further.column)
    return Walk(key.fields[0], keys, further(pointers), further.is_lost(pointers))


# Foreign keys ----------------------------------------------------------------------------------


def _foreign_key(contents: Contents, key: ForeignKey) -> Mask | Unasked:
    rule, target = "foreignKeys", " and ".join(key.reference_fields)
    if key.table in contents.unlisted:
        return Unasked(rule, key.fields, f"dataset.json does not list {key.table}")
    if key.table not in contents.names:
        expected = f"nothing: the package has no table {key.table}"
        advice = f"Empty the cell, or add {key.table} to the package."
        return Mask(rule, key.fields, expected, advice, _is_null)
    parent = contents.tables.get(key.table)
    if parent is None or not parent.has(key.reference_fields):
        return Unasked(rule, key.fields, f"{key.table} could not be read")
    if not parent.is_whole:
        return Unasked(rule, key.fields, f"{key.table} was not read whole")
    known = [parent.column(name) for name in key.reference_fields]

    def points_somewhere(*columns: pa.Array) -> pa.Array:
        return _is_among(columns, known)

    expected = f"a {target} of {key.table}"
    return Mask(rule, key.fields, expected, "Point to a row that exists.", points_somewhere)


def _is_null(*columns: pa.Array) -> pa.Array:
    return pa.array(np.logical_or.reduce([_nulls(column) for column in columns]))


def _is_among(columns: tuple[pa.Array, ...], known: list[pa.Array]) -> pa.Array:
    """Mask: the rows' values together stand in `known`; a row with a null in any is left alone."""
    if len(columns) == 1:
        found = pc.is_in(columns[0], value_set=known[0])
        return pc.or_(found, pc.is_null(columns[0]))
    both = [pa.concat_arrays([a, b.cast(a.type)]) for a, b in zip(columns, known, strict=True)]
    codes = encode(both)
    ours, theirs = codes[: len(columns[0])], codes[len(columns[0]) :]
    return pa.array(np.isin(ours, theirs) | (ours < 0))


# Participation ---------------------------------------------------------------------------------


def _participation(contents: Contents, schema: TableSchema, duty: Participation) -> Mask | Unasked:
    rule, key = "mustBeReferenced", schema.primary_key
    fields = (*key, *duty.where)
    present = [(name, field) for name, field in duty.by if name in contents.names]
    if hidden := [name for name, _ in duty.by if name in contents.unlisted]:
        return Unasked(rule, fields, f"dataset.json does not list {hidden[0]}")
    known: list[pa.Array] = []
    for name, field in present:
        child = contents.tables.get(name)
        if child is None or not child.is_whole or not child.has([field]):
            return Unasked(rule, fields, f"{name} could not be read whole")
        known.append(child.column(field))
    pointed_to = pa.concat_arrays(known) if known else pa.array([], pa.string())

    def is_referenced(keys: pa.Array, *conditions: pa.Array) -> pa.Array:
        found = pc.is_in(keys, value_set=pointed_to)
        excused = np.logical_not(_applies(duty.where, conditions, len(keys)))
        return pc.or_(found, pa.array(excused))

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
) -> npt.NDArray[np.bool_]:
    applies = np.ones(length, bool)
    for value, column in zip(where.values(), conditions, strict=True):
        matches = _nulls(column) if value is None else _equals(column, value)
        applies &= matches
    return applies


def _condition(where: Mapping[str, str | None]) -> str:
    words = [f"{field} is {'empty' if value is None else value}" for field, value in where.items()]
    return f" where {' and '.join(words)}" if words else ""


def _nulls(column: pa.Array) -> npt.NDArray[np.bool_]:
    return column.is_null().to_numpy(zero_copy_only=False)


def _equals(column: pa.Array, value: str) -> npt.NDArray[np.bool_]:
    return pc.fill_null(pc.equal(column, value), False).to_numpy(zero_copy_only=False)
