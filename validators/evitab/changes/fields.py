"""The fields and the keys of one table in two packages, and what each change does to readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evitab.changes.constraints import effect_on_field, effect_on_table, without
from evitab.changes.model import (
    ABSENT,
    Effect,
    FieldChanged,
    FieldMoved,
    FieldRenamed,
    FieldsDiff,
    PropertyChange,
)
from evitab.changes.properties import compare_properties
from evitab.changes.snapshot import Snapshot, TableState


def compare_fields(old: TableState, new: TableState, renamed: Sequence[FieldRenamed]) -> FieldsDiff:
    """The fields that came, went, have another name or place, or are declared otherwise."""
    back = {each.new: each.old for each in renamed}
    both = {name: back.get(name, name) for name in new.fields if back.get(name, name) in old.fields}
    before = [name for name in old.fields if name in both.values()]
    changed = [
        FieldChanged(name, changes)
        for name, was in both.items()
        if (changes := tuple(_field_changes(old.fields[was], new.fields[name])))
    ]
    return FieldsDiff(
        added=_alone(new, set(both)),
        removed=_alone(old, set(both.values())),
        renamed=tuple(renamed),
        changed=tuple(changed),
        order=tuple(both) if list(both.values()) != before else None,
    )


def _alone(table: TableState, both: set[str]) -> tuple[FieldMoved, ...]:
    return tuple(
        FieldMoved(name, place, field, len(table.rows) - table.rows.column(name).null_count)
        for place, (name, field) in enumerate(table.fields.items())
        if name not in both
    )


def _field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PropertyChange]:
    for change in compare_properties(old, {**new, "name": old["name"]}):
        yield replace(change, effect=effect_on_field(change, old, new))


def compare_schema(
    name: str, old: Snapshot, new: Snapshot, renamed: Mapping[str, str]
) -> tuple[PropertyChange, ...]:
    """The changed properties of a table's schema besides its fields. `renamed` maps the old names
    of its fields to the new ones: a key that follows a new name is no other key.
    """
    before, after = ({**each.tables[name].schema, "fields": []} for each in (old, new))
    return tuple(
        replace(change, effect=_effect(change, old, new, renamed))
        for change in compare_properties(before, after)
    )


def _effect(
    change: PropertyChange, old: Snapshot, new: Snapshot, renamed: Mapping[str, str]
) -> Effect:
    if change.path[0] in {"primaryKey", "uniqueKeys", "foreignKeys"}:
        followed = _with_new_names(change.old, renamed)
        if not without(followed, _listed(change.new)) and not without(
            _listed(change.new), followed
        ):
            return Effect.IMPLIED
        change = replace(change, old=change.old if change.old is ABSENT else followed)
    if change.path[0] == "foreignKeys":
        return _foreign_keys(change, old, new)
    return effect_on_table(change)


def _listed(value: Any) -> list[Any]:
    if value is ABSENT:
        return []
    return value if isinstance(value, list) else [value]


def _with_new_names(value: Any, renamed: Mapping[str, str]) -> list[Any]:
    """A property that names fields of its own table, by their new names."""
    return [_renamed(entry, renamed) for entry in _listed(value)]


def _renamed(entry: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(entry, str):
        return renamed.get(entry, entry)
    if isinstance(entry, list):
        return [_renamed(each, renamed) for each in entry]
    if isinstance(entry, dict) and "fields" in entry:
        return {**entry, "fields": _renamed(entry["fields"], renamed)}
    return entry


def _foreign_keys(change: PropertyChange, old: Snapshot, new: Snapshot) -> Effect:
    """Keys to other tables: one that came is tighter, one that went is looser, and one that leads
    to another place refers anew. Keys that come or go with the table they lead to say nothing else.
    """
    before, after = _targets(change.old), _targets(change.new)
    effects = {Effect.IMPLIED}
    for fields in [*before, *(fields for fields in after if fields not in before)]:
        gone, come = before.get(fields), after.get(fields)
        if gone == come:
            continue
        if gone is not None and come is not None:
            effects.add(Effect.REFERRED)
        elif come is not None and (come[0] == "" or come[0] in old.tables):
            effects.add(Effect.TIGHTENED)
        elif gone is not None and (gone[0] == "" or gone[0] in new.tables):
            effects.add(Effect.LOOSENED)
    order = [Effect.TIGHTENED, Effect.REFERRED, Effect.LOOSENED, Effect.IMPLIED]
    return next(effect for effect in order if effect in effects)


def _targets(keys: Any) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Where the fields of each key lead: the table ("" for its own) and the fields there."""
    return {
        tuple(_listed(key["fields"])): (
            key["reference"].get("resource", ""),
            *_listed(key["reference"]["fields"]),
        )
        for key in _listed(keys)
    }
