"""`croissant.json`: the tables as Croissant 1.0 describes them, for machine-learning tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evitab.package import Medium
from evitab.package.descriptor import as_json
from evitab.release.metadata.citation import citation_text
from evitab.release.metadata.files import ReleaseFile, data_files
from evitab.release.metadata.people import Party, creators, publisher
from evitab.release.metadata.rights import licences
from evitab.release.metadata.works import doi_page, page
from evitab.release.model import Release
from evitab.standard import Field, TableSchema

FILE = "croissant.json"
_TERMS = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
# The context that the standard gives; readers look for it word by word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
_TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "string": "sc:Text",
    "year": "sc:Integer",
}
# Croissant's own reader knows Parquet by a name older than the registered one.
_ALIASES = {"application/vnd.apache.parquet": ["application/x-parquet"]}


def croissant_file(release: Release) -> bytes:
    """The file as JSON-LD, in UTF-8; records are read from the Parquet files."""
    facts = release.contents.dataset.facts
    files = [file for medium in Medium for file in data_files(release, medium).values()]
    entries = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": release.name,
        "alternateName": facts["title"],
        "description": facts["description"],
        "version": release.version,
        "datePublished": release.released.isoformat(),
        "isLiveDataset": False,
        "url": page(release),
        "sameAs": doi_page(release),
        "citeAs": citation_text(release),
        "license": [licence.url or licence.name for licence in licences(release)],
        "creator": [_party(party) for party in creators(release)],
        "publisher": [_party(publisher(release))],
        "keywords": list(dict.fromkeys(facts.get("keywords", []))),
        "inLanguage": facts.get("languages"),
        "distribution": [_file(file) for file in files],
        "recordSet": [_records(release, table) for table in release.contents.names],
    }
    return as_json({key: value for key, value in entries.items() if value not in (None, [])})


def _party(party: Party) -> dict[str, str]:
    kind = "sc:Person" if party.is_person else "sc:Organization"
    return {"@type": kind, "name": party.title} | ({"url": party.url} if party.url else {})


def _file(file: ReleaseFile) -> dict[str, Any]:
    aliases = _ALIASES.get(file.media_type, [])
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.description,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": [file.media_type, *aliases] if aliases else file.media_type,
        "sha256": file.sha256,
    }


def _records(release: Release, table: str) -> dict[str, Any]:
    schema = release.contents.schema(table)
    targets = _targets(schema, release.contents.names)
    key = [{"@id": f"{table}/{name}"} for name in schema.primary_key]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": schema.description,
        "key": key[0] if len(key) == 1 else key,
        "field": [_field(table, field, targets.get(field.name)) for field in schema.fields],
    }


def _targets(schema: TableSchema, tables: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The table and column that each column's values are from, of tables that are there."""
    return {
        name: (key.table, reference)
        for key in schema.foreign_keys
        if key.table in tables
        for name, reference in zip(key.fields, key.reference_fields, strict=True)
    }


def _field(table: str, field: Field, target: tuple[str, str] | None) -> dict[str, Any]:
    entry = {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.descriptor["description"],
        "dataType": _TYPES[field.type],
        "source": _column(table, field.name),
    }
    # A reference names the column in its file: of a field's own id, Croissant's reader makes a
    # join that fails where a table points to itself, and where a second one is read.
    return entry | ({"references": _column(*target)} if target else {})


def _column(table: str, name: str) -> Mapping[str, Any]:
    return {"fileObject": {"@id": Medium.PARQUET.file(table)}, "extract": {"column": name}}
