"""Damaging rows: what each kind of damage does to the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.scale.damage import DAMAGES, Damage, Numbers
from benchmarks.scale.values import PREFIXES, Columns, keys

# What is no number in CSV; in Parquet, whose columns hold numbers alone, the cell is empty.
NO_NUMBER = {"references": "c. 1998", "effects": "about 120", "dosages": "1,000"}
_TYPED = {"references": "year", "effects": "sample_size", "dosages": "dose"}
_REQUIRED = {
    "references": "title",
    "claims": "statement",
    "effects": "claim_id",
    "dosages": "unit",
}
_LISTED = {"references": "type", "claims": "strength", "effects": "scale", "dosages": "unit"}


def strike(damage: Damage, rows: Numbers, columns: Columns) -> tuple[Columns, Numbers]:
    """The columns with their damage, and the kind that struck each row (its place in DAMAGES).

    A cell that should be no number is still a null: `misprint` puts the text in.
    """
    columns, kinds = dict(columns), damage.kinds(rows)
    for place, kind in enumerate(DAMAGES[damage.table]):
        hit = kinds == place
        if hit.any():
            _STRIKES[kind](columns, damage, rows[hit], hit)
    return columns, kinds


def misprint(table: str, columns: Columns, kinds: Numbers) -> Columns:
    """The columns as CSV has them: where a number was struck, a text that is none."""
    if table not in _TYPED:
        return columns
    name, hit = _TYPED[table], kinds == DAMAGES[table].index("type")
    texts = columns[name].cast(pa.string())
    return columns | {name: pc.if_else(pa.array(hit), NO_NUMBER[table], texts)}


def _put(columns: Columns, name: str, hit: Numbers, values: pa.Array) -> None:
    column = columns[name]
    columns[name] = pc.replace_with_mask(column, pa.array(hit), values.cast(column.type))


def _empty(columns: Columns, name: str, hit: Numbers) -> None:
    _put(columns, name, hit, pa.nulls(int(hit.sum()), columns[name].type))


def _required(columns: Columns, damage: Damage, _: Numbers, hit: Numbers) -> None:
    _empty(columns, _REQUIRED[damage.table], hit)


def _unique(columns: Columns, damage: Damage, rows: Numbers, hit: Numbers) -> None:
    _put(columns, next(iter(columns)), hit, keys(damage.table, damage.twin(rows)))


def _pattern(columns: Columns, damage: Damage, rows: Numbers, hit: Numbers) -> None:
    """A zero too many, capitals, another mark; in digits that are no ASCII too."""
    prefix, numbers = PREFIXES[damage.table], rows + 1
    forms = (
        *(f"{prefix}-0{{:04}}", f"{prefix.upper()}-{{:04}}", f"{prefix}_{{:04}}"),
        f"{prefix}-٠{{:04}}",
    )
    texts = [forms[n // damage.per % len(forms)].format(n) for n in numbers.tolist()]
    _put(columns, next(iter(columns)), hit, pa.array(texts))


def _enum(columns: Columns, damage: Damage, rows: Numbers, hit: Numbers) -> None:
    words = np.where(rows // damage.per % 2 == 0, "µg", "Plain")
    _put(columns, _LISTED[damage.table], hit, pa.array(words.tolist()))


def _range(columns: Columns, damage: Damage, rows: Numbers, hit: Numbers) -> None:
    is_even = rows // damage.per % 2 == 0
    if damage.table == "references":
        _put(columns, "year", hit, pa.array(np.where(is_even, 1066, 2099)))
    elif damage.table == "dosages":
        _put(columns, "dose", hit, pa.array(np.where(is_even, 0.0, -25.0)))
    else:
        # Percent for a p value; without an interval, so that nothing else is wrong with it.
        _put(columns, "p_value", hit, pa.array(np.where(is_even, 4.5, -0.04)))
        _empty(columns, "ci_low", hit)
        _empty(columns, "ci_high", hit)


def _type(columns: Columns, damage: Damage, _: Numbers, hit: Numbers) -> None:
    _empty(columns, _TYPED[damage.table], hit)


def _foreign_key(columns: Columns, damage: Damage, rows: Numbers, hit: Numbers) -> None:
    """Keys behind the parents' last one: near it, or far away."""
    name = list(columns)[1]
    near, far = 4 * damage.rows + rows, 999_000_000 - rows
    parent = "references" if name == "reference_id" else "claims"
    _put(columns, name, hit, keys(parent, np.where(rows // damage.per % 2 == 0, near, far)))


def _interval_order(columns: Columns, _: Damage, __: Numbers, hit: Numbers) -> None:
    _whole(columns, hit)
    low, high = columns["ci_low"].filter(pa.array(hit)), columns["ci_high"].filter(pa.array(hit))
    _put(columns, "ci_low", hit, high)
    _put(columns, "ci_high", hit, low)


def _p_from_interval(columns: Columns, _: Damage, __: Numbers, hit: Numbers) -> None:
    _whole(columns, hit)
    p = columns["p_value"].filter(pa.array(hit)).to_numpy()
    _put(columns, "p_value", hit, pa.array(np.round(np.where(p < 0.5, p + 0.25, p - 0.25), 3)))


def _whole(columns: Columns, hit: Numbers) -> None:
    """Give the struck rows a ratio with interval and p value that fit: 0.81 (0.70 to 0.94)."""
    figures = {"scale": "ratio", "estimate": 0.81, "ci_low": 0.7, "ci_high": 0.94}
    for name, value in (figures | {"ci_level": 95, "p_value": 0.005}).items():
        _put(columns, name, hit, pa.array([value] * int(hit.sum())))


_STRIKES: Mapping[str, Callable[[Columns, Damage, Numbers, Numbers], None]] = {
    "required": _required,
    "unique": _unique,
    "pattern": _pattern,
    "enum": _enum,
    "range": _range,
    "type": _type,
    "foreign_key": _foreign_key,
    "interval_order": _interval_order,
    "p_from_interval": _p_from_interval,
}
