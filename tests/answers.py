"""Answers of rules that were given before: of equal rows a rule says the same, and tests ask of the
same rows of the golden packages a thousand times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pyarrow as pa

from evitab.rule import Rule

if TYPE_CHECKING:
    from pandas import DataFrame

ASKED = ("holds", "grounds", "expected")
# So many answers are kept at once, each to few rows: those about some fifty packages.
_KEPT = 5_000
_ROWS = 1_000


@contextmanager
def remembered() -> Iterator[dict[Any, Any]]:
    """Ask each rule about rows that it has not seen, and repeat what it said of those that it has;
    gives what is remembered.
    """
    known: dict[Any, Any] = {}
    with patch.multiple(Rule, **{name: _remembering(name, known) for name in ASKED}):
        yield known


@contextmanager
def asked_anew() -> Iterator[None]:
    """Ask each rule, whatever is remembered: for tests that watch how it comes to its answer."""
    asked = {name: getattr(Rule, name) for name in ASKED}
    with patch.multiple(Rule, **{name: getattr(a, "__wrapped__", a) for name, a in asked.items()}):
        yield


def _remembering(name: str, known: dict[Any, Any]) -> Any:
    ask = getattr(Rule, name)

    @wraps(ask)
    def asked(rule: Rule, frame: DataFrame, beside: Mapping[str, DataFrame] | None = None) -> Any:
        seen = {"": frame[list(rule.reads)], **(beside or {})}
        if max(map(len, seen.values())) > _ROWS:
            return ask(rule, frame, beside)
        mark = (name, rule, *((of, digest(rows)) for of, rows in sorted(seen.items())))
        if mark not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[mark] = ask(rule, frame, beside)
        return known[mark].copy()

    return asked


def digest(rows: DataFrame) -> bytes:
    """A digest of rows: of their names, types and cells, and of the index."""
    found = hashlib.sha256(repr((list(rows.columns), list(rows.dtypes))).encode())
    found.update(rows.index.to_numpy(dtype="int64").tobytes())
    for name in rows.columns:
        column = pa.array(rows[name])
        for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
            found.update(repr((len(chunk), chunk.offset)).encode())
            for buffer in chunk.buffers():
                found.update(b"-" if buffer is None else memoryview(buffer))
    return found.digest()
