"""Numbers that a text spells out, and what a number is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from evitab.figures.lexicon import Lexicon


@dataclass(frozen=True)
class Number:
    """One number; `value` is None for an identifier or digits that cannot be read.

    `unit` is the UCUM code that the word itself carries ("decade").
    """

    start: int
    end: int
    value: float | None
    unit: str | None = None
    is_exact: bool = True
    counts: bool = True
    is_recent: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            object.__setattr__(self, "value", None)


def worded(kind: str, start: int, printed: str, lexicon: Lexicon) -> Iterator[Number]:
    """Read words of one kind that stand at a place: twelve, two thirds, a decade, triple."""
    end = start + len(printed)
    if kind == "halved":
        first = re.split(r"\s", printed, maxsplit=1)[0]
        whole = float(first) if first.isdigit() else _small(first, lexicon)
        yield Number(start, end, whole + 0.5)
        return
    if kind == "one":
        yield Number(start, end, 1.0, counts=False)
    elif kind == "recent":
        yield Number(start, start + len(printed.rstrip()), 1.0, is_recent=True)
    elif kind == "multiple":
        yield Number(start, end, float(lexicon.word(kind, printed).value), unit="1")
    elif kind in {"fraction", "amount"}:
        yield _times(kind, start, printed, lexicon)
    else:
        yield from _sums(start, printed, lexicon)


def _times(kind: str, start: int, printed: str, lexicon: Lexicon) -> Number:
    """Read a number of something: two thirds, half, a decade, the last decade."""
    pieces = re.split(r"[\s-]+", printed)
    word = lexicon.word(kind, pieces[-1])
    above, _, below = word.value.partition("/")
    times = 1.0 if len(pieces) == 1 else _small(pieces[0], lexicon)
    is_bare_ordinal = kind == "fraction" and times == 1 and below != "2"
    return Number(
        start,
        start + len(printed),
        times * float(above) / float(below or 1),
        unit=word.unit or None,
        is_exact=kind == "amount",
        counts=not is_bare_ordinal,
        is_recent=pieces[0].lower() in lexicon.by_kind["recent"],
    )


def _small(printed: str, lexicon: Lexicon) -> float:
    for kind in ("number", "one", "recent"):
        if printed.lower() in lexicon.by_kind[kind]:
            return float(lexicon.word(kind, printed).value)
    return 1.0


def _sums(start: int, printed: str, lexicon: Lexicon) -> Iterator[Number]:
    """Number words as numbers: "twenty-five" is one, "two three" are two."""
    total = current = 0.0
    first: int | None = None
    last = room = 0
    for match in re.finditer(r"[^\W\d_]+", printed):
        word = match.group().lower()
        scale = lexicon.by_kind["scale"].get(word)
        value = None if scale else _small(word, lexicon)
        if word in lexicon.by_kind["and"]:
            continue
        if value is not None and (first is None or value >= room):
            if first is not None:
                yield Number(start + first, start + last, total + current)
            total, current, first = 0.0, value, match.start()
            room = 10 if value >= 20 and value % 10 == 0 else 0
        elif value is not None:
            current, room = current + value, 10 if value >= 20 and value % 10 == 0 else 0
        elif scale is not None:
            first = match.start() if first is None else first
            current, room = (current or 1.0) * float(scale.value), int(scale.value)
            if room >= 1000:
                total, current = total + current, 0.0
        last = match.end()
    if first is not None:
        yield Number(start + first, start + last, total + current)
