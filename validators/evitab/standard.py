"""The standard: `schema/` as frozen objects, and the one function that finds it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any


def home() -> Path:
    """The folder that holds `schema/` and `data/`: the installed package, else the repository."""
    here = Path(__file__).resolve().parent
    return here if (here / "schema").is_dir() else here.parents[1]


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


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary."""

    code: str
    label: str
    definition: str
    source: str


@dataclass(frozen=True)
class Word:
    """One entry of a lexicon: words as a text prints them, what kind they are, what they mean.

    `value` and `unit` are empty where the kind has no use for them.
    """

    kind: str
    printed: str
    value: str
    unit: str


@dataclass(frozen=True)
class Unit:
    """What a UCUM code measures: its dimension, and how many of the dimension's base unit it is."""

    code: str
    dimension: str
    base: str
    factor: float


@dataclass(frozen=True)
class Profile:
    """A kind of package: the tables it may have, in order, those it must have and those that are
    built, never written by hand.
    """

    name: str
    title: str
    description: str
    tables: tuple[TableSchema, ...]
    required: frozenset[str]
    built: frozenset[str]

    @cached_property
    def by_name(self) -> Mapping[str, TableSchema]:
        """The tables by name, in the profile's order."""
        return {table.name: table for table in self.tables}


@dataclass(frozen=True)
class Standard:
    """The whole standard: version, profiles, vocabularies, units, a lexicon for each language."""

    version: str
    profiles: Mapping[str, Profile]
    vocabularies: Mapping[str, Mapping[str, Term]]
    lexicons: Mapping[str, tuple[Word, ...]]
    units: Mapping[str, Unit]

    def label(self, vocabulary: str, code: str) -> str:
        """The label of a vocabulary's code, as it stands inside a sentence; a word that is no code
        of it, which is a finding of its own, stands for itself.
        """
        term = self.vocabularies[vocabulary].get(code)
        return code if term is None else term.label[:1].lower() + term.label[1:]


@cache
def standard() -> Standard:
    """Read the standard from `schema/`, once."""
    return read_standard(home() / "schema")


def read_standard(folder: Path) -> Standard:
    """Read a standard from a folder laid out as `schema/` is."""
    index = _json(folder / "standard.json")
    descriptors = {path.stem: _json(path) for path in sorted((folder / "tables").glob("*.json"))}
    profiles = {
        name: Profile(
            name,
            entry["title"],
            entry["description"],
            tuple(_table(descriptors[table], name) for table in entry["tables"]),
            frozenset(entry["required"]),
            frozenset(entry["built"]),
        )
        for name, entry in index["profiles"].items()
    }
    vocabularies = {
        path.stem: _vocabulary(path) for path in sorted((folder / "vocabularies").glob("*.csv"))
    }
    lexicons = {path.stem: _lexicon(path) for path in sorted((folder / "lexicons").glob("*.csv"))}
    return Standard(
        index["version"], profiles, vocabularies, lexicons, _units(folder / "units.csv")
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _vocabulary(path: Path) -> Mapping[str, Term]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Term(**row) for row in csv.DictReader(lines)}


def _lexicon(path: Path) -> tuple[Word, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Word(**row) for row in csv.DictReader(lines))


def _units(path: Path) -> Mapping[str, Unit]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Unit(row["code"], row["dimension"], row["base"], float(row["factor"]))
            for row in csv.DictReader(lines)
        }


def _table(descriptor: Mapping[str, Any], profile: str) -> TableSchema:
    fields = tuple(
        field for entry in descriptor["fields"] if (field := Field(entry)).is_in(profile)
    )
    names = {field.name for field in fields}
    keys = tuple(
        key
        for entry in descriptor.get("foreignKeys", [])
        if names.issuperset((key := _foreign_key(entry, descriptor["name"])).fields)
    )
    return TableSchema(
        descriptor["name"],
        descriptor,
        fields,
        _names(descriptor["primaryKey"]),
        tuple(_names(key) for key in descriptor.get("uniqueKeys", [])),
        keys,
        tuple(_participation(entry) for entry in descriptor.get("mustBeReferenced", [])),
    )


def _foreign_key(entry: Mapping[str, Any], table: str) -> ForeignKey:
    reference = entry["reference"]
    return ForeignKey(
        _names(entry["fields"]), reference.get("resource") or table, _names(reference["fields"])
    )


def _participation(entry: Mapping[str, Any]) -> Participation:
    by = tuple((table, field) for table, field in (path.split(".") for path in entry["by"]))
    return Participation(dict(entry.get("where", {})), by)


def _names(entry: str | list[str]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry)
