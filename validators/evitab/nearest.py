"""The names that somebody may have meant who typed another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# Of a shorter word one cannot say that it stands inside another.
_TELLING = 3
_SHOWN = 3
# So like, of 1, is a word with a slip of the finger.
_SLIP = 0.85
# What is longer is no slip, and slow to compare.
_LONGEST = 200


def nearest(
    typed: str, known: Iterable[str], *, shown: int = _SHOWN, cutoff: float = 0.6
) -> list[str]:
    """The known names that a typed one may have meant, the nearest first.

    The one that differs in case, hyphens or blanks alone, or in a letter; else those in which it
    stands, the earlier the nearer, those that stand in it, those that are spelt somewhat like it.
    """
    by_folded = {_folded(name): name for name in known}
    text = _folded(typed[:_LONGEST])
    if text in by_folded:
        return [by_folded[text]]
    found = get_close_matches(text, by_folded, 1, _SLIP)
    if found:
        return [by_folded[found[0]]]
    if len(text) >= _TELLING:
        found = sorted((name for name in by_folded if text in name), key=lambda n: n.index(text))
        found += [name for name in by_folded if len(name) >= _TELLING and name in text]
    found += get_close_matches(text, by_folded, shown, cutoff)
    return [by_folded[name] for name in dict.fromkeys(found)][:shown]


def did_you_mean(
    typed: str, known: Iterable[str], *, shown: int = _SHOWN, cutoff: float = 0.6
) -> str:
    """The question that names them; empty where there are none."""
    names = nearest(typed, known, shown=shown, cutoff=cutoff)
    return f"Did you mean {listed(names, 'or')}?" if names else ""


def listed(names: Iterable[str], word: str) -> str:
    """Names in a sentence: `a, b or c`."""
    *before, last = names
    return f"{', '.join(before)} {word} {last}" if before else last


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold()).strip("._/")
