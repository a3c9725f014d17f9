"""One piece of a table before an engine: how many rows fail each condition, and the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from evitab.engines.condition import Condition, Failure
from evitab.finding import Finding
from evitab.validation.docket import Docket
from evitab.validation.failures import findings_of
from evitab.validation.hearing import undecided

Rows = npt.NDArray[np.int64]


class Engine(StrEnum):
    """What asks the conditions of the rows."""

    PANDERA = "pandera"
    STREAM = "stream"


@dataclass(frozen=True)
class Heard:
    """What one piece says of one condition: the rows that fail it, and findings of the first."""

    condition: Condition
    rows: Rows
    findings: Sequence[Finding]
    crash: str | None = None


def hear_piece(
    docket: Docket, engine: Engine, room: Callable[[Condition], int]
) -> Iterator[Heard]:
    """Ask an engine what a docket's conditions say of its rows; those that hold are left out.

    `room` says for how many rows of each condition a finding is wanted. pandera alone says what is
    a finding: where the engine is another, it gets the rows that were flagged.
    """
    failures = [_decided(docket, each) for each in _asked(docket, engine)]
    if engine is Engine.PANDERA:
        for each in failures:
            found = findings_of(docket, each, each.rows[: room(each.condition)])
            yield Heard(each.condition, _places(each.rows), found, each.crash)
    else:
        yield from _confirmed(docket, failures, room)


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


def _confirmed(
    docket: Docket, failures: Sequence[Failure], room: Callable[[Condition], int]
) -> Iterator[Heard]:
    """What pandera says of the first rows that were flagged."""
    from evitab.engines.judge import judge

    wanted = {
        id(each.condition): _places(each.rows[: room(each.condition)])
        for each in failures
        if each.crash is None
    }
    rows = np.unique(np.concatenate([*wanted.values(), np.zeros(0, np.int64)]))
    sub = replace(docket, table=docket.table.take(rows)) if len(rows) else docket
    asked = [each.condition for each in failures if len(wanted.get(id(each.condition), ()))]
    official = {
        id(each.condition): each
        for each in (judge(sub.table.schema, sub.table.data, asked, sub.sight) if asked else ())
    }
    for each in failures:
        ours = wanted.get(id(each.condition), np.zeros(0, np.int64))
        crash, found = each.crash, list[Finding]()
        if len(ours):
            verdict = official.get(id(each.condition), Failure(each.condition, ()))
            places = np.searchsorted(rows, ours)
            if verdict.crash or not np.isin(places, verdict.rows).all():
                crash = verdict.crash or "pandera does not confirm what the engine stream flagged"
            else:
                found = findings_of(sub, verdict, places.tolist())
        yield Heard(each.condition, _places(each.rows), found, crash)


def _places(rows: Sequence[int]) -> Rows:
    return np.asarray(rows, np.int64)
