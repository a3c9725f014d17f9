"""How much of a source its rows carry: characters in passages, figures in cells, by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from evitab.figures import Figure
from evitab.finding import Finding
from evitab.grounding.evidence import Span
from evitab.grounding.shares import Rows, Sections, Share, inside_of, is_blank
from evitab.package import Table, finding_at

CARRIED = "figure_is_carried"
EXCUSE = "excuse_is_needed"
COVERED = "source_is_covered"
RULES = (CARRIED, EXCUSE, COVERED)
# A bullet or a page ornament may lie between passages, a sentence may not.
LEAST = 0.99

Bounds = tuple[str, int, int]
_READ = ("source_id", "section", "start", "end", "not_carried")


class State(StrEnum):
    """What became of a figure of a source."""

    CARRIED = "carried"
    EXCUSED = "excused"
    MISSING = "missing"


@dataclass(frozen=True)
class Coverage:
    """What of one source is carried, section by section in the order of the text.

    `figures` says of each figure, by the place where it begins and the one behind its unit, what
    became of it.
    """

    source: str
    shares: tuple[Share, ...]
    figures: tuple[tuple[int, int, State], ...]

    @property
    def total(self) -> Share:
        """All sections together."""
        total = Share(None)
        for share in self.shares:
            total.add(share)
        return total


@dataclass(frozen=True)
class Place:
    """A source that is to be measured: all of its words, its row `at` in `sources`, and its
    passages as `rows_of_sources` gives them.
    """

    whole: Span
    sources: Table
    at: int
    passages: Table
    rows: Rows


def rows_of_sources(passages: Table) -> Mapping[str | None, Rows]:
    """The passages of each source that have a place in it, with their rows."""
    names = [name for name in _READ if passages.has([name])]
    rows: dict[str | None, Rows] = {}
    for at, row in enumerate(passages.data.select(names).to_pylist()):
        if None not in (row["start"], row["end"]):
            rows.setdefault(row["source_id"], []).append((at, row))
    return rows


def cover(place: Place, carried: Iterable[Bounds]) -> tuple[Coverage, list[Finding]]:
    """Measure what of a source lies in passages and which of its figures some row carries.

    `carried` holds the places in it of the figures that cells rest on.
    """
    source, passages, rows = place.whole, place.passages, place.rows
    sections = Sections(rows)
    inside = inside_of(len(source.text), rows)
    printed = ~is_blank(source.text)
    sections.count(printed, inside)
    states = _states(source, rows, carried)
    findings: list[Finding] = []
    for figure, state in states:
        _count(sections.at(figure.start), source, figure, state)
        if state is State.MISSING and (around := _around(rows, figure)):
            findings.append(_not_carried(passages, around[0][0], source, figure))
    findings += _needless(passages, rows, states)
    coverage = Coverage(
        source.source,
        sections.shares,
        tuple((figure.start, figure.after, state) for figure, state in states),
    )
    gaps = np.flatnonzero(printed & ~inside)
    return coverage, [*findings, *_uncovered(place, coverage.total, gaps)]


def _states(source: Span, rows: Rows, carried: Iterable[Bounds]) -> list[tuple[Figure, State]]:
    held = {(start, end) for _, start, end in carried}
    states: list[tuple[Figure, State]] = []
    for figure in source.figures:
        if not figure.counts:
            continue
        if any(start <= figure.start and figure.end <= end for start, end in held):
            state = State.CARRIED
        elif any(row["not_carried"] for _, row in _around(rows, figure)[:1]):
            state = State.EXCUSED
        else:
            state = State.MISSING
        states.append((figure, state))
    return states


def _around(rows: Rows, figure: Figure) -> Rows:
    """The passages that hold a figure, the shortest first."""
    holding = [each for each in rows if each[1]["start"] <= figure.start < each[1]["end"]]
    return sorted(holding, key=lambda each: each[1]["end"] - each[1]["start"])


def _count(share: Share, source: Span, figure: Figure, state: State) -> None:
    share.figures += 1
    share.carried += state is State.CARRIED
    share.excused += state is State.EXCUSED
    if state is State.MISSING:
        share.missing.append(source.text[figure.start : figure.after])


def _needless(passages: Table, rows: Rows, states: list[tuple[Figure, State]]) -> Iterator[Finding]:
    """Excuses of passages in which no figure needs one."""
    needed = {_around(rows, figure)[0][0] for figure, state in states if state is State.EXCUSED}
    for at, row in rows:
        if row["not_carried"] and at not in needed:
            yield finding_at(
                passages,
                at,
                rule=EXCUSE,
                field="not_carried",
                value=row["not_carried"],
                expected="nothing: each figure of the passage is carried, or there is none",
                advice="Empty the cell.",
            )


def _not_carried(passages: Table, at: int, source: Span, figure: Figure) -> Finding:
    start, after = figure.start, figure.after
    words = " ".join(source.text[max(0, start - 20) : after + 20].split())
    return finding_at(
        passages,
        at,
        rule=CARRIED,
        field="not_carried",
        value=None,
        expected=f"a row that carries {source.text[start:after]!r} (in '{words}')",
        advice="Carry the figure in a cell with its text as reported, or say in not_carried why "
        "it is not.",
    )


def _uncovered(place: Place, total: Share, gaps: npt.NDArray[np.int64]) -> Iterator[Finding]:
    """A source of which too much lies in no passage; `gaps` are the characters that do not."""
    text = place.whole.text
    words = [at for at in gaps.tolist() if text[at].isalnum()]
    if not words and total.in_passages >= LEAST * total.characters:
        return
    gap = words[0] if words else int(gaps[0])
    yield finding_at(
        place.sources,
        place.at,
        rule=COVERED,
        field="source_id",
        value=place.whole.source,
        expected="passages that hold each letter and digit, and at least "
        f"{LEAST:.0%} of its characters; they hold {total.in_passages / total.characters:.1%}",
        advice=f"Add passages; the first gap is at {gap}: {text[gap : gap + 40]!r}.",
    )
