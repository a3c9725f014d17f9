"""p values as reported, and whether one that was reckoned is among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.rules.statistics.printed import Answers, answers, box, meant
from evitab.statistics.rounding import Box, Floats, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame

_HAIR = 1e-9


def p_set(effects: DataFrame) -> Box:
    """All p values that the reported one may be; nan where it is missing or only "about"."""
    p = as_floats(effects["p_value"])
    return meant(effects["p_value_comparator"], (p, p), box(effects, "p_value"), (0.0, 1.0))


def may_be(reckoned: Box, reported: Box) -> Answers:
    """Whether a reckoned p may be the reported one; no where either is nan."""
    return (reckoned[0] <= reported[1] * (1 + _HAIR)) & (reckoned[1] * (1 + _HAIR) >= reported[0])


def one_tailed(both: Box) -> tuple[Box, Box]:
    """The p values of one tail where those of two are known: in its direction, and against it."""
    return (both[0] / 2, both[1] / 2), (1 - both[1] / 2, 1 - both[0] / 2)


def may_face_away(effects: DataFrame) -> Answers:
    """Whether a tail against the effect may be thought of: it is declared, or p is a figure.

    "p > 0.05" would fit such a tail whatever the effect.
    """
    return answers(effects["tails"] == 1) | answers(effects["p_value_comparator"] == "=")


def p_text(value: Floats | float) -> str:
    """A p value in digits that a reader knows."""
    return f"{value:.3g}" if value >= 0.0001 else "less than 0.0001"


def p_reported(row: Mapping[str, Any]) -> str:
    """A p value as it is printed, else as the row has it."""
    if row["p_value_reported"]:
        return str(row["p_value_reported"])
    return f"p {row['p_value_comparator']} {row['p_value']:.6g}"


def p_range_text(low: float, high: float) -> str:
    """A range of p values in words."""
    if high < 0.0001:
        return "less than 0.0001"
    if low < 0.0001:
        return f"at most {p_text(high)}"
    ends = p_text(low), p_text(high)
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else ends[0]
