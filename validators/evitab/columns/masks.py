"""The masks: each keyword of a column or a table as a function from Arrow arrays to booleans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial, reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import keys, lexical
from evitab.columns.keywords import check_keywords
from evitab.columns.mask import Mask
from evitab.standard import Field, Standard, TableSchema, Term


def compile_masks(table: TableSchema, standard: Standard) -> tuple[Mask, ...]:
    """Compile a table's own constraints; keys to other tables are the relations' business.

    Raises SchemaError where the schema holds a keyword that would go unenforced.
    """
    check_keywords(table)
    masks: list[Mask] = []
    for field in table.fields:
        masks.extend(_field_masks(field, table, standard))
    masks.extend(_companions(table))
    masks.extend(keys.key_masks(table))
    return tuple(masks)


def _field_masks(field: Field, table: TableSchema, standard: Standard) -> Iterator[Mask]:
    if field.is_required:
        yield Mask("required", (field.name,), "a value", "Fill the cell.", pc.is_valid)
    if field.type == "number":
        yield _mask(field, "type", "a finite number", "Leave the cell empty.", pc.is_finite)
    if field.type == "string":
        yield from _text_masks(field, table)
    for keyword, value in field.constraints.items():
        if keyword not in {"required", "unique"}:
            yield _CONSTRAINTS[keyword](field, value)
    if field.constraints.get("unique"):
        yield keys.unique_mask(field)
    if field.vocabulary is not None:
        yield _vocabulary(field, standard.vocabularies[field.vocabulary])
    if "categories" in field.descriptor:
        yield _categories(field, field.descriptor["categories"])


def _mask(
    field: Field, rule: str, expected: str, advice: str, holds: Callable[[pa.Array], pa.Array]
) -> Mask:
    return Mask(rule, (field.name,), expected, advice, partial(_or_null, holds))


def _or_null(holds: Callable[[pa.Array], pa.Array], values: pa.Array) -> pa.Array:
    return pc.fill_null(holds(values), True)


# An empty text and a formula ------------------------------------------------------------------

# What a spreadsheet would run: "=...", "@...", a leading tab or return, and a sign that is not
# the sign of a number or that leads a number into a name ("-2+cmd|...").
_FORMULA = r"^(?:[=@\t\r]|[+-](?:[^0-9.,]|[0-9.,% ]*[-+*/^&=<>|!]\s*[A-Za-z@'\"]))"
_FORMATS: Mapping[str, tuple[str, str]] = {
    "uri": (r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", "an address with a scheme, https://…"),
    "email": (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address"),
    "uuid": (r"^(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "a UUID"),
}


def _text_masks(field: Field, table: TableSchema) -> Iterator[Mask]:
    missing = pa.array(table.missing_values, pa.string())
    yield _mask(
        field,
        "missingValues",
        "a text or a null",
        "Write a null: this text stands for one in CSV.",
        lambda values: pc.invert(pc.is_in(values, value_set=missing)),
    )
    if field.vocabulary is None and not {"enum", "pattern"} & set(field.constraints):
        yield _mask(
            field,
            "text_is_no_formula",
            "text that no spreadsheet runs as a formula",
            "Begin the text after the sign, or rephrase it.",
            lambda values: pc.invert(pc.match_substring_regex(values, _FORMULA)),
        )
    if (name := field.descriptor.get("format", "default")) != "default":
        pattern, words = _FORMATS[name]
        yield _mask(field, "format", words, "Mend the cell.", partial(_matches, pattern))


def _matches(pattern: str, values: pa.Array) -> pa.Array:
    return pc.match_substring_regex(values, pattern)


# Constraints ----------------------------------------------------------------------------------


def _pattern(field: Field, pattern: str) -> Mask:
    anchored = rf"\A(?:{pattern})\z"
    return _mask(
        field, "pattern", f"text of the form {pattern}", "Mend it.", partial(_matches, anchored)
    )


def _enum(field: Field, allowed: list[Any]) -> Mask:
    values = _values(field, allowed)
    return _mask(
        field,
        "enum",
        f"one of: {', '.join(map(str, allowed))}",
        "Use one of them.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=values)),
    )


def _bound(
    keyword: str, words: str, compare: Callable[[pa.Array, pa.Scalar], pa.Array]
) -> Callable[[Field, Any], Mask]:
    def make(field: Field, bound: Any) -> Mask:
        limit = _values(field, [bound])[0]
        return _mask(
            field, keyword, f"{words} {bound}", "Mend the value.", lambda v: compare(v, limit)
        )

    return make


def _min_length(field: Field, length: int) -> Mask:
    return _mask(
        field,
        "minLength",
        f"at least {length} characters",
        "Lengthen the text.",
        lambda values: pc.greater_equal(pc.utf8_length(values), length),
    )


def _max_length(field: Field, length: int) -> Mask:
    return _mask(
        field,
        "maxLength",
        f"at most {length} characters",
        "Shorten the text.",
        lambda values: pc.less_equal(pc.utf8_length(values), length),
    )


def _values(field: Field, values: list[Any]) -> pa.Array:
    """Turn a schema's own values (texts or JSON values) into values of the column's type."""
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    parsed, well_formed = lexical.parse(field, pa.array(texts, pa.string()))
    if not pc.all(well_formed).as_py():
        raise ValueError(f"{field.name}: the schema gives {values}, not {lexical.expected(field)}")
    return parsed


_CONSTRAINTS: Mapping[str, Callable[[Field, Any], Mask]] = {
    "pattern": _pattern,
    "enum": _enum,
    "minimum": _bound("minimum", "at least", pc.greater_equal),
    "maximum": _bound("maximum", "at most", pc.less_equal),
    "exclusiveMinimum": _bound("exclusiveMinimum", "more than", pc.greater),
    "exclusiveMaximum": _bound("exclusiveMaximum", "less than", pc.less),
    "minLength": _min_length,
    "maxLength": _max_length,
}


# Closed lists and companions -------------------------------------------------------------------


def _vocabulary(field: Field, terms: Mapping[str, Term]) -> Mask:
    codes = pa.array(list(terms), pa.string())
    return _mask(
        field,
        "vocabulary",
        f"one of: {', '.join(terms)}",
        f"Use a code of schema/vocabularies/{field.vocabulary}.csv.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=codes)),
    )


def _categories(field: Field, entries: list[Any]) -> Mask:
    values = [entry["value"] if isinstance(entry, dict) else entry for entry in entries]
    allowed = _values(field, values)
    return _mask(
        field,
        "categories",
        f"one of: {', '.join(map(str, values))}",
        "Use one of them.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=allowed)),
    )


def _companions(table: TableSchema) -> Iterator[Mask]:
    """A figure stands beside its comparator and beside its text as reported."""
    for keyword, words in (("comparatorField", "a comparator"), ("reportedField", "the text")):
        figures: dict[str, list[str]] = {}
        for field in table.fields:
            if (companion := field.descriptor.get(keyword)) is not None:
                figures.setdefault(companion, []).append(field.name)
        for companion, names in figures.items():
            yield Mask(
                keyword,
                (companion, *names),
                f"{words} of {' and '.join(names)}",
                f"Fill {companion}, or empty {' and '.join(names)}.",
                _stands_beside,
            )


def _stands_beside(companion: pa.Array, *figures: pa.Array) -> pa.Array:
    alone = reduce(pc.and_, (pc.is_null(figure) for figure in figures))
    return pc.or_(pc.is_valid(companion), alone)
