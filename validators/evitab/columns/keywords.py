"""The keywords of Table Schema that evitab enforces; any other is refused, never passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evitab.finding import CannotJudge
from evitab.standard import Field, TableSchema

NOTES = frozenset({"name", "title", "description", "example", "rdfType", "profiles", "unit"})
FIELD = NOTES | {
    "type",
    "format",
    "constraints",
    "categories",
    "categoriesOrdered",
    "trueValues",
    "falseValues",
    "vocabulary",
    "unitField",
    "comparatorField",
    "reportedField",
    "inPassage",
    "wordedIn",
    "amountOf",
    "dimension",
    "rowOf",
}
IN_PASSAGE = frozenset({"verbatim", "figure", "name"})
# What `wordedIn` may name beside columns: passage and context, and all under the same heading.
WORDED_IN = frozenset({"passage", "section"})
TABLE = frozenset(
    {
        "$schema",
        "name",
        "title",
        "description",
        "rdfType",
        "fields",
        "fieldsMatch",
        "missingValues",
        "primaryKey",
        "uniqueKeys",
        "foreignKeys",
        "mustBeReferenced",
    }
)
ORDERED = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
ALWAYS = frozenset({"required", "unique", "enum"})
CONSTRAINTS: Mapping[str, frozenset[str]] = {
    "string": ALWAYS | {"pattern", "minLength", "maxLength"},
    "number": ALWAYS | ORDERED,
    "integer": ALWAYS | ORDERED,
    "year": ALWAYS | ORDERED,
    "date": ALWAYS | ORDERED,
    "boolean": frozenset({"required", "enum"}),
}
FORMATS: Mapping[str, frozenset[str]] = {"string": frozenset({"default", "email", "uri", "uuid"})}


class SchemaError(CannotJudge):
    """A table's schema uses something that evitab does not enforce, or contradicts itself."""

    def __init__(self, where: str, message: str) -> None:
        file = f"schema/tables/{where.partition('.')[0]}.json"
        super().__init__(f"{where}: {message}", file=file, advice="Mend the schema.")


def check_keywords(table: TableSchema) -> None:
    """Raise SchemaError for the first keyword of a table that no mask would enforce."""
    _refuse(table.name, set(table.descriptor) - TABLE)
    if table.descriptor.get("fieldsMatch", "exact") != "exact":
        raise SchemaError(table.name, "fieldsMatch must be 'exact', the only one enforced")
    for entry in table.descriptor.get("foreignKeys", []):
        _refuse(table.name, set(entry) - {"fields", "reference"})
        _refuse(table.name, set(entry["reference"]) - {"resource", "fields"})
    for entry in table.descriptor.get("mustBeReferenced", []):
        _refuse(table.name, set(entry) - {"where", "by"})
    for field in table.fields:
        _check_field(f"{table.name}.{field.name}", field, set(table.by_name))


def _check_field(where: str, field: Field, siblings: set[str]) -> None:
    descriptor = field.descriptor
    _refuse(where, set(descriptor) - FIELD)
    if field.type not in CONSTRAINTS:
        raise SchemaError(where, f"type '{field.type}' is not enforced; use {_list(CONSTRAINTS)}")
    _refuse(where, set(field.constraints) - CONSTRAINTS[field.type])
    formats = FORMATS.get(field.type, frozenset({"default"}))
    if (found := descriptor.get("format", "default")) not in formats:
        raise SchemaError(where, f"format '{found}' is not enforced; use {_list(formats)}")
    for keyword in ("unitField", "comparatorField", "reportedField", "amountOf", "rowOf"):
        if (sibling := descriptor.get(keyword)) is not None and sibling not in siblings:
            raise SchemaError(where, f"{keyword} names '{sibling}', which is no column here")
    if (found := descriptor.get("inPassage", "verbatim")) not in IN_PASSAGE:
        raise SchemaError(where, f"inPassage '{found}' is not enforced; use {_list(IN_PASSAGE)}")
    _check_words(where, descriptor, siblings)
    _check_kinds(where, field.type, descriptor)


def _check_words(where: str, descriptor: Mapping[str, Any], siblings: set[str]) -> None:
    """Refuse words of a code that are sought nowhere, and those of what is no code."""
    if (places := descriptor.get("wordedIn")) is None:
        return
    if "vocabulary" not in descriptor:
        raise SchemaError(where, "wordedIn is for the codes of a vocabulary")
    if not places or set(places) - siblings - WORDED_IN:
        known = _list(WORDED_IN)
        raise SchemaError(where, f"wordedIn must list columns of this table, or {known}")


def _check_kinds(where: str, kind: str, descriptor: Mapping[str, Any]) -> None:
    """Refuse a keyword on a type that Table Schema does not define it for."""
    if kind != "string" and "vocabulary" in descriptor:
        raise SchemaError(where, "only a string can have a vocabulary")
    if kind not in {"string", "integer"} and "categories" in descriptor:
        raise SchemaError(where, "only a string or an integer can have categories")
    if kind != "boolean" and {"trueValues", "falseValues"} & set(descriptor):
        raise SchemaError(where, "only a boolean can have trueValues and falseValues")


def _refuse(where: str, keywords: set[str]) -> None:
    if keywords:
        raise SchemaError(where, f"not enforced, so refused: {_list(keywords)}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
