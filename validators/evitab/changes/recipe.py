"""Which bump each change asks for, by the Data Package Version recipe, and why.

https://datapackage.org/recipes/data-package-version/ in our words: MAJOR where a reader who
relied on the old version is let down (names, fields and their order, types, tighter constraints,
data that others may refer to gone or meaning something else); MINOR where there is more, or what is
referred to changed; PATCH where values or words were corrected; nothing for where files lie.

Where the recipe is silent: a removed row is MAJOR wherever it stands, since others may refer to its
key from outside; rows of tables that are built follow from others (MINOR: "change data to reflect
changes in referenced data"), as does such a table as a whole; a licence that went is MAJOR, since
what was allowed may not be allowed any more, one that came is MINOR; what a descriptor says and no
standard knows is MINOR, since readers pass over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evitab.changes.bump import Bump, Reason, Verdict
from evitab.changes.constraints import without
from evitab.changes.model import (
    ABSENT,
    Diff,
    Effect,
    FieldsDiff,
    PropertyChange,
    RowsDiff,
    Status,
    TableDiff,
)
from evitab.changes.words import in_words


def judge(diff: Diff) -> Verdict:
    """Give each change its bump and its reason."""
    reasons = [reason for change in diff.facts for reason in _fact(change)]
    for table in diff.tables:
        reasons += _table(table)
    reasons.sort(key=lambda reason: -reason.bump)
    return Verdict(tuple(reasons), diff.old["version"], diff.new["version"])


# Facts ----------------------------------------------------------------------------------------

_WORDS = Bump.PATCH, "descriptive metadata changed"
_FACTS: dict[tuple[str, ...], tuple[Bump, str]] = {
    ("name",): (Bump.MAJOR, "the package has another name, by which it is found"),
    ("id",): (Bump.MAJOR, "the package has another identifier, by which it is found"),
    ("evitab", "profile"): (Bump.MAJOR, "the package is of another kind, with other tables"),
    ("version",): (Bump.NONE, "the version follows from the other changes"),
    ("created",): (Bump.NONE, "it says when, not what"),
    ("$schema",): (Bump.MINOR, "the descriptor follows another version of Data Package"),
    ("evitab", "standard"): (
        Bump.PATCH,
        "what another standard changes in the tables is told by itself",
    ),
}


def _fact(change: PropertyChange) -> Iterator[Reason]:
    if change.path[:2] == ("evitab", "authority"):
        bump, why = Bump.MINOR, "a reference to another data package was updated"
    elif change.path == ("licenses",):
        bump, why = _licences(change)
    elif change.path[0] == "evitab" and change.path not in _FACTS:
        bump, why = Bump.MINOR, "metadata changed in a way that readers can pass over"
    else:
        bump, why = _FACTS.get(change.path, _WORDS)
    yield Reason(bump, "metadata", _told(change), why)


def _licences(change: PropertyChange) -> tuple[Bump, str]:
    before, after = _names(change.old), _names(change.new)
    if without(before, after):
        return Bump.MAJOR, "a licence went: what it allowed may not be allowed any more"
    if without(after, before):
        return Bump.MINOR, "a licence came: read it"
    return _WORDS


def _names(licences: Any) -> list[Any]:
    entries = licences if isinstance(licences, list) else []
    return [entry.get("name", entry.get("path")) for entry in entries if isinstance(entry, dict)]


def _verb(change: PropertyChange) -> str:
    if change.old is ABSENT:
        return "added"
    return "removed" if change.new is ABSENT else "changed"


# Tables ---------------------------------------------------------------------------------------

_EFFECTS = {
    Effect.REDEFINED: (Bump.MAJOR, "what was read one way is read another way now"),
    Effect.TIGHTENED: (Bump.MAJOR, "a constraint is more restrictive"),
    Effect.LOOSENED: (Bump.MINOR, "a constraint is less restrictive"),
    Effect.REFERRED: (Bump.MINOR, "a reference to another table was updated"),
    Effect.EXTENDED: (Bump.MINOR, "metadata changed in a way that readers can pass over"),
    Effect.DESCRIBED: (Bump.PATCH, "descriptive metadata changed"),
    Effect.IMPLIED: (Bump.NONE, "it follows from another change"),
}
_ANEW = "the table is built: it reflects what changed elsewhere"


def _table(table: TableDiff) -> Iterator[Reason]:
    if table.status is Status.CHANGED:
        yield from _schema(table)
        yield from _fields(table.name, table.fields)
        yield from _rows(table.name, table.rows, table.is_built)
        return
    is_new = table.status is Status.ADDED
    bump = Bump.MINOR if is_new or table.is_built else Bump.MAJOR
    why = "there is more data" if is_new else "readers of the table find nothing"
    number = _count(len(table.rows.added) or len(table.rows.removed), "row")
    what = f"table {table.status} ({number})"
    yield Reason(bump, f"table-{table.status}", what, _ANEW if table.is_built else why, table.name)


def _schema(table: TableDiff) -> Iterator[Reason]:
    for change in table.about:
        what = _told(change)
        yield Reason(*_as(Effect.DESCRIBED, "resource", what), table.name)
    for change in table.properties:
        what = _told(change)
        kind = f"{change.path[0]}-{_verb(change)}"
        bump, why = _EFFECTS[change.effect]
        if change.path[0] == "primaryKey" and change.effect is Effect.REDEFINED:
            why = "rows are told apart by something else"
        yield Reason(bump, kind, what, why, table.name)


def _as(effect: Effect, kind: str, what: str) -> tuple[Bump, str, str, str]:
    bump, why = _EFFECTS[effect]
    return bump, kind, what, why


def _fields(table: str, fields: FieldsDiff) -> Iterator[Reason]:
    def major(kind: str, what: str, why: str, field: str | None = None) -> Reason:
        return Reason(Bump.MAJOR, kind, what, why, table, field)

    for gone in fields.removed:
        why = "readers of the field find nothing"
        yield major("field-removed", f"field {gone.name} removed", why, gone.name)
    for each in fields.renamed:
        what = f"field {each.old} renamed to {each.new} ({each.because})"
        yield major("field-renamed", what, "readers of the old name find nothing", each.new)
    for come in fields.added:
        why = "readers that expect the old fields find another one"
        yield major("field-added", f"field {come.name} added", why, come.name)
    if fields.order is not None:
        why = "readers that count on the place of a field find another one there"
        yield major("fields-reordered", "fields re-ordered", why)
    for field in fields.changed:
        for change in field.changes:
            what = f"{field.name}: {_told(change)}{_tighter(change)}"
            kind = f"field-{change.effect}"
            bump, why = _EFFECTS[change.effect]
            yield Reason(bump, kind, what, why, table, field.name)


def _told(change: PropertyChange) -> str:
    """The keyword of a constraint, or the whole path of anything else, and what became of it."""
    name = change.path[-1] if change.path[0] == "constraints" else ".".join(change.path)
    return f"{name} {_verb(change)}: {in_words(change)}"


def _tighter(change: PropertyChange) -> str:
    plain = {Effect.TIGHTENED, Effect.LOOSENED}
    return f" ({change.effect})" if change.effect in plain else ""


def _rows(table: str, rows: RowsDiff, is_built: bool) -> Iterator[Reason]:
    kinds = [
        (len(rows.reused), Bump.MAJOR, "row-reused", "id", "reused for something else",
         "data that others may refer to has another meaning"),
        (len(rows.removed), Bump.MAJOR, "row-removed", "row", "removed",
         "data that others may refer to is gone"),
        (len(rows.added), Bump.MINOR, "row-added", "row", "added", "there is more data"),
        (len(rows.corrected), Bump.PATCH, "row-changed", "row", "changed",
         "values were corrected"),
    ]  # fmt: skip
    for number, bump, kind, noun, verb, why in kinds:
        if number:
            asked = (Bump.MINOR, _ANEW) if is_built else (bump, why)
            yield Reason(asked[0], kind, f"{_count(number, noun)} {verb}", asked[1], table)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
