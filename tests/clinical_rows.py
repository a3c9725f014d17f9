"""Rows that tests of clinical rules put behind those of the golden article, and what is found."""

from __future__ import annotations

from pathlib import Path

from packages import Row, Tables, computed, grow

CLAIM = {
    "claim_id": "CLM-1001",
    "passage_id": "PSG-0002",
    "type": "dosage",
    "statement": "Made up.",
    "is_negated": "false",
    "assertion_strength": "plain",
}
OTHER = {**CLAIM, "claim_id": "CLM-1002"}
DAILY = {"frequency": "1", "period": "1", "period_unit": "d", "timing_reported": "daily"}
CASE = {"study_id": "STU-1001", "claim_id": "CLM-1001", "design": "case-report"}
BY = {"authority_id": "example-authority", "reference_id": "REF-0001", "confidence": "own-text"}
MAINTENANCE = {"purpose": "maintenance"}


def dose(number: int, mcg: str, substance: str = "vitamin-x", **cells: str) -> Row:
    """An advised dose of so many micrograms, beside the claim of its number."""
    amounts = dict.fromkeys(("dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg"), mcg)
    row = {"dosage_id": f"DOS-{1000 + number}", "claim_id": f"CLM-{1000 + number}"}
    kind = {"dose_comparator": "=", "dose_unit": "ug", "dose_reported": f"{mcg} mcg"}
    return {**row, "substance_id": substance, **amounts, **kind, "use": "recommended", **cells}


def found(folder: Path, rule: str, article: Tables, authority: Tables) -> list[Row]:
    """The findings of one rule, each cell as text."""
    rows = computed(grow(folder, article=article, authority=authority), rule)
    return [{k: v or "" for k, v in row.items()} for row in rows]
