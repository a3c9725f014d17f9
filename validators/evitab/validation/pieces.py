"""Pieces of a table before an engine: the rows that fail each condition, and what pandera says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evitab.engines.condition import Condition, Failure
from evitab.engines.engine import Engine
from evitab.finding import Finding
from evitab.package import Table
from evitab.validation.docket import Docket
from evitab.validation.failures import findings_of
from evitab.validation.hearing import undecided

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
    failures = [_decided(docket, each) for each in _asked(docket, engine)]
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


def _asked(docket: Docket, engine: Engine) -> Iterator[Failure]:
    schema, data = docket.table.schema, docket.table.data
    if engine is Engine.PANDERA:
        from evitab.engines.judge import judge

        yield from judge(schema, data, docket.conditions, docket.sight)
    else:
        from evitab.engines.direct import ask

        yield from ask(schema, data, docket.conditions, docket.sight)


def _decided(docket: Docket, failure: Failure) -> Failure:
    unknown = undecided(docket.table, failure.condition)
    if not unknown.any():
        return failure
    return replace(failure, rows=tuple(row for row in failure.rows if not unknown[row]))


def official(
    docket: Docket, flagged: Sequence[tuple[Condition, Rows]]
) -> Iterator[tuple[Condition, list[Finding], str | None]]:
    """What pandera says of flagged rows of a docket's table, by condition: its findings, or how it
    broke down.
    """
    from evitab.engines.judge import judge

    schema, data = docket.table.schema, docket.table.data
    asked = [condition for condition, rows in flagged if len(rows)]
    said = judge(schema, data, asked, docket.sight) if asked else ()
    verdicts = {id(each.condition): each for each in said}
    for condition, rows in flagged:
        verdict = verdicts.get(id(condition), Failure(condition, ()))
        if verdict.crash is not None:
            yield condition, [], verdict.crash
        elif not np.isin(rows, verdict.rows).all():
            yield condition, [], "pandera does not confirm what was flagged"
        else:
            yield condition, findings_of(docket, verdict, rows.tolist()), None
