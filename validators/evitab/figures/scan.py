"""Figures of a text: numbers with the units, comparators and partners that stand around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from evitab.figures.comparators import TIMES, comparators_of
from evitab.figures.figure import Figure
from evitab.figures.lexicon import Lexicon, fold
from evitab.figures.numerals import numbers_in
from evitab.figures.pieces import Piece, is_behind, piece_of, words_before

_JOINT = r"\s*-\s*|—|(?P<to>-?\s+«to»\s+(?:«minus»\s+)?-?|-«to»-)"
_BETWEEN = r"«between»\s+(?:«filler»\s+)*(?:«comparator-before»\s+)?-?\Z"
# Where a number may be stored with a minus: "fell by 3 %", "a 3 % loss", "2 years ago".
_FELL = r"«decline»\s+(?:«by»\s+|«filler»\s+)*\Z"
_LISTED = r"\s*±\s*|\s*,\s*(?:«or»\s+)?|\s+«or»\s+"
_NOUN = re.compile(r"\s+([^\W\d_][\w'-]*)")
_FOOTNOTE = re.compile(r"(?<=[a-ln-zA-Z%)])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@lru_cache(maxsize=4096)
def figures_in(text: str, decimal_mark: str, lexicon: Lexicon) -> tuple[Figure, ...]:
    """The figures of a text, in order of their place.

    `decimal_mark` is "." or ","; the other groups thousands. Digits inside a name (D3, MK-7,
    25(OH)D) are none.
    """
    folded = _FOOTNOTE.sub(lambda mark: " " * len(mark.group()), fold(text))
    folded = folded.replace("·", decimal_mark)  # as some journals print 0·85
    pieces: list[Piece] = []
    for number in numbers_in(folded, decimal_mark, lexicon):
        if not pieces or number.start >= pieces[-1].after:  # not the 1.73 of mL/min/1.73 m2
            pieces.append(piece_of(folded, number, lexicon))
    return tuple(_lend(folded, list(_joined(folded, pieces, lexicon)), lexicon))


# Ranges and ratios -----------------------------------------------------------------------------


def _joined(text: str, pieces: list[Piece], lexicon: Lexicon) -> Iterator[Figure]:
    """Numbers as figures; one in brackets, said again in another unit, shares the comparator."""
    last: Figure | None = None
    for figure in _linked(text, pieces, lexicon):
        again = last is not None and re.fullmatch(r"\s*\(", text[last.after : figure.start])
        shared = last.comparators if last is not None and again else frozenset()
        last = replace(figure, comparators=figure.comparators | shared) if shared else figure
        yield last


def _linked(text: str, pieces: list[Piece], lexicon: Lexicon) -> Iterator[Figure]:
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


def _link(text: str, first: Piece, second: Piece, lexicon: Lexicon) -> str | None:
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
    before = words_before(text, first.number.start, 30)
    is_between = lexicon.pattern(_BETWEEN).search(before)
    return "and" if is_between and lexicon.pattern(r"\s+«and»\s+-?").fullmatch(between) else None


def _figure(
    text: str, first: Piece, last: Piece, lexicon: Lexicon, link: str | None = None
) -> Figure:
    low, high = _bounds(first, last, link)
    start, after = first.number.start, last.after
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
        is_change=link == "to" and is_behind(lexicon, "«from»", text, start),
        is_exact=first.number.is_exact and last.number.is_exact,
        may_be_less=link != ":" and _may_be_less(text, first, after, units, lexicon),
        may_borrow=not units and _may_borrow(text, first, last, lexicon),
        counts=first.number.counts or link is not None or bool(units - {"d"} and first.is_one),
    )


def _bounds(first: Piece, last: Piece, link: str | None) -> tuple[float | None, float | None]:
    """The numbers as printed; "between -1.0 and -2.5" and the like from the lower one up."""
    low, high = first.value, last.value
    if low is None or high is None or link in {None, ":"}:
        return low, high
    high = abs(high) if link == "-" and last.sign < 0 <= first.sign else high
    return (min(low, high), max(low, high)) if link == "and" or low < 0 else (low, high)


def _may_be_less(
    text: str, first: Piece, after: int, units: frozenset[str], lexicon: Lexicon
) -> bool:
    if first.number.is_recent:
        return True
    before = words_before(text, first.number.start, 40)
    if lexicon.pattern(_FELL).search(before) or lexicon.pattern(r"\s+«decline»").match(text, after):
        return True
    return bool(units & TIMES and lexicon.pattern(r"\s+«ago»").match(text, after))


def _may_borrow(text: str, first: Piece, last: Piece, lexicon: Lexicon) -> bool:
    """A year, a p value, a ratio measure, a sample size and a count have no unit to borrow."""
    noun = _NOUN.match(text, last.number.end)
    counts = noun is not None and noun.group(1).lower() not in lexicon.by_kind["function"]
    named = re.search(
        r"\b[pn]\s*[<=>]+\s*\Z",
        words_before(text, first.number.start, 8),
        re.IGNORECASE,
    )
    year = re.fullmatch(r"(?:19|20)\d\d", text[first.number.start : last.number.end])
    ratio = re.search(r"\b[A-Z]{2,4}\b[^.;]{0,8}\Z", words_before(text, first.number.start, 14))
    return not (counts or named or year or ratio)


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
