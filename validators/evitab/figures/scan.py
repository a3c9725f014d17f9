"""Figures of a text: numbers with the units, comparators and partners that stand around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from evitab.figures.figure import Figure
from evitab.figures.lexicon import Lexicon, fold
from evitab.figures.number_words import Number
from evitab.figures.numerals import numbers_in

_RATES = {"d", "wk", "mo", "a", "h", "min"}
_TURNED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_NEAR = 60
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
    article = None if number.is_exact else _article(lexicon).match(text, number.end)
    unit = _unit(lexicon).match(text, article.end() if article else number.end)
    if unit is not None and number.value is not None and not number.unit:
        code = lexicon.word("unit", unit.group("unit")).unit
        units, after = frozenset({code}), unit.end()
        rate = _rate(lexicon).match(text, after)
        if rate is not None and code not in _RATES:
            period = lexicon.word("frequency", rate.group("rate"))
            units |= {f"{code}/{period.unit}"} if period.value == "1/1" else set()
            after = rate.end() if rate.group("rate").startswith("/") else after
    return _Piece(number, after, units, _sign(text, number.start, lexicon))


@cache
def _article(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lexicon.any_of('article')}", re.IGNORECASE)


@cache
def _unit(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\+?\s*-?\s*(?P<unit>{lexicon.any_of('unit')})", re.IGNORECASE)


@cache
def _rate(lexicon: Lexicon) -> re.Pattern[str]:
    """How often, right behind the unit or behind what the dose is of ("5,000 IU of D3 daily")."""
    return re.compile(rf"\s*(?P<rate>{lexicon.any_of('frequency')})", re.IGNORECASE)


def _sign(text: str, start: int, lexicon: Lexicon) -> int:
    if text[start - 1 : start] == "-" and (
        start == 1 or re.match(r"[\s(\[=<>~:/]", text[start - 2])
    ):
        return -1
    minus = re.search(lexicon.any_of("minus") + r"\s+\Z", text[:start][-20:], re.IGNORECASE)
    return -1 if minus else 1


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
    if joint := _joint(lexicon).fullmatch(between):
        return "to" if joint.lastgroup else "-"
    before = text[max(0, first.number.start - 30) : first.number.start]
    is_between = _behind_between(lexicon).search(before)
    return "and" if is_between and _and(lexicon).fullmatch(between) else None


@cache
def _joint(lexicon: Lexicon) -> re.Pattern[str]:
    to, minus = lexicon.any_of("to"), lexicon.any_of("minus")
    return re.compile(rf"\s*-\s*|(?P<to>\s+{to}\s+(?:{minus}\s+)?-?|-{to}-)", re.IGNORECASE)


@cache
def _behind_between(lexicon: Lexicon) -> re.Pattern[str]:
    between, about = lexicon.any_of("between"), lexicon.any_of("comparator-before")
    return re.compile(rf"{between}\s+(?:{about}\s+)?-?\Z", re.IGNORECASE)


@cache
def _and(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lexicon.any_of('and')}\s+-?", re.IGNORECASE)


def _figure(
    text: str, first: _Piece, last: _Piece, lexicon: Lexicon, link: str | None = None
) -> Figure:
    low, high = _bounds(first, last, link)
    start, after = first.number.start, last.after
    near = text[max(0, start - _DECLINE_BEFORE) : start] + " " + text[after:][:_DECLINE_AFTER]
    units = last.units or first.units
    return Figure(
        start,
        last.number.end,
        after,
        low,
        high,
        comparators=_comparators(text, start, after, units, lexicon),
        units=units,
        is_ratio=link == ":",
        is_change=link == "to" and bool(_behind_from(lexicon).search(text[:start][-12:])),
        is_exact=first.number.is_exact and last.number.is_exact,
        may_be_less=first.number.is_recent or bool(lexicon.search("decline").search(near)),
        may_borrow=not units and _may_borrow(text, first, last, lexicon),
        counts=first.number.counts or link is not None or bool(units - {"d"} and _is_one(first)),
    )


@cache
def _behind_from(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.any_of('from')}\s+\Z", re.IGNORECASE)


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
    named = re.search(r"\b[pn]\s*[<=>]+\s*\Z", text[: first.number.start][-8:], re.IGNORECASE)
    year = re.fullmatch(r"(?:19|20)\d\d", text[first.number.start : last.number.end])
    return not (counts or named or year)


def _is_one(piece: _Piece) -> bool:
    """Whether the word is "one": one week is a figure, a week is how often."""
    return piece.number.end - piece.number.start > 2


def _value(piece: _Piece) -> float | None:
    return None if piece.number.value is None else piece.sign * piece.number.value


# Comparators -----------------------------------------------------------------------------------


def _comparators(
    text: str, start: int, after: int, units: frozenset[str], lexicon: Lexicon
) -> frozenset[str]:
    before = text[max(0, start - _NEAR) : start].removesuffix("-")
    if (match := _before(lexicon).search(before)) is not None:
        given = set(lexicon.word("comparator-before", match.group("words")).value.split())
        if given == {"=", ">"} and not units & _RATES:
            given = {">"}
        if _turn(lexicon).search(before[: match.start("words")]):
            given = {_TURNED.get(sign, sign) for sign in given}
        return frozenset(given)
    if re.match(r"\+(?!\s*[\d.])", text[after:]) or re.match(
        r"\+", text[_digits_end(text, start) :]
    ):
        return frozenset({">="})
    if (match := _after(lexicon).match(text, after)) is not None:
        return frozenset({lexicon.word("comparator-after", match.group("words")).value})
    return frozenset({"="})


def _digits_end(text: str, start: int) -> int:
    match = re.compile(r"[\d.,]*\d").match(text, start)
    return start if match is None else match.end()


@cache
def _before(lexicon: Lexicon) -> re.Pattern[str]:
    words, filler = lexicon.any_of("comparator-before"), lexicon.any_of("filler")
    return re.compile(rf"(?P<words>{words})(?:\s+{filler})*\s*[=:]?\s*[(\[]?\Z", re.IGNORECASE)


@cache
def _turn(lexicon: Lexicon) -> re.Pattern[str]:
    """A denial with at most two words between it and the comparator."""
    return re.compile(rf"{lexicon.any_of('turn')}(?:\s+\w+){{0,2}}\s+\Z", re.IGNORECASE)


@cache
def _after(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.any_of("comparator-after")
    return re.compile(rf"(?:\s+{lexicon.any_of('old')})?\s*(?P<words>{words})", re.IGNORECASE)


# Lists -----------------------------------------------------------------------------------------


@cache
def _listed(lexicon: Lexicon) -> re.Pattern[str]:
    word = lexicon.any_of("and", "or")
    return re.compile(rf"\s*,\s*(?:{word}\s+)?|\s+{word}\s+", re.IGNORECASE)


def _lend(text: str, figures: list[Figure], lexicon: Lexicon) -> list[Figure]:
    """Figures of a list without a unit may have that of a later one ("2, 4 and 6 weeks")."""
    lent: list[Figure] = []
    later: Figure | None = None
    for figure in reversed(figures):
        mine = figure
        if later is not None and not figure.units:
            between = text[figure.after : later.start]
            if _listed(lexicon).fullmatch(between):
                mine = replace(figure, lent_units=later.units | later.lent_units)
        lent.append(mine)
        later = mine
    return lent[::-1]
