"""The labels of concepts as patterns, and which of them a text may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from evitab.figures import fold

_WORD = re.compile(r"[^\W_]+")
# What may stand between a figure and a name.
_GAPS = (re.compile(r"\s*"), re.compile(r"\s*of\s+", re.IGNORECASE))
# Patterns at hand: more than the concepts of one article have names.
_KEPT = 10_000


class Labels:
    """Labels of concepts, by their first words: a text is asked for few of very many.

    `labels` are pairs of a concept and one of its labels.
    """

    def __init__(self, labels: Sequence[tuple[str, str]]) -> None:
        self._labels = labels
        self._by_word: dict[str, list[int]] = {}
        self._others: list[int] = []
        for at, (_, label) in enumerate(labels):
            word = _WORD.match(fold(label.strip()))
            if word is None:
                self._others.append(at)
            else:
                self._by_word.setdefault(word.group().casefold(), []).append(at)

    def perhaps_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Concepts and labels that a folded text may name, in the singular or the plural."""
        words = {match.group() for match in _WORD.finditer(text)}
        singular = {
            word[: -len(ending)]
            for word in words
            for ending in ("s", "es")
            if word.lower().endswith(ending)
        }
        return self._beginning_with(words | singular)

    def perhaps_behind(self, text: str, place: int) -> Iterator[tuple[str, str]]:
        """Concepts and labels that may stand right behind a place of a folded text."""
        gaps = (gap.match(text, place) for gap in _GAPS)
        words = (_WORD.match(text, gap.end()) for gap in gaps if gap is not None)
        return self._beginning_with({word.group() for word in words if word is not None})

    def _beginning_with(self, words: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Those whose first word is one of these, in their old order, and with them those that
        begin with no letter or digit.
        """
        known = {word.casefold() for word in words}
        found = [at for word in known for at in self._by_word.get(word, ())]
        return (self._labels[at] for at in sorted([*found, *self._others]))


def _label(label: str) -> str:
    words = re.split(r"[\s-]+", label.strip())
    return r"[\s-]+".join(re.escape(word) for word in words)


@lru_cache(maxsize=_KEPT)
def named(label: str) -> re.Pattern[str]:
    """The pattern of a label in folded text, in the singular or the plural."""
    if len(label.strip()) == 1:  # D is vitamin D; the d of "you'd" is not.
        return re.compile(rf"(?<![^\W_'])(?<!'){re.escape(label.strip())}(?![^\W_])")
    return re.compile(rf"(?<![^\W_]){_label(label)}(?:e?s)?(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=_KEPT)
def behind(label: str) -> re.Pattern[str]:
    """The pattern of a label right behind a figure, with or without "of"."""
    return re.compile(rf"\s*(?:of\s+)?{_label(label)}(?![^\W_])", re.IGNORECASE)
