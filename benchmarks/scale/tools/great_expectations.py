"""great_expectations: an expectation suite for each table, on pandas, in an ephemeral context.

No expectation knows of other tables or of p values: a column is made for each, and expected to hold
nothing amiss. A set of a million keys as `value_set` would be copied into every result.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale.arithmetic import p_agrees
from benchmarks.scale.tools.pandera_pandas import are_numbers, read
from benchmarks.scale.work import TABLES, Counts, bounds, choices, pattern, tally
from evitab.standard import TableSchema


def prepare() -> None:
    """Import great_expectations, which is to send nothing home and to draw no progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    import great_expectations.expectations
    import pyarrow.csv
    import pyarrow.parquet


def run(folder: Path, form: str) -> Counts:
    """Ask everything of every table."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("scale")
    frames = {name: read(folder, name, form, "numpy") for name in TABLES}
    found: list[tuple[str, str, int]] = []
    for name, frame in frames.items():
        expected = list(_expectations(TABLES[name], frame, frames))
        whole = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        batch = whole.get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name, expectations=expected)
        found += _counts(name, batch.validate(suite, result_format="SUMMARY"))
    return tally(found)


def _counts(table: str, verdict: Any) -> Iterator[tuple[str, str, int]]:
    for result in verdict.results:
        kind = result.expectation_config.meta["kind"]
        count = result.result["unexpected_count"]
        # Both rows of a pair are at fault.
        yield table, kind, count // 2 if kind == "unique" else count


def _expectations(table: TableSchema, frame: Any, frames: Mapping[str, Any]) -> Iterator[Any]:
    """What is expected of a table, each with its kind; columns that it needs are put in."""
    import great_expectations.expectations as gxe

    (key,) = table.primary_key
    yield gxe.ExpectColumnValuesToBeUnique(column=key, meta={"kind": "unique"})
    for field in table.fields:
        name = field.name
        if field.is_required:
            yield gxe.ExpectColumnValuesToNotBeNull(column=name, meta={"kind": "required"})
        if (form := pattern(field)) is not None:
            matches = {"column": name, "regex": form, "meta": {"kind": "pattern"}}
            yield gxe.ExpectColumnValuesToMatchRegex(**matches)
        if (codes := choices(field)) is not None:
            listed = {"column": name, "value_set": codes, "meta": {"kind": "enum"}}
            yield gxe.ExpectColumnValuesToBeInSet(**listed)
        if limits := bounds(field):
            between = {_BOUNDS[keyword]: bound for keyword, bound in limits.items()}
            between["strict_min"] = "exclusiveMinimum" in limits
            meta = {"kind": "range"}
            yield gxe.ExpectColumnValuesToBeBetween(column=name, **between, meta=meta)
    for kind, at_fault in _at_fault(table, frame, frames):
        # A column in which the rows at fault alone have a value.
        name = f"{kind}_at_fault"
        frame[name] = np.where(at_fault, 1.0, np.nan)
        yield gxe.ExpectColumnValuesToBeNull(column=name, meta={"kind": kind})
    if table.name == "effects":
        yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="ci_high",
            column_B="ci_low",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            meta={"kind": "interval_order"},
        )


_BOUNDS = {"minimum": "min_value", "maximum": "max_value", "exclusiveMinimum": "min_value"}


def _at_fault(
    table: TableSchema, frame: Any, frames: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What no expectation can tell: the rows at fault, by kind."""
    for key in table.foreign_keys:
        keys, parents = frame[key.fields[0]], frames[key.table][key.reference_fields[0]]
        yield "foreign_key", ~keys.isin(parents) & keys.notna()
    if texts := [name for name in frame.columns if name.endswith("_text")]:
        yield "type", ~are_numbers(frame, texts)
    if table.name == "effects":
        yield "p_from_interval", ~p_agrees(frame)
