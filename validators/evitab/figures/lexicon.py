"""The words of one language that turn digits into figures, compiled from `schema/lexicons/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from evitab.standard import Standard, Word

# No letter stands before.
_NO_LETTER = r"(?<![^\W\d_])"
# Neither letter nor digit stands behind.
_NO_WORD = r"(?![^\W_])"
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
    return text if text.isascii() else text.translate(_FOLDED)


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

    @cache  # noqa: B019 - a lexicon lives as long as the process
    def any_of(self, kind: str) -> str:
        """A pattern for any word of a kind, the longest first."""
        return _any_of(self.by_kind[kind])

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
    """A pattern for any of some words, the longest first: never inside another word, with any
    white space for a blank.
    """
    keys = {_key(word) for word in words}
    behind_any = [key for key in keys if key[0].isalpha() and key != "n't"]
    either = _tree(behind_any)
    # Asked once, and not of each word, it is asked many times faster.
    either = [f"{_NO_LETTER}(?:{'|'.join(either)})"] if either else []
    return f"(?:{'|'.join([*either, *_tree(keys.difference(behind_any))])})"


def _tree(keys: Iterable[str]) -> list[str]:
    """Patterns for words, those that begin alike as one: most places of a text are left behind
    after a look at one letter of each.

    One letter is no unit in capitals: "5 D" is not five days.
    """
    longer: dict[str, list[str]] = {}
    letters = []
    for key in sorted(keys):
        if len(key) == 1 and key.isalpha() and key != "a":
            cased = f"(?-i:{key}|{key.upper()})" if key == "l" else f"(?-i:{key})"
            letters.append(cased + _NO_WORD)
        else:
            longer.setdefault(key[0], []).append(key[1:])
    return [*(_branch(first, rest) for first, rest in longer.items()), *letters]


def _branch(first: str, rests: list[str]) -> str:
    """A pattern for words that begin with one character, of which the rests are given."""
    below: dict[str, list[str]] = {}
    for rest in rests:
        if rest:
            below.setdefault(rest[0], []).append(rest[1:])
    either = [_branch(character, rest) for character, rest in below.items()]
    if "" in rests:  # The word that ends here is the shortest.
        either.append(_NO_WORD if first.isalnum() else "")
    pattern = r"\s+" if first == " " else re.escape(first)
    return pattern + (either[0] if len(either) == 1 else f"(?:{'|'.join(either)})")
