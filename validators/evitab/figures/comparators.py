"""The comparator of a figure: symbols and words before and behind it."""

from __future__ import annotations

import re

from evitab.figures.lexicon import Lexicon

TIMES = frozenset({"d", "wk", "mo", "a", "h", "min"})
_TURNED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_NEAR = 60
_DIGITS, _PLUS = re.compile(r"[\d.,]*\d"), re.compile(r"\+(?!\s*[\d.])")
_BEFORE = r"(?P<words>«comparator-before»)(?:\s+«filler»)*\s*[=:]?\s*[(\[]?\Z"
_BEHIND = r"(?:\s+«old»)?\s*(?P<words>«comparator-after»)"
# A denial with at most two words between it and the comparator: "rarely use more than".
_DENIED_NEXT = r"«turn»\s+\Z"
_DENIED = r"«turn»(?:\s+\w+){0,2}\s+\Z"


def comparators_of(
    text: str, start: int, after: int, units: frozenset[str], lexicon: Lexicon
) -> frozenset[str]:
    """The comparators that the words around a figure allow; "=" where none stands there.

    `start` is where the figure begins in the folded text, `after` where its unit ends.
    """
    before = text[max(0, start - _NEAR) : start].removesuffix("-")
    if (match := lexicon.pattern(_BEFORE).search(before)) is not None:
        given = set(lexicon.word("comparator-before", match.group("words")).value.split())
        if given == {"=", ">"} and not units & TIMES:
            given = {">"}  # "over" is "during" for a length of time alone.
        words = before[: match.start("words")]
        is_near = lexicon.search("preposition").fullmatch(match.group("words"))
        if lexicon.pattern(_DENIED_NEXT if is_near else _DENIED).search(words):
            given = {_TURNED.get(sign, sign) for sign in given}
        return frozenset(given)
    if _has_plus(text, start, after):
        return frozenset({">="})
    if (match := lexicon.pattern(_BEHIND).match(text, after)) is not None:
        return frozenset({lexicon.word("comparator-after", match.group("words")).value})
    return frozenset({"="})


def _has_plus(text: str, start: int, after: int) -> bool:
    """Whether a plus is glued to the number or its unit and adds nothing: "20+", "20 mg+"."""
    digits = _DIGITS.match(text, start)
    places = (digits.end() if digits else start, after)
    return any(_PLUS.match(text, place) for place in places)
