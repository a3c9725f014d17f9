"""The words by which texts of one language tell the codes of a vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from evitab.figures.lexicon import Lexicon, fold

# The lexicon's name for what no code of a vocabulary means, as "case-control" of study designs.
OTHER = "other"
# The lexicon's value for a word that may go with a code and does not name it.
_MAY = "may"
# Where words can begin; the t of "don't" is no word of its own.
_TOKEN = re.compile(r"[^\W_]+?(?=n't)|n't|[^\W_]+|[^\s\w]", re.IGNORECASE)


@dataclass(frozen=True)
class Telling:
    """Words, with the codes that they name and those that they may go with."""

    printed: str
    names: frozenset[str]
    allows: frozenset[str]

    def speaks_against(self, code: str) -> bool:
        """Whether the words name something, and it cannot be that code."""
        return bool(self.names) and code not in self.names | self.allows


class CodeWords:
    """The words for the codes of one vocabulary, from a lexicon's kinds `vocabulary:code`.

    `by_code` lists the words that name each code.
    """

    def __init__(self, lexicon: Lexicon, vocabulary: str) -> None:
        self.by_code: dict[str, list[str]] = {}
        codes: dict[str, tuple[set[str], set[str]]] = {}
        for word in lexicon.words:
            about, _, code = word.kind.partition(":")
            if about != vocabulary:
                continue
            named, allowed = codes.setdefault(fold(word.printed), (set(), set()))
            (allowed if word.value == _MAY else named).add(code)
            if word.value != _MAY:
                self.by_code.setdefault(code, []).append(word.printed)
        self._by_first: dict[str, list[Telling]] = {}
        for printed in sorted(codes, key=len, reverse=True):
            telling = Telling(printed, *map(frozenset, codes[printed]))
            self._by_first.setdefault(_first(printed), []).append(telling)
        self.tellings = lru_cache(maxsize=4096)(self._tellings)

    def _tellings(self, text: str) -> tuple[Telling, ...]:
        """What a folded text tells; of words that begin at one place, the longest."""
        return tuple(dict.fromkeys(self._found(text)))

    def _found(self, text: str) -> Iterator[Telling]:
        end = 0
        for token in _TOKEN.finditer(text):
            if token.start() < end:
                continue
            for telling in self._by_first.get(token.group().lower(), ()):
                if match := _pattern(telling.printed).match(text, token.start()):
                    yield telling
                    end = match.end()
                    break


@cache
def code_words(lexicon: Lexicon, vocabulary: str) -> CodeWords:
    """The words for the codes of a vocabulary, sorted once."""
    return CodeWords(lexicon, vocabulary)


def _first(printed: str) -> str:
    token = _TOKEN.search(printed)
    return "" if token is None else token.group().lower()


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Words as a pattern: any white space for a blank, and no letter or digit behind them."""
    is_letter = sum(map(str.isalpha, words)) == 1
    pattern = r"\s+".join(_cased(word, is_cased=is_letter) for word in words.split())
    return re.compile(pattern + (r"(?![^\W_])" if words[-1].isalnum() else ""), re.IGNORECASE)


def _cased(word: str, *, is_cased: bool) -> str:
    """A word as a pattern; abbreviations stand in capitals only: "or" is no odds ratio."""
    is_abbreviation = any(map(str.isupper, word[1:]))
    return f"(?-i:{re.escape(word)})" if is_cased or is_abbreviation else re.escape(word)
