"""Two sides on one scale, where units, conversions and times allow it."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from evitab.views.concepts import Row
from evitab.views.conversions import Conversions

Climb = Callable[[str], list[str]]
SCALED = {
    "scale": pa.string(),
    "is_once_a_day_assumed": pa.bool_(),
    "scaled_low": pa.float64(),
    "scaled_high": pa.float64(),
    "authority_scaled_low": pa.float64(),
    "authority_scaled_high": pa.float64(),
}
_DAY = "/d"


def on_one_scale(ours: Row, theirs: Row, above: Climb, conversions: Conversions) -> Row:
    """Both sides in one unit: ranges in that of the article, doses in micrograms a day, or of one
    dose where how often is not told of the authority's; nothing where that is not possible.

    An article's dose of which nobody tells how often counts as one a day, and that is marked.
    """
    is_dose = ours["table"] != "reference_ranges"
    often, scale = _how_often(ours, theirs) if is_dose else ((1.0, 1.0), "")
    for target in ["ug", ours["unit"]] if is_dose else [ours["unit"]]:
        factors = [
            conversions.factor(above(side["concept_id"]), _amount(side), target)
            for side in (ours, theirs)
        ]
        if None not in factors:
            return {
                "scale": f"{target}{scale}",
                "is_once_a_day_assumed": ours["per_day"] is None if scale else None,
                **_scaled(ours, "scaled", factors[0], often[0]),
                **_scaled(theirs, "authority_scaled", factors[1], often[1]),
            }
    return {}


def _how_often(ours: Row, theirs: Row) -> tuple[tuple[float, float], str]:
    """How often a day each side is taken, and what the scale's unit then ends with."""
    is_intake = theirs["table"] == "reference_intakes"
    others = 1.0 if is_intake else theirs["per_day"]
    if others is None:
        return (1.0, 1.0), ""
    return (1.0 if ours["per_day"] is None else ours["per_day"], others), _DAY


def _amount(side: Row) -> str | None:
    """The unit of what is taken; an intake's own unit is one of amounts a day."""
    unit: str | None = side["unit"]
    if side["table"] != "reference_intakes" or unit is None:
        return unit
    return unit.removesuffix(_DAY) if unit.endswith(_DAY) else None


def _scaled(side: Row, prefix: str, factor: float | None, often: float | None) -> Row:
    return {
        f"{prefix}_{bound}": None if side[bound] is None else side[bound] * factor * often
        for bound in ("low", "high")
    }
