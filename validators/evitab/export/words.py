"""What an export says of its package, and of each column, where its tool has room for words."""

from __future__ import annotations

from collections.abc import Collection

from evitab.package import Contents
from evitab.standard import Field, TableSchema

# The table, or sheet, that says what the file is. No table of the standard has this name.
ABOUT = "about"
_PLAIN = (
    "The tables say what their source says, not what is true. Nothing in them is medical advice."
)


def about(contents: Contents) -> list[tuple[str, str]]:
    """What an export is of: names and values, in the order in which to read them."""
    facts = contents.dataset.facts
    names = ("name", "title", "version", "description", "id", "homepage")
    authority = contents.dataset.authority
    return [
        *((name, str(facts[name])) for name in names if name in facts),
        ("profile", contents.dataset.profile.name),
        *(("license", _license(each)) for each in facts["licenses"]),
        *(("contributor", str(each["title"])) for each in facts["contributors"]),
        *([("compared with", f"{authority['name']} {authority['version']}")] if authority else []),
        ("standard", contents.standard.version),
        ("note", _PLAIN),
    ]


def _license(named: dict[str, str]) -> str:
    return " ".join(named[key] for key in ("name", "title", "path") if key in named)


def note(field: Field, schema: TableSchema, tables: Collection[str]) -> str:
    """What a column holds: its description, unit, vocabulary and keys, in one line."""
    said = field.descriptor
    words = [str(said["description"])]
    if unit := said.get("unit"):
        words.append(f"In {unit}.")
    if unit_field := said.get("unitField"):
        words.append(f"Its unit is in {unit_field}.")
    if field.vocabulary:
        words.append(f"A code of the vocabulary {field.vocabulary}.")
    if field.name in schema.primary_key:
        words.append("Key of this table." if len(schema.primary_key) == 1 else "Part of the key.")
    words += [
        f"Points to {key.table}.{', '.join(key.reference_fields)}."
        for key in schema.foreign_keys
        if field.name in key.fields and key.table in tables
    ]
    return " ".join(" ".join(words).split())
