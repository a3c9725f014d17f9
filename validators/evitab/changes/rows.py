"""The rows of one table in two packages: who came, who went, and which cells differ.

Cells are compared column by column in Arrow's memory; a Python object is made of rows that differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.changes.matching import Match, Places
from evitab.changes.model import CellChange, RowChange, RowsDiff
from evitab.changes.reuse import Content, told_apart
from evitab.changes.snapshot import TableState


def compare_rows(
    old: TableState, new: TableState, match: Match, renamed: Mapping[str, str]
) -> RowsDiff:
    """All rows that differ; `renamed` maps old names of fields to new ones."""
    keys = tuple(name for _, name in match.by)
    compared = {
        before: after
        for before in old.fields
        if (after := renamed.get(before, before)) in new.fields and after not in keys
    }
    cells: dict[int, list[CellChange]] = defaultdict(list)
    for before, after in compared.items():
        one = old.rows.column(before).take(match.old)
        other = new.rows.column(after).take(match.new)
        places = np.flatnonzero(_differs(one, other))
        texts = zip(one.take(places).to_pylist(), other.take(places).to_pylist(), strict=True)
        for place, (was, now) in zip(places.tolist(), texts, strict=True):
            cells[place].append(CellChange(after, was, now))
    places = np.array(sorted(cells), np.int64)
    reused, moved = told_apart(Content(old, new, match, compared), places)
    return RowsDiff(
        by=keys,
        added=new.rows.take(match.added),
        removed=old.rows.take(match.removed),
        changed=tuple(
            RowChange(key, tuple(cells[place]), reused.get(key))
            for place, key in zip(
                places.tolist(), keys_of(new, match.new[places], keys), strict=True
            )
        ),
        filled=_filled(new, match, keys, set(compared.values())),
        moved=moved,
        before=len(old.rows),
        after=len(new.rows),
    )


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Where two columns differ; two nulls are the same."""
    values = pc.fill_null(pc.not_equal(one, other), False)
    nulls = pc.xor(pc.is_null(one), pc.is_null(other))
    result: npt.NDArray[np.bool_] = pc.or_(values, nulls).to_numpy()
    return result


def _filled(
    new: TableState, match: Match, keys: tuple[str, ...], both: set[str]
) -> pa.Table | None:
    """The cells of added fields, of rows that both have, where any of them is filled."""
    come = [name for name in new.fields if name not in both and name not in keys]
    if not come or not len(match.new):
        return None
    rows = new.rows.select([*keys, *come]).take(match.new)
    any_filled = np.zeros(len(rows), np.bool_)
    for name in come:
        any_filled |= pc.is_valid(rows.column(name)).to_numpy()
    return rows.take(np.flatnonzero(any_filled)) if any_filled.any() else None


def keys_of(table: TableState, rows: Places, keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The keys of some rows, as tuples of text."""
    taken = table.rows.select(list(keys)).take(rows)
    columns = [taken.column(name).to_pylist() for name in keys]
    return list(zip(*columns, strict=True)) if columns else [() for _ in rows]
