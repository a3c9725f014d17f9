"""What every worker knows of the first pass: the package's heads, its files, what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from evitab.columns import Mask
from evitab.columns.flags import Flags, flags
from evitab.engines.condition import Condition
from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.package.pieces import Piece
from evitab.relations.keys import IsKnown
from evitab.validation.docket import Docket
from evitab.validation.rows.key_maps import KeyMaps
from evitab.validation.rows.rows_pass import Job, docket_of, now_and_later
from evitab.validation.rows.scan import columns_read, unique_and_others
from evitab.validation.spark.listing import Place, Shelf

# The keys of a table of so few bytes are read by each worker; those of others are brought together.
SMALL = 8_000_000
_SEVERAL = frozenset({"foreignKeys", "mustBeReferenced"})


def name_of(condition: Condition) -> str:
    """What a condition is called from one machine to another."""
    # A table may owe several pointers by the same columns.
    more = (
        [condition.expected] if condition.name in _SEVERAL and isinstance(condition, Mask) else []
    )
    return json.dumps([condition.name, *condition.reads, *more])


def all_known(*values: pa.Array) -> Flags:
    """All keys are known."""
    return np.ones(len(values[0]), bool)


def none_known(*values: pa.Array) -> Flags:
    """No key is; a row without one counts as known."""
    is_null = [flags(each.is_null()) for each in values]
    return np.asarray(np.logical_or.reduce(is_null))


@dataclass
class Errand:
    """The first pass as workers know it: what is asked of each table, and where its pieces are.

    `small` has all pieces of the small tables; so many findings of reading are `listed`.
    """

    job: Job
    shelf: Shelf
    small: Mapping[str, Sequence[Place]]
    listed: int
    _asked: dict[str, tuple[Docket, list[str]]] = field(default_factory=dict)
    _known: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def keys(self) -> KeyMaps:
        """The keys of small tables, as far as they were asked for."""
        return KeyMaps(self.job.contents)

    def piece(self, table: str, place: Place) -> Piece:
        """A piece of a table, by where it lies."""
        return self.shelf.piece(table, place)

    def asked(self, table: str) -> tuple[Docket, list[str]]:
        """What is asked of each row of a table alone, and the columns that are read."""
        if table not in self._asked:
            contents, head = self.job.contents, self.job.contents.tables[table]
            whole = docket_of(self.job, contents, head, lambda *_: all_known)
            now, _ = now_and_later(whole.conditions)
            read = Docket(head, tuple(now), whole.sight, ())
            is_typed = self.job.wants("type")
            columns = columns_read(read, KeyMaps(contents), is_typed=is_typed)
            docket = docket_of(self.job, contents, head, self._knows)
            now, _ = now_and_later(docket.conditions)
            _, of_rows = unique_and_others(now)
            self._asked[table] = Docket(head, of_rows, docket.sight, ()), columns
        return self._asked[table]

    def _knows(self, contents: Contents, table: str, fields: Sequence[str]) -> IsKnown | str:
        if table not in self.small:
            return f"the keys of {table} are brought together"
        if table not in self._known:
            self._known[table] = self._read_keys(table)
        if not self._known[table]:
            return f"{table} could not be read"
        return self.keys.knows(contents, table, fields)

    def _read_keys(self, table: str) -> bool:
        wanted = [name for columns in self.keys.columns(table) for name in columns]
        try:
            for place in self.small[table]:
                rows = self.piece(table, place).read(wanted)
                self.keys.add(table, self.keys.keys(rows))
        except CannotJudge:
            return False  # Its own rows tell of that.
        self.keys.finish(table)
        return True
