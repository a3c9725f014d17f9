"""An id that now means something else, told from a row that was corrected.

Two signs: the old content of a key stands whole under another key now, or most of what told its
row from the others is different. How much a cell tells is its field's entropy, as a share of what
it could be: a unit that all rows have tells nothing, a name tells all, a figure, which is what gets
corrected, half. A text that was reworded differs as far as its letters do, and a cell that was
empty is silent: to complete a row is no reuse of its key.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.changes.descriptor import names_of
from evitab.changes.matching import Match, Places, row_codes
from evitab.changes.model import Key
from evitab.changes.snapshot import TableState

_MOST = 2 / 3
# What is compared must tell at least as much as two names do; to be found again, as one does.
_ENOUGH, _ENOUGH_TO_MOVE = 2.0, 1.0
_FIGURES = frozenset({"number", "integer"})
_FIGURE = 0.5
Told = tuple[dict[Key, str], dict[Key, Key]]
Columns = list[tuple[str, pa.ChunkedArray, pa.ChunkedArray]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Content:
    """What rows of two tables hold besides their keys: `compared` maps old fields to new ones."""

    old: TableState
    new: TableState
    match: Match
    compared: Mapping[str, str]

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much the cells of each old field tell a row from the others, from 0 to 1."""
        return {name: _telling(self.old, name) for name in self.compared}

    def columns(self, old: Places, new: Places) -> Columns:
        """Each compared field, with its cells in some old and some new rows."""
        return [
            (before, self.old.rows.column(before).take(old), self.new.rows.column(after).take(new))
            for before, after in self.compared.items()
        ]

    def old_keys(self, rows: Places) -> list[Key]:
        """The keys of some old rows."""
        return _keys(self.old, rows, [name for name, _ in self.match.by])

    def new_keys(self, rows: Places) -> list[Key]:
        """The keys of some new rows."""
        return _keys(self.new, rows, [name for _, name in self.match.by])


def told_apart(content: Content, changed: Places) -> Told:
    """Why keys of changed rows seem to mean something else, by key; and where contents moved to.

    `changed` are places in the match.
    """
    match = content.match
    if not match.by or not content.compared or not (len(changed) or len(match.removed)):
        return {}, {}
    old, new = match.old[changed], match.new[changed]
    moved = dict(_moved(content, old, new))
    reused = dict(_other_content(content, old, new))
    for key in content.new_keys(new):
        if key in moved:
            reused[key] = f"its old content stands under {'|'.join(moved[key])} now"
    return reused, moved


def _telling(table: TableState, name: str) -> float:
    column = table.rows.column(name).drop_null()
    if len(column) < 2:
        return 1.0
    counts = pc.value_counts(column).field("counts").to_numpy(zero_copy_only=False)
    shares = counts / counts.sum()
    entropy = float(-(shares * np.log(shares)).sum()) / math.log(len(column))
    return entropy * (_FIGURE if table.fields[name]["type"] in _FIGURES else 1.0)


def _moved(content: Content, old: Places, new: Places) -> Iterator[tuple[Key, Key]]:
    """Old keys whose content stands under another key now, with that key.

    A content that several rows have, or that tells little, stands elsewhere by chance.
    """
    before = np.concatenate([old, content.match.removed])
    after = np.concatenate([new, content.match.added])
    columns = content.columns(before, after)
    codes = row_codes([(one, other) for _, one, other in columns])
    in_old, in_new = codes[: len(before)].tolist(), codes[len(before) :].tolist()
    counts = Counter([*in_old, *in_new])
    place = {code: at for at, code in enumerate(in_new) if counts[code] == 2}
    tells = _sum(content, [(name, pc.is_valid(one)) for name, one, _ in columns], len(before))
    from_ = [at for at, code in enumerate(in_old) if code in place and tells[at] >= _ENOUGH_TO_MOVE]
    to = [place[in_old[at]] for at in from_]
    keys = zip(content.old_keys(before[from_]), content.new_keys(after[to]), strict=True)
    yield from ((was, now) for was, now in keys if was != now)


def _sum(content: Content, masks: list[tuple[str, pa.ChunkedArray]], rows: int) -> Floats:
    """What the cells that are marked tell, row by row."""
    total = np.zeros(rows)
    for name, mask in masks:
        total += content.weights[name] * mask.to_numpy()
    return total


def _other_content(content: Content, old: Places, new: Places) -> Iterator[tuple[Key, str]]:
    """Keys of changed rows most of whose telling cells differ, with what was counted."""
    columns = content.columns(old, new)
    filled = [(name, pc.is_valid(one)) for name, one, _ in columns]
    differs = [
        (name, pc.and_(pc.is_valid(one), pc.invert(pc.fill_null(pc.equal(one, other), False))))
        for name, one, other in columns
    ]
    total, other_than = _sum(content, filled, len(old)), _sum(content, differs, len(old))
    count = sum((mask.to_numpy().astype(np.int64) for _, mask in differs), np.zeros(len(old)))
    likely = np.flatnonzero((total >= _ENOUGH) & (count >= 2) & (other_than > _MOST * total))
    # Letters are compared of few rows only, now.
    other_than[likely] -= _likeness(content, columns, likely)
    sure = likely[other_than[likely] > _MOST * total[likely]]
    of = sum((mask.to_numpy().astype(np.int64) for _, mask in filled), np.zeros(len(old)))
    for key, row in zip(content.new_keys(new[sure]), sure.tolist(), strict=True):
        yield key, f"{int(count[row])} of its {int(of[row])} filled cells differ"


def _likeness(content: Content, columns: Columns, rows: Places) -> Floats:
    """How much of the difference between rows is no other content, but other words for it."""
    total, prose = np.zeros(len(rows)), _prose(content.old)
    for name, one, other in columns:
        if name in prose:
            pairs = zip(one.take(rows).to_pylist(), other.take(rows).to_pylist(), strict=True)
            total += content.weights[name] * np.array([_alike(*pair) for pair in pairs])
    return total


def _prose(table: TableState) -> set[str]:
    """The fields that hold words, not codes or ids, which are other ones for another letter."""
    ids = {name for key in table.schema.get("foreignKeys", []) for name in names_of(key["fields"])}
    return {
        name
        for name, field in table.fields.items()
        if field["type"] == "string"
        and name not in ids
        and "categories" not in field
        and not {"pattern", "enum"} & set(field["constraints"])
    }


def _alike(one: str | None, other: str | None) -> float:
    """How alike two texts are that differ, from 0 to 1: the share of three letters in a row."""
    if one is None or other is None or one == other:
        return 0.0
    mine, yours = _trigrams(one), _trigrams(other)
    return 2 * len(mine & yours) / (len(mine) + len(yours))


def _trigrams(text: str) -> set[str]:
    padded = f"  {text.casefold()} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _keys(table: TableState, rows: Places, names: list[str]) -> list[Key]:
    taken = table.rows.select(names).take(pa.array(rows, pa.int64()))
    return list(zip(*(taken.column(name).to_pylist() for name in names), strict=True))
