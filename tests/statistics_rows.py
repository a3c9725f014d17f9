"""Rows of effects and observations as tests of statistics write them: figures as printed."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
QUIET, NOTE, WARNING = None, "info", "warning"


def figure(name: str, text: str, comparator: str = "=") -> Row:
    """The columns of a figure that is printed so."""
    return {name: float(text), f"{name}_comparator": comparator, f"{name}_reported": text}


def effect(estimate: str = "", low: str = "", high: str = "", p: str = "", **more: Any) -> Row:
    """An effect with a 95 % interval and a p value such as "= 0.03", all as printed."""
    row: Row = {"scale": "ratio", "estimate_unit": "1"}
    if estimate:
        row |= figure("estimate", estimate)
    if low:
        row |= {"ci_low": float(low), "ci_high": float(high), "ci_level": 95.0}
        row["ci_reported"] = f"95% CI {low} to {high}"
    if p:
        comparator, number = p.split()
        row |= figure("p_value", number, comparator)
    return {**row, **more}


PERCENT: Row = {"scale": "ratio", "estimate_unit": "%"}
UNKNOWN: Row = {"scale": "unknown", "estimate_unit": "%"}
DIFFERENCE: Row = {"scale": "difference", "estimate_unit": "ng/mL"}
OF_ARM: Row = {"study_arm_id": "ARM-1", "study_arm.n": 28, "study_arm.n_comparator": "="}
