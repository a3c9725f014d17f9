"""The keys of a package's tables, kept while its tables are read piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from evitab.columns.flags import Flags
from evitab.columns.key_set import Keys, KeySet, keys_of
from evitab.columns.made_up import prefix_of
from evitab.package import Contents, Table
from evitab.relations.keys import IsKnown, why_unknown
from evitab.standard import TableSchema

Columns = tuple[str, ...]


class KeyMaps:
    """The sets of keys that relations between tables need, by table and columns.

    A set is of use once its table has been read to the end (`finish`).
    """

    def __init__(self, contents: Contents) -> None:
        self._prefixes: dict[tuple[str, Columns], str | None] = {}
        self._sets: dict[tuple[str, Columns], KeySet] = {}
        self._ahead: dict[tuple[str, Columns], KeySet] = {}
        self._unique: set[tuple[str, Columns]] = set()
        self._finished: set[str] = set()
        schemas = {name: contents.schema(name) for name in contents.names}
        for schema in schemas.values():
            for columns in _unique(schema):
                self._keep(schema, columns, schema)
                self._unique.add((schema.name, columns))
            for key in schema.foreign_keys:
                if key.table in schemas:
                    self._keep(schemas[key.table], key.reference_fields, schemas[key.table])
            for duty in schema.participations:
                for name, column in duty.by:
                    if name in schemas:
                        self._keep(schemas[name], (column,), schema)

    def _keep(self, table: TableSchema, columns: Columns, owner: TableSchema) -> None:
        """Keep a set for columns of a table whose values are keys of another, or its own."""
        key = owner.primary_key if owner is not table else columns
        prefix = prefix_of(owner.by_name[key[0]]) if len(key) == 1 else None
        self._prefixes.setdefault((table.name, columns), prefix)
        self._sets.setdefault((table.name, columns), KeySet())

    def columns(self, table: str) -> list[Columns]:
        """The columns of a table whose values are kept together."""
        return [columns for name, columns in self._sets if name == table]

    def keys(self, table: Table) -> Mapping[Columns, Keys]:
        """The keys of some rows of a table, for each set that is kept of it."""
        return {
            columns: self.keys_in(table.name, columns, [table.column(name) for name in columns])
            for columns in self.columns(table.name)
            if table.has(columns)
        }

    def keys_in(self, table: str, columns: Columns, values: Sequence[pa.Array]) -> Keys:
        """The keys that values are, as those that are kept of columns of a table."""
        return keys_of(values, self._prefixes[table, columns])

    def add(self, table: str, keys: Mapping[Columns, Keys]) -> Mapping[Columns, Flags]:
        """Take in the keys of some rows; gives, by the columns that no two rows may share, the
        rows whose key was there before.
        """
        repeated = {}
        for columns, each in keys.items():
            known = self._sets[table, columns]
            if (table, columns) in self._unique:
                repeated[columns] = known.add(each)
            else:
                known.include(each)
        return repeated

    def begin_ahead(self, table: str, columns: Columns) -> bool:
        """Whether keys of a table are still to be read before the table itself is."""
        is_new = (table, columns) not in self._ahead
        self._ahead.setdefault((table, columns), KeySet())
        return is_new

    def add_ahead(self, columns: Columns, table: Table) -> None:
        """Take in the keys of some rows of a table that is read later."""
        values = [table.column(name) for name in columns]
        self._ahead[table.name, columns].include(self.keys_in(table.name, columns, values))

    def finish(self, table: str) -> None:
        """Say that a table was read to its end."""
        self._finished.add(table)
        for place in [place for place in self._ahead if place[0] == table]:
            del self._ahead[place]

    def is_finished(self, table: str) -> bool:
        """Whether a table was read to its end."""
        return table in self._finished

    def knows(self, contents: Contents, table: str, fields: Sequence[str]) -> IsKnown | str:
        """Whether values are keys of a table; or the reason why that cannot be said."""
        if reason := why_unknown(contents, table, fields):
            return reason
        columns = tuple(fields)
        sets = self._sets if table in self._finished else self._ahead
        known = sets.get((table, columns), self._sets[table, columns])
        return lambda *values: known.holds(self.keys_in(table, columns, values))


def _unique(schema: TableSchema) -> list[Columns]:
    """The columns of a table that no two rows may share alone."""
    alone = [(each.name,) for each in schema.fields if each.constraints.get("unique")]
    keys = [schema.primary_key] if len(schema.primary_key) == 1 else []
    return list(dict.fromkeys([*keys, *alone]))
