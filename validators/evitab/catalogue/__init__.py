"""The catalogue: every rule that a finding can name, built-in ones too, with its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from evitab.grounding import PAGES as GROUNDING
from evitab.page import BuiltIn, built_in
from evitab.rule import SOURCE, Beside, Rule
from evitab.rules import all_rules

Entry = Rule | BuiltIn

STRUCTURE = built_in(Path(__file__).with_name("structure.md"), "structure")
_ABOUT = {
    "structure": "Compiled from `schema/` and named as Table Schema names its keywords, or met "
    "while reading, or in comparing what is built with what it is built from.",
    "grounding": "What a row says is held against the words that it rests on: the passage of its "
    "claim, and the context passage that supplies a unit, a condition or a subject. `schema/` says "
    "which columns are as printed (`inPassage`), which hold figures (`reportedField`), of what "
    "(`amountOf`), and where the words for a code stand (`wordedIn`); words and units are those of "
    "the lexicon of the source's language, in `schema/lexicons`.",
}


@cache
def every_rule() -> Mapping[str, Entry]:
    """Every rule by its name: structure, grounding, then meaning in the order of the families."""
    return {**STRUCTURE, **GROUNDING, **{rule.name: rule for rule in all_rules()}}


@cache
def families() -> Mapping[str, tuple[Entry, ...]]:
    """The rules of each family, by the family's name."""
    found: dict[str, list[Entry]] = {}
    for entry in every_rule().values():
        found.setdefault(entry.family, []).append(entry)
    return {family: tuple(entries) for family, entries in found.items()}


def about_family(family: str) -> str:
    """What the rules of a family have in common."""
    return _ABOUT.get(family) or (import_module(f"evitab.rules.{family}").__doc__ or "").strip()


def facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What code or schema says of a rule, label by label; names of columns are in backticks."""
    yield "about", f"the {entry.about}"
    yield "kind", entry.kind
    yield "severity", entry.severity.value
    if entry.harm:
        yield "harm", entry.harm
    if isinstance(entry, BuiltIn):
        yield "reads", entry.reads
        return
    yield "tables", _code(entry.tables)
    yield "reads", _code(entry.reads)
    if SOURCE in entry.reads:
        yield "within", "one source: what another one says is not looked at"
    if entry.by and entry.by != SOURCE:
        yield "together", f"all rows that agree in `{entry.by}`"
    for beside in entry.beside.values():
        yield "beside", _whole(beside)


def _whole(beside: Beside) -> str:
    whose = "the package itself" if beside.of == "package" else "the authority"
    need = "" if beside.is_needed else ", where there is one"
    return f"`{beside.table}` of {whose}{need}: {_code(beside.reads)}"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names if name != SOURCE)
