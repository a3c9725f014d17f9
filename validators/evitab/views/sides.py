"""A range, a dose or an intake in one set of columns, whichever table and package it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from evitab.package import Contents
from evitab.standard import standard
from evitab.views.concepts import Row, labels, rows_of

_TEXT = pa.string()
# What is said on either side.
SAID = {
    "table": _TEXT,
    "row": _TEXT,
    "of": _TEXT,
    "form": _TEXT,
    "category": _TEXT,
    "use": _TEXT,
    "purpose": _TEXT,
    "population": _TEXT,
    "condition_range_id": _TEXT,
    "reported": _TEXT,
    "timing_reported": _TEXT,
    "duration_reported": _TEXT,
    "low": pa.float64(),
    "is_low_inclusive": pa.bool_(),
    "high": pa.float64(),
    "is_high_inclusive": pa.bool_(),
    "unit": _TEXT,
}
# What is known of an article's side, and of an authority's, alone.
OF_ARTICLE = {"claim_id": _TEXT, "is_negated": pa.bool_(), "condition_reported": _TEXT}
OF_AUTHORITY = {
    "authority": _TEXT,
    "authority_work": _TEXT,
    "authority_issued_year": pa.int64(),
    "authority_confidence": _TEXT,
    "authority_status": _TEXT,
}
# Where a table's column has another name than here.
_RANGE = {"row": "reference_range_id", "concept": "analyte_id", "reported": "range_reported"}
_DOSE = {
    "row": "dosage_id",
    "concept": "substance_id",
    "reported": "dose_reported",
    "low": "dose_low",
    "high": "dose_high",
    "unit": "dose_unit",
}
_DAILY = {name: f"daily_{_DOSE[name]}" for name in ("reported", "low", "high", "unit")}
_INTAKE = {
    "row": "reference_intake_id",
    "concept": "nutrient_id",
    "category": "type",
    "low": "value",
    "high": "value",
}
_NAMES = {"reference_ranges": _RANGE, "dosages": _DOSE, "reference_intakes": _INTAKE}


def of_article(contents: Contents, table: str) -> Iterator[Row]:
    """The rows of an article's table, with what their claims say of them."""
    called = labels(contents)
    claims = {row["claim_id"]: row for row in rows_of(contents, "claims")}
    for row in rows_of(contents, table):
        claim = claims.get(row["claim_id"], {})
        whose = {name: claim.get(name) for name in ("population", *OF_ARTICLE)}
        yield _said(row, table, called) | whose


def of_authorities(contents: Contents, table: str) -> Iterator[Row]:
    """The rows of an authority package's table, with whose they are."""
    called = labels(contents)
    works = {row["reference_id"]: row for row in rows_of(contents, "references")}
    for row in rows_of(contents, table):
        work = works.get(row["reference_id"], {})
        yield _said(row, table, called) | {
            "authority": called.get(row["authority_id"], row["authority_id"]),
            "authority_work": work.get("title"),
            "authority_issued_year": work.get("issued_year"),
            "authority_confidence": row["confidence"],
            "authority_status": row.get("status"),
        }


def _said(row: Row, table: str, called: Mapping[str, str]) -> Row:
    """A row in the columns of `SAID`; `concept_id` and `form_id` name what it is of, and `per_day`
    tells how often a day (None: not told).
    """
    names = _NAMES[table]
    daily = table == "dosages" and row["dose_low"] is None and row["daily_dose_low"] is not None
    names = names | _DAILY if daily else names
    said = {name: row.get(names.get(name, name)) for name in SAID}
    concept: str = row[names["concept"]]
    form: str = row.get("form_id") or ""
    return said | {
        "table": table,
        "of": called.get(concept, concept),
        "form": called.get(form, form) or None,
        "concept_id": concept,
        "form_id": form or None,
        "per_day": 1.0 if daily else _per_day(row),
    }


def _per_day(row: Row) -> float | None:
    frequency, period, unit = (row.get(name) for name in ("frequency", "period", "period_unit"))
    time = standard().units.get(unit or "")
    if frequency is None or period is None or time is None:
        return None
    return float(frequency / (period * time.factor / standard().units["d"].factor))
