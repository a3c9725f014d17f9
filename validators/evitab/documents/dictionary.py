"""The data dictionary: every table, column and vocabulary of the standard, as Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evitab.standard import Field, Profile, Standard, TableSchema

_DICTIONARY = """\
What each table and each column of a package means. `schema/` declares them, and this page is made
from it. The tables say what a source says, not what is true; nothing in them is medical advice."""


def data_dictionary(standard: Standard, profiles: Collection[str] | None = None) -> str:
    """Every table and column of the standard, or of some profiles, and every vocabulary, as
    Markdown.
    """
    lines = [
        "# Data dictionary",
        "",
        f"{_DICTIONARY} It describes version {standard.version} of the standard.",
        "",
    ]
    for profile in standard.profiles.values():
        if profiles is not None and profile.name not in profiles:
            continue
        lines += [f"## Profile `{profile.name}`", "", profile.description, ""]
        for table in profile.tables:
            lines += _table(table, profile)
    lines += ["## Vocabularies", ""]
    for name, terms in standard.vocabularies.items():
        lines += [
            f"### `{name}`",
            "",
            "| code | label | definition | source |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{term.code}` | {term.label} | {term.definition} | {term.source} |"
            for term in terms.values()
        ]
        lines.append("")
    return "\n".join(lines)


def _table(table: TableSchema, profile: Profile) -> Iterator[str]:
    yield from (f"### `{table.name}`", "", table.description, "")
    yield f"Key: {_code(table.primary_key)}."
    for unique in table.unique_keys:
        yield f"Unique together: {_code(unique)}."
    if table.name in profile.required:
        yield "Required in every package."
    if table.name in profile.built:
        yield "Built by `evitab build`."
    yield from ("", "| column | type | what it is | example |", "|---|---|---|---|")
    links = {field: key for key in table.foreign_keys for field in key.fields}
    for field in table.fields:
        target = links.get(field.name)
        notes = f" Points to `{target.table}`." if target else ""
        yield (
            f"| `{field.name}` | {_type(field)} | {field.descriptor['description']}{notes} "
            f"| {_cell(field.descriptor['example'])} |"
        )
    yield ""


def _type(field: Field) -> str:
    words = [field.type, "required"] if field.is_required else [field.type]
    if field.vocabulary:
        words.append(f"[{field.vocabulary}](#{field.vocabulary})")
    if unit := field.descriptor.get("unit"):
        words.append(f"in `{unit}`")
    return ", ".join(words)


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
