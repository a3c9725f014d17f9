"""Which row of one table is which of another: keys as numbers, not a Python object for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evitab.changes.snapshot import TableState

Places = npt.NDArray[np.int64]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Match:
    """The rows that both tables have, side by side, and those that one of them has alone.

    `by` lists the fields that they are matched by, with their old and their new names.
    """

    by: Pairs
    old: Places
    new: Places
    removed: Places
    added: Places


def match(old: TableState, new: TableState, renamed: dict[str, str]) -> Match:
    """Match rows by the new primary key, else by the old one; where neither is in both tables and
    tells their rows apart, no row is matched. `renamed` maps old names to new ones.
    """
    back = {name: before for before, name in renamed.items()}
    by_new = [(back.get(name, name), name) for name in new.key]
    by_old = [(name, renamed.get(name, name)) for name in old.key]
    for pairs in (by_new, by_old):
        if _is_in_both(old, new, pairs) and (found := _matched(old.rows, new.rows, pairs)):
            return found
    return Match((), _none(), _none(), np.arange(len(old.rows)), np.arange(len(new.rows)))


def _is_in_both(old: TableState, new: TableState, pairs: Pairs) -> bool:
    return all(before in old.fields and after in new.fields for before, after in pairs)


def _matched(old: pa.Table, new: pa.Table, pairs: Pairs) -> Match | None:
    """The match by some fields; None where they do not tell the rows of a table apart."""
    codes = row_codes([(old.column(a), new.column(b)) for a, b in pairs])
    in_old, in_new = codes[: len(old)], codes[len(old) :]
    number = int(codes.max(initial=-1)) + 1
    at_old, at_new = _places(in_old, number), _places(in_new, number)
    if at_old is None or at_new is None:
        return None
    both = at_new[in_old] >= 0
    places = np.flatnonzero(both)
    return Match(
        pairs,
        places,
        at_new[in_old[places]],
        np.flatnonzero(~both),
        np.flatnonzero(at_old[in_new] < 0),
    )


def _places(codes: Places, number: int) -> Places | None:
    """Where each code stands, -1 for nowhere; None where one stands twice."""
    at = np.full(number, -1, np.int64)
    at[codes] = np.arange(len(codes))
    return at if int((at >= 0).sum()) == len(codes) else None


def row_codes(columns: Sequence[tuple[pa.ChunkedArray, pa.ChunkedArray]]) -> Places:
    """A number for each row of one table, then of another: the same for the same cells."""
    codes: Places | None = None
    for one, other in columns:
        column = pa.chunked_array([*one.chunks, *other.chunks], pa.string())
        coded = column.dictionary_encode(null_encoding="encode")
        each = np.concatenate([_none(), *(c.indices.to_numpy() for c in coded.chunks)])
        if codes is None:
            codes = each
        else:
            combined = codes * (int(each.max(initial=0)) + 1) + each
            codes = pd.factorize(combined)[0].astype(np.int64)
    return _none() if codes is None else codes.astype(np.int64)


def _none() -> Places:
    return np.empty(0, np.int64)
