"""The descriptor of a package that anyone may have written: what a comparison needs of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evitab.finding import CannotJudge
from evitab.package import Medium
from evitab.package.descriptor import file_of
from evitab.package.json_file import read_json

_MAX_BYTES = 50_000_000
_NAME = {"type": "string", "minLength": 1, "maxLength": 500}
_NAMES = {"type": "array", "items": _NAME}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_ONE_OR_MORE = {"anyOf": [_NAME, _NAMES]}
_SCHEMA = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": _NAME,
                    "type": _NAME,
                    "constraints": {
                        "type": "object",
                        "properties": {"enum": {"type": "array"}, "pattern": {"type": "string"}},
                    },
                    "categories": {"type": "array"},
                    "trueValues": _TEXTS,
                    "falseValues": _TEXTS,
                },
            },
        },
        "primaryKey": _ONE_OR_MORE,
        "uniqueKeys": {"type": "array", "items": _ONE_OR_MORE},
        "missingValues": _TEXTS,
        "foreignKeys": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["fields", "reference"],
                "properties": {
                    "fields": _ONE_OR_MORE,
                    "reference": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {"fields": _ONE_OR_MORE, "resource": {"type": "string"}},
                    },
                },
            },
        },
    },
}
_PACKAGE = {
    "type": "object",
    "required": ["resources"],
    "properties": {
        "name": _NAME,
        "version": {"type": "string"},
        "evitab": {"type": "object"},
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "path", "schema"],
                "properties": {"name": _NAME, "path": {"type": "string"}, "schema": _SCHEMA},
            },
        },
    },
}


def read_descriptor(root: Path) -> tuple[str, dict[str, Any]]:
    """The name of the file and the descriptor over CSV, else over Parquet, of a folder.

    Raises CannotJudge where there is none, or none whose tables can be compared.
    """
    here = [file_of(medium) for medium in Medium if (root / file_of(medium)).exists()]
    if not here:
        message = "neither dataset.json nor datapackage.json"
        advice = "Name a package under work, a release or its archive."
        raise CannotJudge(message, file=".", advice=advice)
    package = read_json(root, here[0], limit=_MAX_BYTES)
    for problem in _problems(package):
        advice = "Compare packages that the Data Package standard allows."
        raise CannotJudge(problem, file=here[0], advice=advice)
    return here[0], package


def key_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a schema's primary key; none where it has no key."""
    return names_of(schema.get("primaryKey", []))


def names_of(entry: str | list[str]) -> tuple[str, ...]:
    """The names of fields, of which Table Schema writes a single one without a list."""
    return (entry,) if isinstance(entry, str) else tuple(entry)


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_PACKAGE)


def _problems(package: Any) -> Iterator[str]:
    from jsonschema.exceptions import best_match

    if error := best_match(_validator().iter_errors(package)):
        where = ".".join(map(str, error.absolute_path)) or "the whole"
        yield f"{where}: {error.message[:200]}"
        return
    yield from _repeated([resource["name"] for resource in package["resources"]], "resources")
    for resource in package["resources"]:
        schema, where = resource["schema"], f"resource {resource['name'][:80]!r}"
        names = [field["name"] for field in schema["fields"]]
        yield from _repeated(names, where)
        if not key_of(schema):
            yield f"{where} has no primaryKey, by which rows are compared"
        for name in key_of(schema):
            if name not in names:
                yield f"{where}: primaryKey names {name[:80]!r}, which is no field"


def _repeated(names: list[str], where: str) -> Iterator[str]:
    for name, number in Counter(names).items():
        if number > 1:
            yield f"{where}: the name {name[:80]!r} stands twice"
