"""What a comparison found: plain facts, enough of them to make the new package from the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa

Key = tuple[str, ...]
Path = tuple[str, ...]


class Absent:
    """Says that there is no value, where a JSON null would be one."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class Effect(StrEnum):
    """What a changed property of a table or a field does to those who read or write it."""

    REDEFINED = "redefined"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    REFERRED = "referred"
    EXTENDED = "extended"
    DESCRIBED = "described"
    IMPLIED = "implied"


@dataclass(frozen=True)
class PropertyChange:
    """A value in a descriptor that came, went or changed; `path` leads to it from the whole."""

    path: Path
    old: Any = ABSENT
    new: Any = ABSENT
    effect: Effect = Effect.DESCRIBED


@dataclass(frozen=True)
class FieldMoved:
    """A field that is there in one of the two alone: its place from 0, and its filled cells."""

    name: str
    position: int
    descriptor: Mapping[str, Any]
    filled: int


@dataclass(frozen=True)
class FieldRenamed:
    """A field that seems to have another name, and what makes it seem so."""

    old: str
    new: str
    because: str


@dataclass(frozen=True)
class FieldChanged:
    """A field, by its new name, that both have and that is declared otherwise."""

    name: str
    changes: tuple[PropertyChange, ...]


@dataclass(frozen=True)
class FieldsDiff:
    """The fields of a table. `order` lists those that both have, by their new names, where their
    order is another one.
    """

    added: tuple[FieldMoved, ...] = ()
    removed: tuple[FieldMoved, ...] = ()
    renamed: tuple[FieldRenamed, ...] = ()
    changed: tuple[FieldChanged, ...] = ()
    order: tuple[str, ...] | None = None


@dataclass(frozen=True)
class CellChange:
    """A cell, by its field's new name, with its text in both; None where it is empty."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class RowChange:
    """A row that both have and whose cells differ. `reused` says why its key seems to mean
    something else now, and is None where it seems to mean the same.
    """

    key: Key
    cells: tuple[CellChange, ...]
    reused: str | None = None


@dataclass(frozen=True)
class RowsDiff:
    """The rows of a table, matched by the fields `by` (new names; none: nothing could be matched).

    `added` has the new fields, `removed` the old ones. `filled` has `by` and the fields that were
    added, for the rows that both have. `moved` maps the old key of a content to its new one.
    """

    by: tuple[str, ...]
    added: pa.Table
    removed: pa.Table
    changed: tuple[RowChange, ...] = ()
    filled: pa.Table | None = None
    moved: Mapping[Key, Key] = field(default_factory=dict)
    before: int = 0
    after: int = 0

    @property
    def reused(self) -> tuple[RowChange, ...]:
        """The rows whose keys seem to mean something else now."""
        return tuple(row for row in self.changed if row.reused is not None)

    @property
    def corrected(self) -> tuple[RowChange, ...]:
        """The rows that changed and still seem to be about the same."""
        return tuple(row for row in self.changed if row.reused is None)

    def __bool__(self) -> bool:
        return bool(len(self.added) or len(self.removed) or self.changed or self.filled)


class Status(StrEnum):
    """Whether a table is there in both packages, or in which one."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class TableDiff:
    """One table that differs.

    `about` are properties of the resource, `properties` those of its schema besides the fields.
    An added table has its whole resource in `resource` and all of its rows in `rows.added`.
    """

    name: str
    status: Status
    key: tuple[str, ...]
    rows: RowsDiff
    is_built: bool = False
    about: tuple[PropertyChange, ...] = ()
    properties: tuple[PropertyChange, ...] = ()
    fields: FieldsDiff = FieldsDiff()
    resource: Mapping[str, Any] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        return self.status is not Status.CHANGED or bool(
            self.about or self.properties or self.fields != FieldsDiff() or self.rows
        )


@dataclass(frozen=True)
class Diff:
    """All that differs between two packages; `old` and `new` say their names and versions."""

    old: Mapping[str, str | None]
    new: Mapping[str, str | None]
    facts: tuple[PropertyChange, ...]
    tables: tuple[TableDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.tables)
