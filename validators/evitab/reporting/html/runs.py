"""Lines cut into runs: words that lie in the same innermost passage, with their figures."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from evitab.grounding import State
from evitab.reporting.html.stretches import Stretch


@dataclass(frozen=True)
class Mark:
    """What a passage is marked with: the tables that it feeds, its findings and the worst harm."""

    passage: str
    tables: tuple[str, ...]
    role: str | None
    findings: int = 0
    harm: str = ""
    not_carried: str | None = None

    @property
    def is_linked(self) -> bool:
        """Whether there is anything to show of it."""
        return bool(self.tables or self.findings or self.not_carried)


@dataclass(frozen=True)
class Run:
    """Words of one passage (or of none), in parts that are a figure or are not.

    `is_first` and `is_last` tell where the passage begins and where it ends, among runs shown.
    """

    mark: Mark | None
    parts: Sequence[tuple[str, State | None]]
    is_first: bool = True
    is_last: bool = True


Span = tuple[int, int, Mark]
Figures = Sequence[tuple[int, int, State]]
Piece = tuple[Mark | None, list[tuple[str, State | None]]]
Where = dict[str, tuple[int, int]]


def runs_of(
    stretches: Sequence[Stretch], spans: Sequence[Span], figures: Figures
) -> Iterator[list[Run]]:
    """The runs of each stretch; stretches and spans are in the order of their places."""
    innermost = _Innermost(spans)
    pieces = [list(_pieces(stretch, innermost, figures)) for stretch in stretches]
    first, last = _ends(pieces)
    for line, held in enumerate(pieces):
        yield [
            Run(mark, parts, *_place(mark, (line, at), first, last))
            for at, (mark, parts) in enumerate(held)
        ]


def _ends(pieces: Sequence[Sequence[Piece]]) -> tuple[Where, Where]:
    first: Where = {}
    last: Where = {}
    for line, held in enumerate(pieces):
        for at, (mark, _) in enumerate(held):
            if mark is not None:
                first.setdefault(mark.passage, (line, at))
                last[mark.passage] = line, at
    return first, last


def _place(
    mark: Mark | None, here: tuple[int, int], first: Where, last: Where
) -> tuple[bool, bool]:
    if mark is None:
        return True, True
    return first[mark.passage] == here, last[mark.passage] == here


class _Innermost:
    """Finds the shortest span around a place; places are asked from left to right."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans, self._next = spans, 0
        self._open: list[tuple[int, int, int]] = []
        self.edges = sorted({edge for start, end, _ in spans for edge in (start, end)})

    def at(self, place: int) -> Mark | None:
        while self._next < len(self._spans) and self._spans[self._next][0] <= place:
            start, end, _ = self._spans[self._next]
            heapq.heappush(self._open, (end - start, self._next, end))
            self._next += 1
        # The shortest that is over may go; a longer one that is over hides behind it and waits.
        while self._open and self._open[0][2] <= place:
            heapq.heappop(self._open)
        return self._spans[self._open[0][1]][2] if self._open else None


def _pieces(stretch: Stretch, innermost: _Innermost, figures: Figures) -> Iterator[Piece]:
    states = _states(stretch, figures)
    marked = (
        (innermost.at(start), stretch.text[start - stretch.start : end - stretch.start], state)
        for start, end, state in _cuts(stretch, innermost.edges, states)
    )
    for _, group in groupby(marked, key=lambda piece: id(piece[0])):
        held = list(group)
        yield held[0][0], [(text, state) for _, text, state in held]


def _states(stretch: Stretch, figures: Figures) -> list[tuple[int, int, State]]:
    end = stretch.start + len(stretch.text)
    at = bisect_left(figures, stretch.start, key=lambda figure: figure[0])
    found = []
    while at < len(figures) and figures[at][0] < end:
        found.append((figures[at][0], min(figures[at][1], end), figures[at][2]))
        at += 1
    return found


def _cuts(
    stretch: Stretch, edges: Sequence[int], states: Sequence[tuple[int, int, State]]
) -> Iterator[tuple[int, int, State | None]]:
    """The stretch cut wherever a passage or a figure begins or ends."""
    end = stretch.start + len(stretch.text)
    inside = edges[bisect_right(edges, stretch.start) : bisect_left(edges, end)]
    cuts = {stretch.start, end, *inside, *(place for figure in states for place in figure[:2])}
    ordered = sorted(place for place in cuts if stretch.start <= place <= end)
    for start, after in pairwise(ordered):
        state = next((kind for begin, over, kind in states if begin <= start < over), None)
        yield start, after, state
