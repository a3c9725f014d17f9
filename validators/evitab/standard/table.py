"""A table of the standard: its columns, its keys, and the rows that must be pointed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Field:
    """One column of one table, as its descriptor declares it."""

    descriptor: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The column's name."""
        return str(self.descriptor["name"])

    @property
    def type(self) -> str:
        """The column's type, as Table Schema names it."""
        return str(self.descriptor["type"])

    @property
    def constraints(self) -> Mapping[str, Any]:
        """The column's constraints by keyword."""
        return dict(self.descriptor.get("constraints", {}))

    @property
    def is_required(self) -> bool:
        """Whether each row must have a value."""
        return bool(self.constraints.get("required", False))

    @property
    def vocabulary(self) -> str | None:
        """The vocabulary that the values are codes of."""
        return self.descriptor.get("vocabulary")

    def is_in(self, profile: str) -> bool:
        """Whether tables of a profile have the column; without `profiles` all of them do."""
        return profile in self.descriptor.get("profiles", [profile])


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values are keys of rows of a table (of the same table where it says none)."""

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a rule calls the row pointed to: `claim` for `claim_id`."""
        return "+".join(field.removesuffix("_id") for field in self.fields)


@dataclass(frozen=True)
class Participation:
    """Rows that some other row must point to: those where every column has the given value."""

    where: Mapping[str, str | None]
    by: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableSchema:
    """One table of the standard, as one profile has it."""

    name: str
    descriptor: Mapping[str, Any]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    participations: tuple[Participation, ...]

    @property
    def title(self) -> str:
        """The table's title."""
        return str(self.descriptor["title"])

    @property
    def description(self) -> str:
        """What one row of the table is."""
        return str(self.descriptor["description"])

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The columns by name, in the table's order."""
        return {field.name: field for field in self.fields}

    @property
    def missing_values(self) -> tuple[str, ...]:
        """The texts that stand for a null."""
        return tuple(self.descriptor.get("missingValues", [""]))
