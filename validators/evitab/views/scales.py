"""Two sides on one scale, where units, conversions and times allow it."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from evitab.views.concepts import Row
from evitab.views.conversions import Conversions

Climb = Callable[[str], list[str]]
SCALED = {
    "scale": pa.string(),
    "scaled_low": pa.float64(),
    "scaled_high": pa.float64(),
    "authority_scaled_low": pa.float64(),
    "authority_scaled_high": pa.float64(),
}
_DAY = "/d"


def on_one_scale(ours: Row, theirs: Row, above: Climb, conversions: Conversions) -> Row:
    """Both sides in one unit: ranges in that of the article, doses in micrograms a day, or of one
    dose where how often is not told on both sides; nothing where that is not possible.
    """
    is_dose = ours["table"] != "reference_ranges"
    often, scale = _how_often(ours, theirs) if is_dose else ((1.0, 1.0), "")
    for target in ["ug", ours["unit"]] if is_dose else [ours["unit"]]:
        factors = [
            conversions.factor(above(side["concept_id"]), _amount(side), target)
            for side in (ours, theirs)
        ]
        if None not in (*factors, *often):
            return {
                "scale": f"{target}{scale}",
                **_scaled(ours, "scaled", factors[0], often[0]),
                **_scaled(theirs, "authority_scaled", factors[1], often[1]),
            }
    return {}


def _how_often(ours: Row, theirs: Row) -> tuple[tuple[float | None, float | None], str]:
    """How often a day each side is taken, and what the scale's unit then ends with."""
    if theirs["table"] == "reference_intakes":
        return (ours["per_day"], 1.0), _DAY
    if None in (ours["per_day"], theirs["per_day"]):
        return (1.0, 1.0), ""
    return (ours["per_day"], theirs["per_day"]), _DAY


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
