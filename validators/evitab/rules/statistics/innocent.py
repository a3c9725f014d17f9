"""What else a flagged figure may innocently be, and how a finding says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.rules.statistics.printed import Answers

if TYPE_CHECKING:
    from pandas import DataFrame


def with_fit(rows: DataFrame, ways: Iterable[tuple[str, Answers]]) -> DataFrame:
    """The rows with `fit`: the first of the named ways that fits, empty where none does."""
    names = np.full(len(rows), "", dtype=object)
    for name, fits in ways:
        names = np.where((names == "") & fits, name, names)
    return rows.assign(fit=names)


def fits_text(row: Mapping[str, Any], tried: str = "") -> str:
    """What a finding says of what its figures fit; where they fit nothing, what was tried."""
    return _unless_stated(f"The figures fit {row['fit']}") if row["fit"] else tried


def may_be_text(row: Mapping[str, Any], tried: str = "") -> str:
    """What a finding says of what its one figure may be; where nothing fits, what was tried."""
    return _unless_stated(f"The figure may be {row['fit']}") if row["fit"] else tried


def _unless_stated(words: str) -> str:
    return f" {words}, which the source does not state."
