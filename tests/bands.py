"""Bands and values of vitamin X, as a source and as an authority give them."""

from __future__ import annotations

from typing import Any

from frames import Row


def band(
    category: str,
    low: float | None,
    high: float | None,
    unit: str | None = "ng/mL",
    **more: Any,
) -> dict[str, Any]:
    """A band of vitamin X as a source gives it: "10-20" holds both bounds, "< 10" does not."""
    is_closed = low is not None and high is not None
    return {
        "reference_range_id": f"RNG-{abs(hash((category, low, high, unit))) % 9999:04}",
        "analyte_id": "vitamin-x-in-serum",
        "category": category,
        "low": low,
        "is_low_inclusive": None if low is None else is_closed,
        "high": high,
        "is_high_inclusive": None if high is None else is_closed,
        "unit": unit,
        **more,
    }


def of_source(category: str, low: float | None, high: float | None, *unit: Any, **more: Any) -> Row:
    whose = {"claim.is_negated": False, "source": "SRC-0001"}
    return {**band(category, low, high, *unit), "analyte.label": "vitamin X", **whose, **more}


def of_authority(
    category: str, low: float | None, high: float | None, *unit: Any, **more: Any
) -> Row:
    who = {"authority_id": "one", "authority.label": "Authority One", "reference.issued_year": 2020}
    return {**band(category, low, high, *unit), **who, **more}


def value(number: float | None, unit: str | None = "ng/mL", **more: Any) -> Row:
    return {
        "observation_id": f"OBS-{len(more):04}",
        "variable_id": "vitamin-x-in-serum",
        "variable.label": "vitamin X",
        "source": "SRC-0001",
        "value": number,
        "value_comparator": None if number is None else "=",
        "value_unit": unit,
        **more,
    }


DEFICIENT, GOOD, TOXIC = (
    of_source("deficient", None, 10),
    of_source("optimal", 20, 30),
    of_source("potentially-toxic", 50, None),
)
SCHEME = [DEFICIENT, GOOD, TOXIC]
