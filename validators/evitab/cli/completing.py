"""What a shell completes: names of packages, tables, fields, codes, sections, rules.

A TAB must not wait: names are read from the standard, from `dataset.json` and from the code of the
rules, without the libraries that read tables and ask rules.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from evitab.standard import Profile, TableSchema

Completions = list[str | tuple[str, str]]
_Completer = Callable[[typer.Context, str], Completions]

_RULE = re.compile(r"^@rule\((?P<facts>.*?)^def (?P<name>\w+)\(", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"^## (\w+)$", re.MULTILINE)
_ORDERED = frozenset({"number", "integer", "date", "year"})


def _silent(completer: _Completer) -> _Completer:
    """What cannot be read completes nothing; an error would be printed into the line typed."""

    @wraps(completer)
    def safe(ctx: typer.Context, incomplete: str) -> Completions:
        try:
            return completer(ctx, incomplete)
        except Exception:
            return []

    return safe


@_silent
def package_names(ctx: typer.Context, incomplete: str) -> Completions:  # noqa: ARG001
    """The packages that a name can mean; for paths the shell completes files."""
    from evitab.places import known

    return list(known())


@_silent
def table_names(ctx: typer.Context, incomplete: str) -> Completions:  # noqa: ARG001
    """The tables of the package that is named, each with what a row of it is."""
    root, profile = _package(ctx)
    return [(name, re.split("[.:;]", each.description)[0]) for name, each in _tables(root, profile)]


@_silent
def field_names(ctx: typer.Context, incomplete: str) -> Completions:
    """The fields of the table that is named, behind those that are there."""
    return _behind_commas(incomplete, _schema(ctx).by_name)


@_silent
def conditions(ctx: typer.Context, incomplete: str) -> Completions:
    """Fields; with a field the signs that can follow, with both the codes of the field."""
    from evitab.standard import standard

    fields = _schema(ctx).by_name
    name, sign, _ = re.split(r"(!=|=|$)", incomplete, maxsplit=1)
    if sign and name in fields:
        codes = standard().vocabularies.get(fields[name].vocabulary or "", {})
        return [f"{name}{sign}{code}" for code in codes]
    found = [field for field in fields if field.startswith(incomplete)]
    if incomplete in fields or len(found) == 1:
        only = fields[incomplete if incomplete in fields else found[0]]
        signs = ("=", "!=", "<", "<=", ">", ">=") if only.type in _ORDERED else ("=", "!=", "~")
        found = [f"{only.name}{sign}" for sign in signs]
    return list(found)


@_silent
def section_names(ctx: typer.Context, incomplete: str) -> Completions:
    """The sections of the package's source."""
    import csv

    root, _ = _package(ctx)
    with (root / "tables" / "passages.csv").open(encoding="utf-8", newline="") as file:
        names = dict.fromkeys(filter(None, (row["section"] for row in csv.DictReader(file))))
    return [_quoted(name, incomplete) for name in names if name.startswith(incomplete)]


@_silent
def rule_names(ctx: typer.Context, incomplete: str) -> Completions:  # noqa: ARG001
    """Rules and families, behind those that are there."""
    return _behind_commas(incomplete, dict.fromkeys([*_families(), *_rules(), *_built_in()]))


@_silent
def source_rule_names(ctx: typer.Context, incomplete: str) -> Completions:  # noqa: ARG001
    """Rules about the source, and their families."""
    return _behind_commas(incomplete, dict.fromkeys([*_families(), *_rules("source")]))


@_silent
def family_names(ctx: typer.Context, incomplete: str) -> Completions:  # noqa: ARG001
    """The families of rules."""
    return list(_families())


def _quoted(words: str, incomplete: str) -> str:
    """Words as the shell takes them for one: bash puts them into the line as they are."""
    line = os.environ.get("COMP_WORDS")
    if line is None or line.endswith((f'"{incomplete}', f"'{incomplete}")):
        return words
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", words)


def _behind_commas(incomplete: str, names: Iterable[str]) -> Completions:
    *there, _ = incomplete.split(",")
    before = "".join(f"{name}," for name in there)
    return [f"{before}{name}" for name in names if name not in there]


def _typed(ctx: typer.Context, name: str, place: int) -> str:
    """An argument; behind an option that waits for its value typer keeps arguments apart."""
    return str(ctx.params.get(name) or ctx.args[place])


def _package(ctx: typer.Context) -> tuple[Path, Profile]:
    import json

    from evitab.places import find
    from evitab.standard import standard

    root = find(_typed(ctx, "name", 0))
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    return root, standard().profiles[facts["profile"]]


def _tables(root: Path, profile: Profile) -> Iterator[tuple[str, TableSchema]]:
    for name, table in profile.by_name.items():
        if any(
            (root / place).exists() for place in (f"tables/{name}.csv", f"parquet/{name}.parquet")
        ):
            yield name, table


def _schema(ctx: typer.Context) -> TableSchema:
    _, profile = _package(ctx)
    return profile.by_name[_typed(ctx, "table", 1)]


def _code() -> Path:
    return Path(__file__).parents[1]


def _rules(about: str = "") -> Iterator[str]:
    for path in sorted((_code() / "rules").rglob("*.py")):
        for found in _RULE.finditer(path.read_text(encoding="utf-8")):
            if f'about="{about}' in found["facts"] or not about:
                yield found["name"]


def _built_in() -> Iterator[str]:
    for page in ("catalogue/structure.md", "grounding/pages.md"):
        yield from _PAGE.findall((_code() / page).read_text(encoding="utf-8"))


def _families() -> Iterator[str]:
    yield from ("structure", "grounding")
    for path in sorted((_code() / "rules").glob("[!_]*")):
        yield path.stem
