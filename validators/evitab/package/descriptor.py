"""`datapackage.json`: a package as the Data Package standard describes one, schemas inline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from evitab.package.contents import Contents
from evitab.package.medium import Medium
from evitab.standard import Standard, TableSchema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_FACTS = (
    *("name", "id", "title", "description", "version", "homepage", "languages", "keywords"),
    "licenses",
)
_MEDIUM: Mapping[Medium, Mapping[str, Any]] = {
    Medium.CSV: {
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n"},
    },
    Medium.PARQUET: {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
}


def file_of(medium: Medium) -> str:
    """The name of the descriptor over the files of a medium."""
    return "datapackage.json" if medium is Medium.CSV else "datapackage-parquet.json"


def descriptor(
    contents: Contents, standard: Standard, medium: Medium, files: Mapping[str, bytes]
) -> dict[str, Any]:
    """The descriptor over `files`, the bytes of each table's file by table."""
    facts = contents.dataset.facts
    resources = [_resource(contents, standard, medium, name, data) for name, data in files.items()]
    return {
        "$schema": PROFILE,
        **{key: facts[key] for key in _FACTS if key in facts},
        "contributors": facts["contributors"],
        **({"sources": sources} if (sources := _sources(contents)) else {}),
        # `profile` itself meant a JSON Schema in Data Package v1, and is still read so.
        "evitab": {
            "profile": contents.dataset.profile.name,
            "standard": standard.version,
            **({"authority": named} if (named := contents.dataset.authority) else {}),
        },
        "resources": resources,
    }


def as_json(descriptor: Mapping[str, Any]) -> bytes:
    """A descriptor as the file that holds it."""
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()


def schema_file(contents: Contents, table: str, standard: Standard) -> bytes:
    """A table's schema as a file of its own, for tools that take a table and its schema."""
    return as_json(table_schema(contents.schema(table), standard, contents.names))


def _sources(contents: Contents) -> list[dict[str, Any]]:
    """The sources as the standard lists them. A file that may not be passed on has no path."""
    table = contents.tables.get("sources")
    if table is None:
        return []
    may_go = {
        source["path"]
        for source in contents.dataset.facts.get("sources", [])
        if source["redistributable"]
    }
    return [
        {"title": row["title"], **({"path": row["path"]} if row["path"] in may_go else {})}
        for row in table.data.to_pylist()
    ]


def _resource(
    contents: Contents, standard: Standard, medium: Medium, name: str, data: bytes
) -> dict[str, Any]:
    schema = contents.schema(name)
    return {
        "name": name,
        "title": schema.title,
        "description": schema.description,
        "type": "table",
        "path": medium.file(name),
        **_MEDIUM[medium],
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": table_schema(schema, standard, contents.names),
    }


def table_schema(
    schema: TableSchema, standard: Standard, tables: tuple[str, ...]
) -> dict[str, Any]:
    """A table's schema as one package has it, for tools that know Table Schema alone.

    Vocabularies are spelt out, columns of the other profile and keys to tables that the package
    does not have are left out.
    """
    keys = [
        {
            "fields": list(key.fields),
            "reference": _reference(key.table, schema, key.reference_fields),
        }
        for key in schema.foreign_keys
        if key.table in tables
    ]
    result = dict(schema.descriptor)
    result["fields"] = [_field(field.descriptor, standard) for field in schema.fields]
    result.pop("foreignKeys", None)
    return result | ({"foreignKeys": keys} if keys else {})


def _reference(table: str, schema: TableSchema, fields: tuple[str, ...]) -> dict[str, Any]:
    # Without a resource the standard means the same table.
    return {"fields": list(fields)} | ({} if table == schema.name else {"resource": table})


def _field(field: Mapping[str, Any], standard: Standard) -> dict[str, Any]:
    result = {key: value for key, value in field.items() if key != "profiles"}
    if (name := field.get("vocabulary")) is not None:
        terms = standard.vocabularies[name].values()
        result["categories"] = [{"value": term.code, "label": term.label} for term in terms]
        codes = {"enum": [term.code for term in terms]}
        result["constraints"] = dict(field.get("constraints", {})) | codes
    return result
