"""Fields that seem to have another name: the same values, or the same description, elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.changes.matching import Match
from evitab.changes.model import FieldRenamed
from evitab.changes.snapshot import TableState

# Some cells may have been corrected in the same step.
_MOST = 0.9
_SHARED = 0.5


def renamed_keys(old: TableState, new: TableState) -> list[FieldRenamed]:
    """The renamed fields of the primary key, for which no row is needed to be matched."""
    if len(old.key) != len(new.key):
        return []
    pairs = zip(old.key, new.key, strict=True)
    return [
        FieldRenamed(before, after, because)
        for before, after in pairs
        if before != after and before not in new.fields and after not in old.fields
        if (because := _same_words(old, new, before, after) or _shared(old, new, before, after))
    ]


def _shared(old: TableState, new: TableState, before: str, after: str) -> str | None:
    """Whether two columns have many values in common, whatever rows they stand in."""
    one, other = old.rows.column(before).unique(), new.rows.column(after).unique()
    shared = pc.sum(pc.is_in(one, value_set=other)).as_py() or 0
    least = min(len(one), len(other))
    return "the same keys" if least and shared >= _SHARED * least else None


def renamed_fields(
    old: TableState, new: TableState, match: Match, known: list[FieldRenamed]
) -> list[FieldRenamed]:
    """All renamed fields, those that are `known` first: each is there in one table alone."""
    found = list(known)
    gone = [name for name in old.fields if name not in new.fields]
    come = [name for name in new.fields if name not in old.fields]
    for _, before, after, because in sorted(
        _candidates(old, new, match, gone, come), key=lambda found: -found[0]
    ):
        if all(before != each.old and after != each.new for each in found):
            found.append(FieldRenamed(before, after, because))
    order = list(new.fields)
    return sorted(found, key=lambda each: order.index(each.new))


def _candidates(
    old: TableState, new: TableState, match: Match, gone: list[str], come: list[str]
) -> Iterator[tuple[float, str, str, str]]:
    """Pairs of fields with what speaks for them, in words and as a number."""
    for before in gone:
        for after in come:
            same = _same_values(
                old.rows.column(before).take(match.old), new.rows.column(after).take(match.new)
            )
            words = _same_words(old, new, before, after)
            if same >= _MOST:
                yield same + bool(words), before, after, f"the same values in {same:.0%} of rows"
            elif words:
                yield same, before, after, words


def _same_values(one: pa.ChunkedArray, other: pa.ChunkedArray) -> float:
    """The share of equal cells among those that are filled; 0 where that tells nothing.

    Columns with one value throughout agree by chance.
    """
    filled = pc.sum(pc.or_(pc.is_valid(one), pc.is_valid(other))).as_py() or 0
    if not filled or pc.count_distinct(one).as_py() < 2:
        return 0.0
    return float(pc.sum(pc.equal(one, other)).as_py() or 0) / filled


def _same_words(old: TableState, new: TableState, before: str, after: str) -> str | None:
    one, other = old.fields[before], new.fields[after]
    is_same = _words(one) == _words(other) and bool(one.get("description"))
    return "the same description" if is_same else None


def _words(field: Mapping[str, Any]) -> tuple[Any, Any]:
    return field["type"], field.get("description")
