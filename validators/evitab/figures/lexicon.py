"""The words of one language that turn digits into figures, compiled from `schema/lexicons/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from evitab.standard import Standard, Word

# No letter stands before.
_NO_LETTER = r"(?<![^\W\d_])"
_DASHES = "‐‑‒–−﹣－"
# The letters of the last line are taken for i, s, k and å where case does not matter.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        "μ": "µ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "İ": "I",
        "ı": "i",
        "ſ": "s",
        "\u212a": "K",
        "\u212b": "Å",
    }
)


def fold(text: str) -> str:
    """The text with one dash, one quote and one micro sign for all; as long as before."""
    return text.translate(_FOLDED)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of one language, by kind, and the patterns that find them in folded text."""

    language: str
    words: tuple[Word, ...]

    @cached_property
    def by_kind(self) -> Mapping[str, Mapping[str, Word]]:
        """The words of each kind, by their folded lower-case form."""
        kinds: dict[str, dict[str, Word]] = {}
        for word in self.words:
            kinds.setdefault(word.kind, {})[_key(word.printed)] = word
        return kinds

    def word(self, kind: str, printed: str) -> Word:
        """The word of a kind that a match printed, whatever its case and its blanks."""
        return self.by_kind[kind][_key(printed)]

    @cached_property
    def _alternatives(self) -> dict[str, str]:
        return {kind: _any_of(words) for kind, words in self.by_kind.items()}

    def any_of(self, kind: str) -> str:
        """A pattern for any word of a kind, the longest first."""
        return self._alternatives[kind]

    @cache  # noqa: B019 - a lexicon lives as long as the process
    def pattern(self, template: str) -> re.Pattern[str]:
        """A pattern with «kind» for any word of that kind, whatever its case."""
        filled = re.sub("«([a-z-]+)»", lambda kind: self.any_of(kind.group(1)), template)
        return re.compile(filled, re.IGNORECASE)

    def search(self, kind: str) -> re.Pattern[str]:
        """The pattern of a kind."""
        return self.pattern(f"«{kind}»")


@cache
def _built(language: str, words: tuple[Word, ...]) -> Lexicon:
    return Lexicon(language, words)


def lexicon_for(standard: Standard, language: str) -> Lexicon | None:
    """The lexicon of a BCP 47 tag's language; None where the standard has none."""
    primary = language.partition("-")[0].lower()
    words = standard.lexicons.get(primary)
    return None if words is None else _built(primary, words)


def _key(printed: str) -> str:
    return re.sub(r"\s+", " ", fold(printed)).lower()


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted({_key(word) for word in words}, key=len, reverse=True)
    bounded = [_bounded(word) for word in ordered]
    if all(pattern.startswith(_NO_LETTER) for pattern in bounded):
        # Asked once, and not of each word, it is asked many times faster.
        bounded = [pattern.removeprefix(_NO_LETTER) for pattern in bounded]
        return f"(?:{_NO_LETTER}(?:{'|'.join(bounded)}))"
    return f"(?:{'|'.join(bounded)})"


def _bounded(word: str) -> str:
    """A word as a pattern: any white space for a blank, never inside another word.

    One letter is no unit in capitals: "5 D" is not five days.
    """
    pattern = re.escape(word).replace(r"\ ", r"\s+")
    if len(word) == 1 and word.isalpha() and word != "a":
        pattern = f"(?-i:{word}|{word.upper()})" if word in "l" else f"(?-i:{word})"
    before = _NO_LETTER if word[0].isalpha() else ""
    if word == "n't":
        before = ""
    return before + pattern + (r"(?![^\W_])" if word[-1].isalnum() else "")
