"""How much of a source its rows carry: characters in passages, figures in cells, by section."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evitab.figures import Figure
from evitab.finding import Finding
from evitab.grounding.evidence import Span
from evitab.package import Table, finding_at

CARRIED = "figure_is_carried"
EXCUSE = "excuse_is_needed"
COVERED = "source_is_covered"
RULES = (CARRIED, EXCUSE, COVERED)
# A bullet or a page ornament may lie between passages, a sentence may not.
LEAST = 0.99

Bounds = tuple[str, int, int]
Rows = list[tuple[int, dict[str, Any]]]


@dataclass
class Share:
    """What of one section is carried. Characters are code points, blanks not counted."""

    section: str | None
    characters: int = 0
    in_passages: int = 0
    figures: int = 0
    carried: int = 0
    excused: int = 0
    missing: list[str] = field(default_factory=list)

    def add(self, other: Share) -> None:
        """Count another section in."""
        self.characters += other.characters
        self.in_passages += other.in_passages
        self.figures += other.figures
        self.carried += other.carried
        self.excused += other.excused
        self.missing += other.missing


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


def cover(
    source: Span, sources: Table, passages: Table, carried: Iterable[Bounds]
) -> tuple[Coverage, list[Finding]]:
    """Measure what of a source lies in passages and which of its figures some row carries.

    `carried` holds the places of the figures that cells rest on.
    """
    rows = [
        (at, row)
        for at, row in enumerate(passages.data.to_pylist())
        if row["source_id"] == source.source and None not in (row["start"], row["end"])
    ]
    sections = _Sections(rows)
    inside = _inside(len(source.text), rows)
    for at, character in enumerate(source.text):
        if not character.isspace():
            share = sections.at(at)
            share.characters += 1
            share.in_passages += inside[at]
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
    return coverage, [*findings, *_uncovered(source, coverage, sources, inside)]


class _Sections:
    """Which section each place of a source belongs to: that of the last passage that began."""

    def __init__(self, rows: Rows) -> None:
        ordered = sorted((row for _, row in rows), key=lambda row: row["start"])
        self._starts = [row["start"] for row in ordered]
        self._names = [row.get("section") for row in ordered]
        self._by_name: dict[str | None, Share] = {}

    def at(self, place: int) -> Share:
        index = bisect_right(self._starts, place) - 1
        name = self._names[index] if index >= 0 else None
        return self._by_name.setdefault(name, Share(name))

    @property
    def shares(self) -> tuple[Share, ...]:
        return tuple(self._by_name.values())


def _inside(length: int, rows: Rows) -> bytearray:
    """For each place, whether some passage holds it."""
    inside = bytearray(length)
    for _, row in rows:
        start, end = max(0, row["start"]), min(length, row["end"])
        if start < end:
            inside[start:end] = b"\x01" * (end - start)
    return inside


def _states(source: Span, rows: Rows, carried: Iterable[Bounds]) -> list[tuple[Figure, State]]:
    held = {(start, end) for name, start, end in carried if name == source.source}
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


def _uncovered(
    source: Span, coverage: Coverage, sources: Table, inside: bytearray
) -> Iterator[Finding]:
    total = coverage.total
    gaps = [at for at, held in enumerate(inside) if not held and source.text[at].isalnum()]
    if not gaps and total.in_passages >= LEAST * total.characters:
        return
    ornaments = (at for at, held in enumerate(inside) if not held and not source.text[at].isspace())
    gap = gaps[0] if gaps else next(ornaments)
    rows = sources.column("source_id").to_pylist()
    yield finding_at(
        sources,
        rows.index(source.source),
        rule=COVERED,
        field="source_id",
        value=source.source,
        expected="passages that hold each letter and digit, and at least "
        f"{LEAST:.0%} of its characters; they hold {total.in_passages / total.characters:.1%}",
        advice=f"Add passages; the first gap is at {gap}: {source.text[gap : gap + 40]!r}.",
    )
