"""Descriptors compared value by value, and a descriptor made from another one by its changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from evitab.changes.model import ABSENT, Path, PropertyChange


def compare_properties(
    old: Mapping[str, Any], new: Mapping[str, Any], inside: Path = ()
) -> Iterator[PropertyChange]:
    """The values that differ; objects are compared inside, arrays as a whole."""
    for name in [*old, *(name for name in new if name not in old)]:
        path, before, after = (*inside, name), old.get(name, ABSENT), new.get(name, ABSENT)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from compare_properties(before, after, path)
        elif not same(before, after):
            yield PropertyChange(path, before, after)


def same(one: object, other: object) -> bool:
    """Whether two values are the same JSON; to Python, true is 1."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return as_json(one) == as_json(other)


def as_json(value: object) -> str:
    """A value as JSON that is the same text for the same value."""
    return json.dumps(value, sort_keys=True)


def apply_properties(old: Mapping[str, Any], changes: Sequence[PropertyChange]) -> dict[str, Any]:
    """A copy of a descriptor with the changes made."""
    result = deepcopy(dict(old))
    for change in changes:
        *parents, name = change.path
        place = result
        for parent in parents:
            place = place[parent]
        if change.new is ABSENT:
            del place[name]
        else:
            place[name] = deepcopy(change.new)
    return result
