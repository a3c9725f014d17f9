"""What a changed property does to those who read or write the data: tighter, looser, other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evitab.changes.model import ABSENT, Effect, PropertyChange
from evitab.changes.properties import as_json, same

# How the text of a cell is read: another value here, and it means something else.
_READING = frozenset(
    {
        "type",
        "format",
        "decimalChar",
        "groupChar",
        "bareNumber",
        "trueValues",
        "falseValues",
        "missingValues",
        "fieldsMatch",
        "itemType",
        "delimiter",
        "categoriesOrdered",
        "unit",
    }
)
_DEFAULTS: Mapping[str, Any] = {
    "format": "default",
    "missingValues": [""],
    "fieldsMatch": "exact",
    "categoriesOrdered": False,
}
_WORDS = frozenset({"$schema", "name", "title", "description", "example", "rdfType", "vocabulary"})
# What a field says of its neighbours; evitab asks rules of it.
_COMPANIONS = frozenset(
    {"reportedField", "comparatorField", "unitField", "inPassage", "amountOf", "rowOf"}
)
_AT_LEAST = frozenset({"minimum", "exclusiveMinimum", "minLength"})
_AT_MOST = frozenset({"maximum", "exclusiveMaximum", "maxLength"})
_FLAGS = frozenset({"required", "unique"})


def effect_on_field(
    change: PropertyChange, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Effect:
    """What a changed property of a field does; `old` and `new` are its whole descriptors."""
    keyword = change.path[0]
    if keyword == "constraints" and len(change.path) == 2:
        return _constraint(change.path[1], change.old, change.new)
    if keyword == "categories":
        return _categories(old, new)
    if keyword == "dimension":
        return _allowed(change.old, change.new)
    if keyword in _COMPANIONS:
        return _rule(change)
    return _property(change)


def effect_on_table(change: PropertyChange) -> Effect:
    """What a changed property of a schema, besides fields and keys to other tables, does."""
    keyword = change.path[0]
    if keyword == "primaryKey":
        return Effect.REDEFINED
    if keyword in {"uniqueKeys", "mustBeReferenced"}:
        return _demands(change.old, change.new)
    return _property(change)


def _property(change: PropertyChange) -> Effect:
    keyword = change.path[0]
    if keyword in _READING:
        default = _DEFAULTS.get(keyword, ABSENT)
        before, after = (default if each is ABSENT else each for each in (change.old, change.new))
        return Effect.DESCRIBED if same(before, after) else Effect.REDEFINED
    # Readers of Table Schema pass over what they do not know.
    return Effect.DESCRIBED if keyword in _WORDS else Effect.EXTENDED


def _constraint(keyword: str, old: Any, new: Any) -> Effect:
    if keyword in _FLAGS:
        if (old is True) == (new is True):
            return Effect.DESCRIBED
        return Effect.TIGHTENED if new is True else Effect.LOOSENED
    if keyword == "enum":
        return _allowed(old, new)
    if old is ABSENT or new is ABSENT:
        return Effect.LOOSENED if new is ABSENT else Effect.TIGHTENED
    if keyword in _AT_LEAST | _AT_MOST:
        return _bound(keyword, old, new)
    return Effect.REDEFINED


def _bound(keyword: str, old: Any, new: Any) -> Effect:
    """Bounds are numbers, or days as text, which sort as they follow one another."""
    before, after = _number(old), _number(new)
    if before is None or after is None:
        is_same, rises = str(old) == str(new), str(new) > str(old)
    else:
        is_same, rises = before == after, after > before
    if is_same:
        return Effect.DESCRIBED
    return Effect.TIGHTENED if rises == (keyword in _AT_LEAST) else Effect.LOOSENED


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _allowed(old: Any, new: Any) -> Effect:
    """A list of what is allowed: shorter is tighter, longer is looser, none allows everything."""
    if old is ABSENT or new is ABSENT:
        return Effect.LOOSENED if new is ABSENT else Effect.TIGHTENED
    return _compared(old, new, lost=Effect.TIGHTENED, won=Effect.LOOSENED)


def _demands(old: Any, new: Any) -> Effect:
    """A list of what is demanded: longer is tighter, shorter is looser."""
    before, after = ([] if each is ABSENT else each for each in (old, new))
    return _compared(before, after, lost=Effect.LOOSENED, won=Effect.TIGHTENED)


def _compared(old: Any, new: Any, *, lost: Effect, won: Effect) -> Effect:
    if not isinstance(old, list) or not isinstance(new, list):
        return Effect.REDEFINED
    effects = {lost} if without(old, new) else set()
    effects |= {won} if without(new, old) else set()
    if len(effects) == 2:
        return Effect.TIGHTENED
    return effects.pop() if effects else Effect.DESCRIBED


def without(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """The values of a list that another one does not have."""
    known = {as_json(other) for other in others}
    return [value for value in some if as_json(value) not in known]


def _categories(old: Mapping[str, Any], new: Mapping[str, Any]) -> Effect:
    """The codes of a field with their labels: what an enum says as well is told by that."""
    before, after = _codes(old), _codes(new)
    if _labels(old, set(after or ())) != _labels(new, set(before or ())):
        words = Effect.DESCRIBED
    else:
        words = Effect.IMPLIED
    if _is_enum(old, before) and _is_enum(new, after):
        return words
    codes = _allowed(ABSENT if before is None else before, ABSENT if after is None else after)
    return words if codes is Effect.DESCRIBED else codes


def _codes(field: Mapping[str, Any]) -> list[str] | None:
    entries = field.get("categories")
    return None if entries is None else [str(_code(entry)) for entry in entries]


def _code(entry: Any) -> Any:
    return entry.get("value") if isinstance(entry, dict) else entry


def _labels(field: Mapping[str, Any], codes: set[str]) -> dict[str, str]:
    """The labels of those codes that the other side has too."""
    entries = [entry for entry in field.get("categories", []) if isinstance(entry, dict)]
    return {
        code: str(entry.get("label"))
        for entry in entries
        if (code := str(entry.get("value"))) in codes
    }


def _is_enum(field: Mapping[str, Any], codes: list[str] | None) -> bool:
    enum = field.get("constraints", {}).get("enum")
    if codes is None:
        return enum is None
    return enum is not None and sorted(map(str, enum)) == sorted(codes)


def _rule(change: PropertyChange) -> Effect:
    """What evitab asks of a field and its neighbours: anew, no more, otherwise."""
    if change.new is ABSENT:
        return Effect.LOOSENED
    return Effect.TIGHTENED if change.old is ABSENT else Effect.REDEFINED
