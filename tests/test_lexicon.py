"""The words of a lexicon are one pattern, in which the longest word that fits is found."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from evitab.figures import Lexicon, fold
from evitab.standard import Word

WORDS = st.text("abN't- ./5µ", min_size=1, max_size=5).map(str.strip).filter(bool)
TEXTS = st.lists(WORDS | st.sampled_from([" ", "  ", "\n", "x", "L"]), max_size=10).map("".join)


def longest_first(words: list[str]) -> re.Pattern[str]:
    """Every word tried by itself, the longest first: the oracle."""
    keys = {re.sub(r"\s+", " ", fold(word)).lower() for word in words}
    return re.compile(
        "|".join(map(alone, sorted(sorted(keys), key=len, reverse=True))), re.IGNORECASE
    )


def alone(word: str) -> str:
    """A word that stands alone; one letter in its own case, but for "a" and for litres."""
    pattern = r"\s+".join(map(re.escape, word.split(" ")))
    if len(word) == 1 and word.isalpha() and word != "a":
        pattern = "(?-i:l|L)" if word == "l" else f"(?-i:{word})"
    before = r"(?<![^\W\d_])" if word[0].isalpha() and word != "n't" else ""
    return before + pattern + (r"(?![^\W_])" if word[-1].isalnum() else "")


@given(words=st.lists(WORDS | st.just("l"), min_size=1, max_size=8), text=TEXTS)
@example(words=["no", "not", "n't", "no more than"], text="Don't, not no  more\nthan none")
@example(words=["a", "b", "l", "a b"], text="A B a  b 5L 5B")
def test_longest_word_that_stands_alone_is_found(words: list[str], text: str) -> None:
    lexicon = Lexicon("xx", tuple(Word("kind", word, "", "") for word in words))
    folded = fold(text)
    found = [match.span() for match in lexicon.search("kind").finditer(folded)]
    assert found == [match.span() for match in longest_first(words).finditer(folded)]
