"""Damage to an article alone: to rows that it has, and to those that are planted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mutation.damage import Make, damage
from mutation.ways import only
from packages import Row

Texts = Iterator[Mapping[str, str]]


def of_article(rule: str, words: str) -> Callable[[Make], Make]:
    """Declare a damage that is done to the article alone, whose rows have more columns."""
    return lambda make: damage(rule, words)(only("article", make))


def is_planted(row: Row) -> bool:
    """Whether a row is one of the planted ones: they have numbers from 1001 on."""
    return int(next(iter(row.values())).rpartition("-")[2]) > 1000


def figure(name: str, text: str) -> Row:
    """The three cells of a figure as it would be printed."""
    return {name: text, f"{name}_comparator": "=", f"{name}_reported": text}


def interval_of(row: Row) -> tuple[float, float, float] | None:
    """Estimate and bounds, where an effect has all three."""
    texts = [row["estimate"], row["ci_low"], row["ci_high"]]
    low_to_high = [float(text) for text in texts if text]
    return (low_to_high[0], low_to_high[1], low_to_high[2]) if len(low_to_high) == 3 else None


def reported(**numbers: float) -> Row:
    """Numbers of an effect as they would be printed, with two decimals."""
    texts = {name: f"{number:.2f}" for name, number in numbers.items()}
    if "ci_low" in texts or "ci_high" in texts:
        texts["ci_reported"] = " to ".join(
            text for name, text in texts.items() if name.startswith("ci")
        )
    if "estimate" in texts:
        texts["estimate_reported"] = texts["estimate"]
    return texts


def times(row: Row, factor: float, *names: str) -> Row:
    """Some numbers of a row times a factor."""
    return {name: f"{float(row[name]) * factor:.6g}" for name in names if row.get(name)}
