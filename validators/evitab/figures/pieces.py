"""Numbers of a text with what is printed right beside them: the unit and the sign."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evitab.figures.comparators import TIMES
from evitab.figures.lexicon import Lexicon
from evitab.figures.number_words import Number

_UNIT = r"\+?\s{0,4}(?:-\s{0,4})?(?P<unit>«unit»)"
_RATE = r"(?:\s+«filler»\s+[\w-]+)?\s*(?P<rate>«frequency»)"
# Behind a unit: what makes another unit of it, "mg/kg", "mg per 100 g".
_DIVISOR = r"\s?/\s?\w|\s+«per»\s+(?:\d+\s+)?«unit»"


@dataclass(frozen=True)
class Piece:
    """A number with what is printed right behind it, before ranges are joined."""

    number: Number
    after: int
    units: frozenset[str]
    sign: int

    @property
    def value(self) -> float | None:
        """The number with its sign; None for one that has no value."""
        return None if self.number.value is None else self.sign * self.number.value

    @property
    def is_one(self) -> bool:
        """Whether the word is "one": one week is a figure, a week is how often."""
        return self.number.end - self.number.start > 2


def piece_of(text: str, number: Number, lexicon: Lexicon) -> Piece:
    """A number with the unit that is printed behind it and the sign before it."""
    after, units = number.end, frozenset({number.unit} if number.unit else ())
    # "Half a cup" is half of one; "5 a day" is no length of time.
    article = None if number.is_exact else lexicon.pattern(r"\s+«article»").match(text, number.end)
    unit = lexicon.pattern(_UNIT).match(text, article.end() if article else number.end)
    if unit is not None and number.value is not None and not number.unit:
        after, units = _units(text, unit, lexicon)
    return Piece(number, after, units, _sign(text, number.start, lexicon))


def _units(text: str, unit: re.Match[str], lexicon: Lexicon) -> tuple[int, frozenset[str]]:
    """Where a unit ends, and the codes that it may stand for: with how often, or without."""
    code, after = lexicon.word("unit", unit.group("unit")).unit, unit.end()
    if code in TIMES or code == "1":
        return after, frozenset({code})
    if (rate := lexicon.pattern(_RATE).match(text, after)) is not None:
        period = lexicon.word("frequency", rate.group("rate"))
        codes = {code, f"{code}/{period.unit}"} if period.value == "1/1" else {code}
        is_glued = rate.group("rate").startswith("/")
        return (rate.end() if is_glued else after), frozenset(codes)
    if lexicon.pattern(_DIVISOR).match(text, after):
        return after, frozenset({f"{code}/?"})
    return after, frozenset({code})


def _sign(text: str, start: int, lexicon: Lexicon) -> int:
    if text[start - 1 : start] == "-" and (
        start == 1 or re.match(r"[\s(\[=<>~:/]", text[start - 2])
    ):
        return -1
    return -1 if is_behind(lexicon, "«minus»", text, start) else 1


def words_before(text: str, start: int, length: int) -> str:
    """So many characters before a place, or all that there are."""
    return text[max(0, start - length) : start]


def is_behind(lexicon: Lexicon, words: str, text: str, start: int) -> bool:
    """Whether a place stands right behind one of the words."""
    return bool(lexicon.pattern(rf"{words}\s+\Z").search(words_before(text, start, 20)))
