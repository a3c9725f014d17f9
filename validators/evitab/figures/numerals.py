"""Single numbers in a text: digits, fractions and words, each with its place and value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evitab.figures.lexicon import Lexicon
from evitab.figures.number_words import Number, worded

_SPACES = "\u00a0\u202f\u2009"
# Where a number or a name can begin: spares trying every kind inside of words, and before words
# that neither have digits behind them nor spell out a number.
_START = r"(?:(?=[\d½¼¾⅓⅔⅛⅕\[]|[.,]\d)|(?<![^\W_])(?=[^\W\d_])(?=https?:|[^\W\d_]+-?\d|WORDS))"
_SPELLED = ("number", "one", "scale", "fraction", "amount", "multiple", "recent")
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅕": 1 / 5}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# Digits inside a name or a footnote's mark are no figure: D3, MK-7, 25(OH)D, 300 mg[3].
_NAMES = (
    r"(?<=\w)\[\d+\]",
    r"(?<![^\W_])[^\W\d_]+\d\w*(?:-\d+(?!\w|[.,]\d|\s?UNIT))?(?!\w)",
    r"(?<!\w)(?!PREFIX-)[^\W\d_]+-\d+(?!\w|[.,]\d|\s?UNIT)",
    r"(?<![\w.,])\d[\d,]*\([A-Z]{1,3}\)[A-Z]?\w*",
    r"(?<![\w.,])\d[\d,]*-(?:hydroxy|dihydroxy|dehydro|deoxy|methyl|oxo|keto|epi)\w*",
)
_IDENTIFIERS = (r"10\.\d{4,9}/\S*[^\s.,;:)\]]", r"https?://\S*[^\s.,;:)\]]")


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
    power = r"\s?[x×]\s?10(?:\^-?\d{1,4}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁻])"
    words = lexicon.any_of
    small, gap = words("number"), rf"(?:[\s-]{{1,4}}(?:{words('and')}\s{{1,4}})?)?"
    suffix = rf"(?:{words('unit')}|{words('scale')}|st\b|nd\b|rd\b|th\b|s\b|e-?\d)"
    kinds = {
        "identifier": "|".join(_IDENTIFIERS),
        "name": "|".join(f"(?:{name})" for name in _NAMES)
        .replace("PREFIX", words("prefix"))
        .replace("UNIT", words("unit")),
        "power": rf"(?:{numeral}){power}|(?<![\w.])\d+(?:\.\d+)?[eE]-?\d{1, 4}(?!\w)|"
        r"(?<!\w)10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁻])",
        "mixed": rf"(?<![\w.,/])(?:\d+\s)?\d+/\d+(?![\w/])|(?:\d+\s?)?[{''.join(_VULGAR)}]",
        "glued": rf"(?<![\w.,])\d+(?!{suffix})[^\W\d_]\w*",
        "spaced": rf"(?<![\w.,])\d{{1,3}}(?: \d{{3}})+(?!\d)(?=[\s-]?{words('unit')})",
        "halved": rf"(?:{small}|{words('one')}|\d+)\s+{words('and-a-half')}",
        "scaled": rf"(?:{numeral})[\s-]?{words('scale')}",
        "digits": rf"(?<![\w.,])(?:{numeral})(?![.,]?\d)",
        "unreadable": r"\d+(?:[.,]\d+)*",
        "fraction": rf"(?:(?:{small}|{words('one')})[\s-]+{words('fraction')}"
        rf"|{words('fraction')})(?!-)",
        "amount": rf"(?:(?:{small}|{words('one')}|{words('recent')})\s+)?{words('amount')}",
        "multiple": words("multiple"),
        "recent": rf"{words('recent')}\s+(?={words('unit')})",
        "words": rf"(?:{small}{gap}|{words('one')}\s+(?={words('scale')})|"
        rf"{words('scale')}{gap})+(?<![\s-])",
        "one": words("one"),
    }
    body = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    start = _START.replace("WORDS", "|".join(map(words, _SPELLED)))
    return re.compile(f"{start}(?:{body})", re.IGNORECASE)


def _numeral(mark: str) -> str:
    point, group = (r"\.", ",") if mark == "." else (",", r"\. ")
    grouped = rf"\d{{1,3}}(?:[{group}{_SPACES}]\d{{3}})+(?!\d)(?:{point}\d+)?"
    return rf"{grouped}|\d+(?:{point}\d+)?|{point}\d+"


def _decimal(digits: str, mark: str) -> float:
    group = ",." if mark == "." else ".,"
    plain = re.sub(rf"[{group[0]}\s]", "", digits) if mark == "." else re.sub(r"[.\s]", "", digits)
    return float(plain.replace(",", ".") if mark == "," else plain)


def _read(kind: str, match: re.Match[str], mark: str, lexicon: Lexicon) -> Iterator[Number]:
    start, end, printed = match.start(), match.end(), match.group()
    if kind in {"identifier", "unreadable"}:
        yield Number(start, end, None)
    elif kind == "digits":
        yield Number(start, end, _decimal(printed, mark))
    elif kind == "spaced":
        yield Number(start, end, float(printed.replace(" ", "")))
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
        yield from worded(kind, start, printed, lexicon)


def _power(printed: str, mark: str) -> float:
    if printed.startswith("10") and printed[2] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        return float(f"1e{printed[2:].translate(_RAISED)}")
    pieces = re.split(r"\s?[x×]\s?10\^?|[eE]", printed)
    return float(f"{_decimal(pieces[0], mark)!r}e{pieces[1].translate(_RAISED)}")


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
