"""Pieces of a table before an engine: the rows that fail each condition, and what pandera says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evitab.engines.condition import Condition
from evitab.engines.engine import Engine
from evitab.finding import Finding
from evitab.package import Table
from evitab.rule import Rule
from evitab.validation.docket import Docket
from evitab.validation.failures import findings_of
from evitab.validation.hearing import decided, failures_of

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Flagged:
    """The rows of a piece that fail a condition, and the `places` of the first in `PieceHeard`."""

    condition: Condition
    rows: Rows
    places: Rows
    crash: str | None = None


@dataclass(frozen=True)
class PieceHeard:
    """What an engine flagged in one piece, with the rows that are wanted for findings."""

    flagged: Sequence[Flagged]
    rows: Table


def hear_piece(docket: Docket, engine: Engine, room: Callable[[Condition], int]) -> PieceHeard:
    """Ask an engine what a docket's conditions say of its rows; those that hold are left out.

    `room` says of each condition for how many rows a finding is wanted.
    """
    asked = (decided(docket, each) for each in failures_of(docket, engine))
    failures = [each for each in asked if each.rows or each.crash]
    wanted = [each.rows[: room(each.condition)] for each in failures]
    rows = np.unique(np.concatenate([*wanted, np.zeros(0, np.int64)]).astype(np.int64))
    flagged = [
        Flagged(
            each.condition,
            np.asarray(each.rows, np.int64),
            np.searchsorted(rows, first),
            each.crash,
        )
        for each, first in zip(failures, wanted, strict=True)
    ]
    return PieceHeard(flagged, docket.table.take(rows))


def official(
    docket: Docket, flagged: Sequence[tuple[Condition, Rows]]
) -> Iterator[tuple[Condition, list[Finding], str | None]]:
    """What pandera says of flagged rows of a docket's table, by condition: its findings, or how it
    broke down.
    """
    for condition, rows in flagged:
        if not len(rows):
            yield condition, [], None
            continue
        asked, places = _alone(replace(docket, conditions=(condition,)), rows)
        (verdict,) = failures_of(asked)
        if verdict.crash is not None:
            yield condition, [], verdict.crash
        elif not np.isin(places, verdict.rows).all():
            yield condition, [], "pandera does not confirm what was flagged"
        else:
            yield condition, findings_of(asked, verdict, places.tolist()), None


def _alone(docket: Docket, rows: Rows) -> tuple[Docket, Rows]:
    """A docket's condition asked of some rows alone, where the answer hangs on no other, and their
    places there.
    """
    (condition,) = docket.conditions
    is_alone = condition.is_of_rows if isinstance(condition, Rule) else condition.scope == "row"
    if not is_alone or len(rows) == len(docket.table.data):
        return docket, rows
    return replace(docket, table=docket.table.take(rows)), np.arange(len(rows))
