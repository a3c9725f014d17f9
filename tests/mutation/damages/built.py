"""Damage to what is built, and to what it is built from without building anew."""

from __future__ import annotations

import json
from collections.abc import Iterator

from evitab.package import read_package
from evitab.package.writing import parquet_bytes
from evitab.standard import standard
from mutation.damage import Package, Variant, damage
from mutation.damages.reading import files
from mutation.ways import at, changed, code, dropped, said, wrapped

# Texts that no other rule looks at: what is stale is the Parquet alone.
_FREE = (
    at("concepts", "scope_note"),
    at("reference_checks", "basis"),
    at("concept_codes", "display"),
)
for _select in _FREE:
    damage("parquet_equals_csv", "a text is changed in the CSV, and nothing built")(
        changed(_select, wrapped("", " So."))
    )
damage("parquet_equals_csv", "a Parquet file is gone")(
    files("parquet/[!f]*.parquet", lambda _: None)
)
damage("parquet_equals_csv", "a Parquet file is cut in half")(
    files("parquet/[!f]*.parquet", lambda data: data[: len(data) // 2])
)


@damage("parquet_equals_csv", "a Parquet file lacks its last row")
def short_parquet(package: Package) -> Iterator[Variant]:
    contents = read_package(package.root, standard())
    for name, table in contents.tables.items():
        if len(table.data) > 1 and name != "findings":
            data = parquet_bytes(table.schema, table.data.slice(0, len(table.data) - 1))
            yield Variant(files={f"parquet/{name}.parquet": data})


@damage("descriptor_is_current", "the descriptor gives another hash, version or title")
def stale_descriptor(package: Package) -> Iterator[Variant]:
    for name in ("datapackage.json", "datapackage-parquet.json"):
        facts = json.loads((package.root / name).read_text(encoding="utf-8"))
        resource, *others = facts["resources"]
        for other in (
            {**facts, "version": "9.9.9"},
            {**facts, "title": "Another title"},
            {**facts, "resources": others},
            {**facts, "resources": [{**resource, "hash": "sha256:0"}, *others]},
            {**facts, "resources": [{**resource, "bytes": 1}, *others]},
        ):
            yield Variant(files={name: json.dumps(other).encode()})


damage("descriptor_is_current", "the descriptor is no JSON")(
    files("datapackage*.json", lambda data: data[:-3])
)
damage("descriptor_is_current", "dataset.json has another title, and nothing is built")(
    files("dataset.json", lambda data: data.replace(b'"title": "', b'"title": "More ', 1))
)


@damage("authority_is_the_one_named", "dataset.json names another version or digest")
def other_authority(package: Package) -> Iterator[Variant]:
    facts = json.loads((package.root / "dataset.json").read_text(encoding="utf-8"))
    if named := facts.get("authority"):
        for other in ({"version": "0.0.9"}, {"sha256": named["sha256"][::-1]}):
            changed_facts = {**facts, "authority": {**named, **other}}
            yield Variant(files={"dataset.json": json.dumps(changed_facts).encode()})


@damage("findings_are_current", "a recorded finding is removed; a file with none left is too")
def unrecorded(package: Package) -> Iterator[Variant]:
    found = package.rows.get("findings", [])
    if len(found) == 1:
        yield Variant(files={"tables/findings.csv": None})
    else:
        yield from dropped("findings")(package)


damage("findings_are_current", "the words of a recorded finding are changed")(
    changed(at("findings", "observed", "expected", "arithmetic"), said("Nothing."))
)
damage("findings_are_current", "a recorded finding is graver, or less grave")(
    changed(at("findings", "severity", "harm"), code)
)
