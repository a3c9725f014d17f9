"""The lines of a source that may be shown: all of them, or those that passages quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evitab.reporting.html.subject import Row

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Stretch:
    """Words without a line break, and where in the source they begin, in code points."""

    start: int
    text: str


def lines_of(text: str) -> Iterator[Stretch]:
    """The lines of a text that have words, without the blanks around them."""
    yield from _lines(0, text)


def quoted(passages: Sequence[Row]) -> Iterator[Stretch]:
    """The lines that the quoted passages hold, each once, however they overlap.

    `passages` are in the order of their places.
    """
    begun, words = 0, ""
    for passage in passages:
        start, exact = passage["start"], passage["exact"]
        if exact is None:
            continue
        if not words or start > begun + len(words):
            yield from _lines(begun, words)
            begun, words = start, exact
        else:
            words += exact[begun + len(words) - start :] if _reaches(passage, begun, words) else ""
    yield from _lines(begun, words)


def _reaches(passage: Row, begun: int, words: str) -> bool:
    return bool(passage["start"] + len(passage["exact"]) > begun + len(words))


def _lines(start: int, text: str) -> Iterator[Stretch]:
    for match in _LINE.finditer(text):
        line = match.group()
        if line.strip():
            before = len(line) - len(line.lstrip())
            yield Stretch(start + match.start() + before, line.strip())
