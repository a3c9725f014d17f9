"""Single numbers in a text: digits, fractions and number words, each with its place and value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evitab.figures.lexicon import Lexicon

_SPACES = "\u00a0\u202f\u2009"
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅕": 1 / 5}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_BEFORE_NUMBER = r"mid|pre|post|sub|over|under|late|early|age|aged|non|to"
# Digits inside a name or a footnote's mark are no figure: D3, MK-7, 25(OH)D, 300 mg[3].
_NAMES = (
    r"(?<=\w)\[\d+\]",
    r"(?<![^\W_])[^\W\d_]+\d\w*(?:-\d+)?(?!\w)",
    rf"(?<!\w)(?!(?:{_BEFORE_NUMBER})-)[^\W\d_]+-\d+(?!\w|[.,]\d)",
    r"(?<![\w.,])\d[\d,]*\([A-Z]{1,3}\)[A-Z]?\w*",
    r"(?<![\w.,])\d[\d,]*-(?:hydroxy|dihydroxy|dehydro|deoxy|methyl|oxo|keto|epi)\w*",
)
_IDENTIFIERS = (r"10\.\d{4,9}/\S*[^\s.,;:)\]]", r"https?://\S*[^\s.,;:)\]]")


@dataclass(frozen=True)
class Number:
    """One number; `value` is None for an identifier or digits that cannot be read.

    `unit` is the UCUM code that the word itself carries ("decade").
    """

    start: int
    end: int
    value: float | None
    unit: str | None = None
    is_exact: bool = True
    counts: bool = True
    is_recent: bool = False


def numbers_in(text: str, decimal_mark: str, lexicon: Lexicon) -> list[Number]:
    """The numbers of a folded text, in order; digits inside names are left out."""
    found: list[Number] = []
    for match in _pattern(decimal_mark, lexicon).finditer(text):
        kind = match.lastgroup or ""
        if kind in {"name", "glued"}:
            continue
        found.extend(_read(kind, match, decimal_mark, lexicon))
    return found


@cache
def _pattern(mark: str, lexicon: Lexicon) -> re.Pattern[str]:
    """One pattern whose named groups are the kinds of number, the most telling first."""
    numeral = _numeral(mark)
    power = r"\s?[x×]\s?10(?:\^-?\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)"
    words = lexicon.any_of
    small = words("number")
    suffix = rf"(?:{words('unit', 'scale')}|st\b|nd\b|rd\b|th\b|s\b|e-?\d)"
    kinds = {
        "identifier": "|".join(_IDENTIFIERS),
        "name": "|".join(f"(?:{name})" for name in _NAMES),
        "power": rf"(?:{numeral}){power}|(?<![\w.])\d+(?:\.\d+)?[eE]-?\d+(?!\w)|"
        rf"(?<!\w)10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+",
        "mixed": rf"(?<![\w.,/])(?:\d+\s)?\d+/\d+(?![\w/])|(?:\d+\s?)?[{''.join(_VULGAR)}]",
        "glued": rf"(?<![\w.,])\d+(?!{suffix})[^\W\d_]\w*",
        "scaled": rf"(?:{numeral})[\s-]?{words('scale')}",
        "digits": rf"(?<![\w.,])(?:{numeral})(?![.,]?\d)",
        "unreadable": r"\d+(?:[.,]\d+)*",
        "fraction": rf"(?:(?:{small}|{words('one')})[\s-]+{words('fraction')}"
        rf"|{words('fraction')})(?!-)",
        "amount": rf"(?:(?:{small}|{words('one')}|{words('recent')})\s+)?{words('amount')}",
        "multiple": words("multiple"),
        "recent": rf"{words('recent')}\s+(?={words('unit')})",
        "words": rf"(?:{small}(?:[\s-]+(?:and\s+)?)?|{words('one')}\s+(?={words('scale')})|"
        rf"{words('scale')}(?:[\s-]+(?:and\s+)?)?)+(?<![\s-])",
        "one": words("one"),
    }
    body = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    return re.compile(body, re.IGNORECASE)


def _numeral(mark: str) -> str:
    point, group = (r"\.", ",") if mark == "." else (",", r"\. ")
    grouped = rf"\d{{1,3}}(?:[{group}{_SPACES}]\d{{3}})+(?!\d)(?:{point}\d+)?"
    return rf"{grouped}|\d+(?:{point}\d+)?|{point}\d+"


def _decimal(digits: str, mark: str) -> float:
    group = ",." if mark == "." else ".,"
    plain = re.sub(rf"[{group[0]}\s]", "", digits) if mark == "." else re.sub(r"[.\s]", "", digits)
    return float(plain.replace(",", ".") if mark == "," else plain)


def _read(
    kind: str, match: re.Match[str], mark: str, lexicon: Lexicon
) -> Iterator[Number]:
    start, end, printed = match.start(), match.end(), match.group()
    if kind in {"identifier", "unreadable"}:
        yield Number(start, end, None)
    elif kind == "digits":
        yield Number(start, end, _decimal(printed, mark))
    elif kind == "power":
        yield Number(start, end, _power(printed, mark))
    elif kind == "mixed":
        yield from _mixed(start, end, printed)
    elif kind == "scaled":
        scale = re.search(lexicon.any_of("scale") + r"\Z", printed, re.IGNORECASE)
        if scale is not None:
            factor = float(lexicon.word("scale", scale.group()).value)
            yield Number(start, end, _decimal(printed[: scale.start()].rstrip(" -"), mark) * factor)
    else:
        yield from _worded(kind, start, printed, lexicon)


def _power(printed: str, mark: str) -> float:
    if printed.startswith("10") and printed[2] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        return float(10.0 ** int(printed[2:].translate(_RAISED)))
    pieces = re.split(r"\s?[x×]\s?10\^?|[eE]", printed)
    exponent = int(pieces[1].translate(_RAISED))
    return float(f"{_decimal(pieces[0], mark)!r}e{exponent}")


def _mixed(start: int, end: int, printed: str) -> Iterator[Number]:
    """A fraction; where it is larger than one and stands alone, two numbers ("120/80")."""
    whole, sign = printed[:-1].strip(), printed[-1]
    if sign in _VULGAR:
        yield Number(start, end, float(whole or 0) + _VULGAR[sign], is_exact=False)
        return
    *before, fraction = printed.split()
    above, below = fraction.split("/")
    if not before and (int(above) >= int(below) or int(below) > 100):
        yield Number(start, start + len(above), float(above))
        yield Number(end - len(below), end, float(below))
    elif int(below):
        value = float(before[0] if before else 0) + int(above) / int(below)
        yield Number(start, end, value, is_exact=False)


def _worded(kind: str, start: int, printed: str, lexicon: Lexicon) -> Iterator[Number]:
    end = start + len(printed)
    if kind == "one":
        yield Number(start, end, 1.0, counts=False)
    elif kind == "recent":
        yield Number(start, start + len(printed.rstrip()), 1.0, is_recent=True)
    elif kind == "multiple":
        yield Number(start, end, float(lexicon.word(kind, printed).value), unit="1")
    elif kind in {"fraction", "amount"}:
        yield _times(kind, start, printed, lexicon)
    else:
        yield from _sums(start, printed, lexicon)


def _times(kind: str, start: int, printed: str, lexicon: Lexicon) -> Number:
    """ "Two thirds", "half", "a decade", "the last decade"."""
    pieces = re.split(r"[\s-]+", printed)
    word = lexicon.word(kind, pieces[-1])
    above, _, below = word.value.partition("/")
    times = 1.0 if len(pieces) == 1 else _small(pieces[0], lexicon)
    is_bare_ordinal = kind == "fraction" and times == 1 and below != "2"
    return Number(
        start,
        start + len(printed),
        times * float(above) / float(below or 1),
        unit=word.unit or None,
        is_exact=kind == "amount",
        counts=not is_bare_ordinal,
        is_recent=pieces[0].lower() in lexicon.by_kind["recent"],
    )


def _small(printed: str, lexicon: Lexicon) -> float:
    for kind in ("number", "one", "recent"):
        if printed.lower() in lexicon.by_kind[kind]:
            return float(lexicon.word(kind, printed).value)
    return 1.0


def _sums(start: int, printed: str, lexicon: Lexicon) -> Iterator[Number]:
    """Number words as numbers: "twenty-five" is one, "two three" are two."""
    total = current = 0.0
    first: int | None = None
    last = room = 0
    for match in re.finditer(r"[^\W\d_]+", printed):
        word = match.group().lower()
        scale = lexicon.by_kind["scale"].get(word)
        value = None if scale else _small(word, lexicon)
        if word == "and":
            continue
        if value is not None and (first is None or value >= room):
            if first is not None:
                yield Number(start + first, start + last, total + current)
            total, current, first = 0.0, value, match.start()
            room = 10 if value >= 20 and value % 10 == 0 else 0
        elif value is not None:
            current, room = current + value, 10 if value >= 20 and value % 10 == 0 else 0
        elif scale is not None:
            first = match.start() if first is None else first
            current, room = (current or 1.0) * float(scale.value), int(scale.value)
            if room >= 1000:
                total, current = total + current, 0.0
        last = match.end()
    if first is not None:
        yield Number(start + first, start + last, total + current)
