"""Figures of a text: numbers with the units, comparators and partners that stand around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evitab.figures.comparators import TIMES, comparators_of
from evitab.figures.figure import Figure
from evitab.figures.lexicon import Lexicon, fold
from evitab.figures.number_words import Number
from evitab.figures.numerals import numbers_in

_UNIT = r"\+?\s*-?\s*(?P<unit>«unit»)"
_RATE = r"\s*(?P<rate>«frequency»)"
_JOINT = r"\s*-\s*|(?P<to>\s+«to»\s+(?:«minus»\s+)?-?|-«to»-)"
_BETWEEN = r"«between»\s+(?:«comparator-before»\s+)?-?\Z"
_LISTED = r"\s*,\s*(?:«or»\s+)?|\s+«or»\s+"
_DECLINE_BEFORE, _DECLINE_AFTER = 25, 12


@dataclass(frozen=True)
class _Piece:
    """A number with what is printed right behind it, before ranges are joined."""

    number: Number
    after: int
    units: frozenset[str]
    sign: int


def figures_in(text: str, decimal_mark: str, lexicon: Lexicon) -> list[Figure]:
    """The figures of a text, in order of their place.

    `decimal_mark` is "." or ","; the other groups thousands. Digits inside a name (D3, MK-7,
    25(OH)D) are none.
    """
    folded = fold(text)
    pieces: list[_Piece] = []
    for number in numbers_in(folded, decimal_mark, lexicon):
        if not pieces or number.start >= pieces[-1].after:  # not the 1.73 of mL/min/1.73 m2
            pieces.append(_piece(folded, number, lexicon))
    return _lend(folded, list(_joined(folded, pieces, lexicon)), lexicon)


def _piece(text: str, number: Number, lexicon: Lexicon) -> _Piece:
    after, units = number.end, frozenset({number.unit} if number.unit else ())
    # "Half a cup" is half of one; "5 a day" is no length of time.
    article = None if number.is_exact else lexicon.pattern(r"\s+«article»").match(text, number.end)
    unit = lexicon.pattern(_UNIT).match(text, article.end() if article else number.end)
    if unit is not None and number.value is not None and not number.unit:
        code = lexicon.word("unit", unit.group("unit")).unit
        units, after = frozenset({code}), unit.end()
        rate = lexicon.pattern(_RATE).match(text, after)
        if rate is not None and code not in TIMES:
            period = lexicon.word("frequency", rate.group("rate"))
            units |= {f"{code}/{period.unit}"} if period.value == "1/1" else set()
            after = rate.end() if rate.group("rate").startswith("/") else after
    return _Piece(number, after, units, _sign(text, number.start, lexicon))


def _sign(text: str, start: int, lexicon: Lexicon) -> int:
    if text[start - 1 : start] == "-" and (
        start == 1 or re.match(r"[\s(\[=<>~:/]", text[start - 2])
    ):
        return -1
    return -1 if _is_behind(lexicon, "«minus»", text, start) else 1


def _before(text: str, start: int, length: int) -> str:
    return text[max(0, start - length) : start]


def _is_behind(lexicon: Lexicon, words: str, text: str, start: int) -> bool:
    """Whether a place stands right behind one of the words."""
    return bool(lexicon.pattern(rf"{words}\s+\Z").search(_before(text, start, 20)))


# Ranges and ratios -----------------------------------------------------------------------------


def _joined(text: str, pieces: list[_Piece], lexicon: Lexicon) -> Iterator[Figure]:
    index = 0
    while index < len(pieces):
        first = pieces[index]
        second = pieces[index + 1] if index + 1 < len(pieces) else None
        if second is not None and (link := _link(text, first, second, lexicon)):
            yield _figure(text, first, second, lexicon, link)
            index += 2
        else:
            yield _figure(text, first, first, lexicon)
            index += 1


def _link(text: str, first: _Piece, second: _Piece, lexicon: Lexicon) -> str | None:
    """What joins two numbers into one figure: "-", "to" or "and" for a range, ":" for a ratio."""
    between = text[first.after : second.number.start]
    if not first.number.counts or (not second.number.counts and not second.number.value):
        return None
    if first.number.value is None or second.number.value is None or first.number.is_recent:
        return None
    if not first.units and re.fullmatch(r"\s*:\s*", between):
        return ":"
    if first.units and second.units and not first.units & second.units:
        return None
    if joint := lexicon.pattern(_JOINT).fullmatch(between):
        return "to" if joint.lastgroup else "-"
    before = _before(text, first.number.start, 30)
    is_between = lexicon.pattern(_BETWEEN).search(before)
    return "and" if is_between and lexicon.pattern(r"\s+«and»\s+-?").fullmatch(between) else None


def _figure(
    text: str, first: _Piece, last: _Piece, lexicon: Lexicon, link: str | None = None
) -> Figure:
    low, high = _bounds(first, last, link)
    start, after = first.number.start, last.after
    near = f"{_before(text, start, _DECLINE_BEFORE)} {text[after : after + _DECLINE_AFTER]}"
    units = last.units or first.units
    comparators = comparators_of(text, start, after, units, lexicon)
    if first.number.is_recent:
        comparators |= {"about"}  # The last month is a calendar month or some thirty days.
    return Figure(
        start,
        last.number.end,
        after,
        low,
        high,
        comparators=comparators,
        units=units,
        is_ratio=link == ":",
        is_change=link == "to" and _is_behind(lexicon, "«from»", text, start),
        is_exact=first.number.is_exact and last.number.is_exact,
        may_be_less=first.number.is_recent or bool(lexicon.search("decline").search(near)),
        may_borrow=not units and _may_borrow(text, first, last, lexicon),
        counts=first.number.counts or link is not None or bool(units - {"d"} and _is_one(first)),
    )


def _bounds(first: _Piece, last: _Piece, link: str | None) -> tuple[float | None, float | None]:
    """The numbers as printed; "between -1.0 and -2.5" and the like from the lower one up."""
    low, high = _value(first), _value(last)
    if low is None or high is None or link in {None, ":"}:
        return low, high
    high = abs(high) if link == "-" and last.sign < 0 <= first.sign else high
    return (min(low, high), max(low, high)) if link == "and" or low < 0 else (low, high)


def _may_borrow(text: str, first: _Piece, last: _Piece, lexicon: Lexicon) -> bool:
    """A year, a p value, a sample size and a count of something named have no unit to borrow."""
    noun = re.compile(r"\s+([^\W\d_][\w'-]*)").match(text, last.number.end)
    counts = noun is not None and noun.group(1).lower() not in lexicon.by_kind["function"]
    named = re.search(
        r"\b[pn]\s*[<=>]+\s*\Z",
        _before(text, first.number.start, 8),
        re.IGNORECASE,
    )
    year = re.fullmatch(r"(?:19|20)\d\d", text[first.number.start : last.number.end])
    return not (counts or named or year)


def _is_one(piece: _Piece) -> bool:
    """Whether the word is "one": one week is a figure, a week is how often."""
    return piece.number.end - piece.number.start > 2


def _value(piece: _Piece) -> float | None:
    return None if piece.number.value is None else piece.sign * piece.number.value


# Lists -----------------------------------------------------------------------------------------


def _lend(text: str, figures: list[Figure], lexicon: Lexicon) -> list[Figure]:
    """Figures of a list without a unit may have that of a later one ("2, 4 and 6 weeks")."""
    lent: list[Figure] = []
    later: Figure | None = None
    for figure in reversed(figures):
        mine = figure
        if later is not None and not figure.units:
            between = text[figure.after : later.start]
            if lexicon.pattern(_LISTED).fullmatch(between):
                mine = replace(figure, lent_units=later.units | later.lent_units)
        lent.append(mine)
        later = mine
    return lent[::-1]
