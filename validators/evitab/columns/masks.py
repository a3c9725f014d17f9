"""The masks: each keyword of a column or a table as a function from Arrow arrays to booleans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial, reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import keys, lexical
from evitab.columns.keywords import SchemaError, check_keywords
from evitab.columns.made_up import are_made_up, prefix_of
from evitab.columns.mask import Mask, matches, one
from evitab.columns.text import text_masks
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
    masks.extend(keys.repeat_mask(table))
    return tuple(masks)


def _field_masks(field: Field, table: TableSchema, standard: Standard) -> Iterator[Mask]:
    if field.is_required:
        yield Mask("required", (field.name,), "a value", "Fill the cell.", pc.is_valid)
    if field.type == "number":
        yield one(field, "type", "a finite number", "Leave the cell empty.", pc.is_finite)
    if field.type == "string":
        yield from text_masks(field, table)
    for keyword, value in field.constraints.items():
        if keyword not in {"required", "unique"}:
            yield _CONSTRAINTS[keyword](field, value)
    if field.constraints.get("unique"):
        yield keys.unique_mask(field)
    yield from _closed_lists(field, standard)


# Constraints ----------------------------------------------------------------------------------


def _pattern(field: Field, pattern: str) -> Mask:
    prefix = prefix_of(field)
    has_form = (
        partial(matches, rf"\A(?:{pattern})\z") if prefix is None else partial(are_made_up, prefix)
    )
    return one(field, "pattern", f"text of the form {pattern}", "Mend it.", has_form)


def _enum(field: Field, allowed: list[Any]) -> Mask:
    values = _values(field, allowed)
    return one(
        field,
        "enum",
        f"one of: {', '.join(map(str, allowed))}",
        "Use one of them.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=values)),
        choices=tuple(map(str, allowed)),
    )


def _bound(
    keyword: str, words: str, compare: Callable[[pa.Array, pa.Scalar], pa.Array]
) -> Callable[[Field, Any], Mask]:
    def make(field: Field, bound: Any) -> Mask:
        limit = _values(field, [bound])[0]
        return one(
            field, keyword, f"{words} {bound}", "Mend the value.", lambda v: compare(v, limit)
        )

    return make


def _length(
    keyword: str, words: str, compare: Callable[[pa.Array, int], pa.Array]
) -> Callable[[Field, int], Mask]:
    def make(field: Field, length: int) -> Mask:
        return one(
            field,
            keyword,
            f"{words} {length} characters",
            "Mend the text.",
            lambda values: compare(pc.utf8_length(values), length),
        )

    return make


def _values(field: Field, values: list[Any]) -> pa.Array:
    """Turn a schema's own values (texts or JSON values) into values of the column's type."""
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    parsed, well_formed = lexical.parse(field, pa.array(texts, pa.string()))
    if not pc.all(well_formed).as_py():
        words = f"the schema gives {values}, not {lexical.expected(field)}"
        raise SchemaError(field.name, words)
    return parsed


_CONSTRAINTS: Mapping[str, Callable[[Field, Any], Mask]] = {
    "pattern": _pattern,
    "enum": _enum,
    "minimum": _bound("minimum", "at least", pc.greater_equal),
    "maximum": _bound("maximum", "at most", pc.less_equal),
    "exclusiveMinimum": _bound("exclusiveMinimum", "more than", pc.greater),
    "exclusiveMaximum": _bound("exclusiveMaximum", "less than", pc.less),
    "minLength": _length("minLength", "at least", pc.greater_equal),
    "maxLength": _length("maxLength", "at most", pc.less_equal),
}


# Closed lists and companions -------------------------------------------------------------------


def _closed_lists(field: Field, standard: Standard) -> Iterator[Mask]:
    if field.vocabulary is not None:
        if field.vocabulary not in standard.vocabularies:
            raise SchemaError(field.name, f"there is no vocabulary '{field.vocabulary}'")
        yield _vocabulary(field, standard.vocabularies[field.vocabulary])
    if "dimension" in field.descriptor:
        yield _dimension(field, field.descriptor["dimension"], standard)
    if "categories" in field.descriptor:
        yield _categories(field, field.descriptor["categories"])


def _vocabulary(field: Field, terms: Mapping[str, Term]) -> Mask:
    codes = pa.array(list(terms), pa.string())
    return one(
        field,
        "vocabulary",
        f"one of: {', '.join(terms)}",
        f"Use a code of schema/vocabularies/{field.vocabulary}.csv.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=codes)),
        choices=tuple(terms),
    )


def _categories(field: Field, entries: list[Any]) -> Mask:
    values = [entry["value"] if isinstance(entry, dict) else entry for entry in entries]
    allowed = _values(field, values)
    return one(
        field,
        "categories",
        f"one of: {', '.join(map(str, values))}",
        "Use one of them.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=allowed)),
    )


def _dimension(field: Field, dimensions: list[str], standard: Standard) -> Mask:
    known = {unit.dimension for unit in standard.units.values()}
    if strangers := set(dimensions) - known:
        raise SchemaError(field.name, f"no unit has the dimension '{min(strangers)}'")
    units = [unit.code for unit in standard.units.values() if unit.dimension in dimensions]
    allowed = pa.array(units, pa.string())
    words = " or ".join(dimension.replace("-", " ") for dimension in dimensions)
    return one(
        field,
        "dimension",
        f"a unit of {words}",
        "Mend the unit: what it measures does not fit the figure.",
        lambda cells: pc.or_kleene(pc.is_null(cells), pc.is_in(cells, value_set=allowed)),
        choices=tuple(units),
    )


def _companions(table: TableSchema) -> Iterator[Mask]:
    """A figure has its comparator and its text as reported; a comparator or a unit has a figure."""
    for keyword, words, holds in _COMPANIONS:
        figures: dict[str, list[str]] = {}
        for field in table.fields:
            if (companion := field.descriptor.get(keyword)) is not None:
                figures.setdefault(companion, []).append(field.name)
        for companion, names in figures.items():
            each = " and ".join(names)
            yield Mask(
                keyword,
                (companion, *names),
                words.format(companion=companion, figures=each),
                f"Fill {companion} where one of {each} is filled, and empty it where none is.",
                holds,
            )


def _any_is_filled(figures: tuple[pa.Array, ...]) -> pa.Array:
    return reduce(pc.or_, (pc.is_valid(figure) for figure in figures))


def _is_there_for(companion: pa.Array, *figures: pa.Array) -> pa.Array:
    return pc.or_(pc.is_valid(companion), pc.invert(_any_is_filled(figures)))


def _is_of_some(companion: pa.Array, *figures: pa.Array) -> pa.Array:
    return pc.or_(pc.is_null(companion), _any_is_filled(figures))


def _goes_with(companion: pa.Array, *figures: pa.Array) -> pa.Array:
    return pc.equal(pc.is_valid(companion), _any_is_filled(figures))


_COMPANIONS = (
    ("comparatorField", "a comparator where, and only where, there is {figures}", _goes_with),
    ("reportedField", "the text of {figures}", _is_there_for),
    ("unitField", "a unit only where there is {figures}", _is_of_some),
)
