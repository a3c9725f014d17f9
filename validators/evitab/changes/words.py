"""A changed property in a few words: what came and went of a list, else old and new."""

from __future__ import annotations

import json
from typing import Any

from evitab.changes.constraints import without
from evitab.changes.model import ABSENT, PropertyChange

_SHOWN = 8
_LONG = 80


def in_words(change: PropertyChange) -> str:
    """What a property was and is: `600 → 300`, `+ severe, − grave`, `nothing → true`."""
    if isinstance(change.old, list) and isinstance(change.new, list):
        return _lists(change.old, change.new)
    return f"{_short(change.old)} → {_short(change.new)}"


def _lists(old: list[Any], new: list[Any]) -> str:
    marked = [*_marked("+", without(new, old)), *_marked("−", without(old, new))]
    return ", ".join(marked) or "in another order"


def _marked(mark: str, entries: list[Any]) -> list[str]:
    words = [f"{mark} {_short(entry)}" for entry in entries[:_SHOWN]]
    more = len(entries) - _SHOWN
    return words if more <= 0 else [*words, f"{mark} {more:,} more"]


def _short(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    if isinstance(value, dict) and (name := value.get("value", value.get("name"))) is not None:
        return _short(name)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
