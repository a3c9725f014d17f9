"""Reading the standard from `schema/`, wherever evitab lies."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evitab.standard.model import Profile, Standard
from evitab.standard.table import Field, ForeignKey, Participation, TableSchema
from evitab.standard.terms import Term, Unit, Word


def home() -> Path:
    """The folder that holds `schema/` and `data/`: the installed package, else the repository."""
    evitab = Path(__file__).resolve().parents[1]
    return evitab if (evitab / "schema").is_dir() else evitab.parents[1]


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
