"""The judge: pandera says which rows fail, and a rule that breaks down is told apart."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandera.errors import SchemaErrors
from rich.console import Console

from damage import damaged_copy
from evitab.columns import frame_of
from evitab.columns.frame import plain_text
from evitab.engines.judge import judge
from evitab.engines.pandera_schema import pandera_schema
from evitab.finding import CannotJudge, Outcome, Report, Severity, fingerprint
from evitab.package import Medium, read_package
from evitab.relations import Sight
from evitab.release.build import built_files
from evitab.reporting.text import print_report
from evitab.rule import Rule, rule
from evitab.standard import standard
from evitab.validation import validate_package
from evitab.validation.docket import structure_docket
from packages import GOLDEN, copy_of

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("dosages", reads=["dose_low", "form_id"], kind="plausibility")
def dose_is_small(dosages: DataFrame) -> Series[bool]:
    """A dose is small."""
    return dosages["dose_low"] < 100


@rule("dosages", reads=["form_id"], kind="plausibility")
def form_is_one(dosages: DataFrame) -> Series[bool]:
    """The form is menaquinone-7; a form that is not told is no other form."""
    return dosages["form_id"] == "menaquinone-7"


@rule("dosages", reads=["dose_low"], kind="plausibility")
def sees_too_much(dosages: DataFrame) -> Series[bool]:
    """A rule that reads a column that it has not named."""
    return dosages["dose_high"] < 100


@pytest.fixture(name="contents")
def read_golden() -> object:
    return read_package(GOLDEN["article"], standard())


def failures(contents: object, asked: Rule) -> list[tuple[tuple[int, ...], str | None]]:
    table = contents.tables["dosages"]  # type: ignore[attr-defined]
    found = judge(table.schema, table.data, [asked], Sight({}, {}))
    return [(failure.rows, failure.crash) for failure in found]


def test_rows_that_fail_are_named(contents: object) -> None:
    assert failures(contents, dose_is_small) == [((0,), None)]


def test_null_is_satisfied(contents: object) -> None:
    assert failures(contents, form_is_one) == []


@rule("dosages", reads=["dose_high"], kind="plausibility")
def has_an_upper_dose(dosages: DataFrame) -> Series[bool]:
    """An upper dose is told."""
    return dosages["dose_high"].notna()


def test_row_that_fails_because_all_that_is_looked_at_is_null_is_named(contents: object) -> None:
    table = contents.tables["dosages"]  # type: ignore[attr-defined]
    place = table.data.column_names.index("dose_high")
    empty = pa.nulls(len(table.data), pa.float64())
    data = table.data.set_column(place, "dose_high", empty)
    (failure,) = judge(table.schema, data, [has_an_upper_dose], Sight({}, {}))
    assert failure.rows == tuple(range(len(data)))


def test_rule_sees_only_the_columns_that_it_names(contents: object) -> None:
    ((rows, crash),) = failures(contents, sees_too_much)
    assert rows == ()
    assert crash is not None
    assert "dose_high" in crash


def test_crashed_rule_is_neither_passed_nor_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evitab.validation.docket.all_rules", lambda: (sees_too_much,))
    report = validate_package(GOLDEN["article"], standard(), name="golden")
    crashed = [check for check in report.checks if check.outcome is Outcome.CRASHED]
    assert [(check.rule, check.table) for check in crashed] == [("sees_too_much", "dosages")]
    assert report.findings == []
    assert report.exit_code == 2


@rule("dosages", reads=["dose_low"], kind="plausibility", severity=Severity.WARNING)
def dose_is_tiny(dosages: DataFrame) -> Series[bool]:
    """A dose is tiny."""
    return dosages["dose_low"] < 1


def test_warning_is_told_and_fails_no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evitab.validation.docket.all_rules", lambda: (dose_is_tiny,))
    report = validate_package(GOLDEN["article"], standard(), name="golden")
    assert [finding.severity for finding in report.findings] == [Severity.WARNING] * 2
    assert report.exit_code == 0
    text = io.StringIO()
    print_report(Report("0", "0", (report,)), Console(file=text, width=100))
    assert text.getvalue().endswith("✓ 1 package: 2 findings, none an error\n")


@rule("dosages", reads=["dose_low"], about="source", kind="plausibility", harm="low")
def cannot_say_why(dosages: DataFrame) -> DataFrame:
    """A rule about the source that finds something and cannot say what."""
    raise RuntimeError("no words")


def test_rule_that_cannot_explain_itself_crashes_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("evitab.validation.docket.all_rules", lambda: (cannot_say_why,))
    root = copy_of(GOLDEN["article"], tmp_path)
    report = validate_package(root, standard(), name="golden")
    reasons = [check.reason for check in report.checks if check.outcome is Outcome.CRASHED]
    assert reasons == ['RuntimeError("no words")']
    assert report.exit_code == 2
    with pytest.raises(CannotJudge, match="cannot_say_why crashed"):
        built_files(root, standard())


def test_frames_are_arrow_backed(contents: object) -> None:
    frame = frame_of(contents.tables["dosages"].data)  # type: ignore[attr-defined]
    assert all(hasattr(kind, "pyarrow_dtype") for kind in frame.dtypes)
    assert not any(kind == np.float64 for kind in frame.dtypes)


def test_rule_about_the_source_and_no_other_has_grounds_and_harm() -> None:
    with pytest.raises(ValueError, match="says what harm may come"):
        rule("dosages", reads=["dose_low"], about="source", kind="plausibility")
    with pytest.raises(ValueError, match="says what harm may come"):
        rule("dosages", reads=["dose_low"], kind="plausibility", harm="low")
    with pytest.raises(TypeError, match="no grounds in the source"):
        dose_is_small.grounds(pd.DataFrame(columns=list(dose_is_small.reads)))
    assert dose_is_small.severity is Severity.ERROR


def test_fingerprint_tells_parts_apart() -> None:
    assert fingerprint("a", "bc") != fingerprint("ab", "c")
    assert fingerprint("a", None) != fingerprint("a", "-")
    assert len(fingerprint()) == 16


def test_schema_that_is_given_out_flags_what_the_judge_flags(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 1, 0.05, Medium.PARQUET)
    contents = read_package(root, standard(), Medium.PARQUET)
    flagged = 0
    for name, table in contents.tables.items():
        docket = structure_docket(contents, table, standard())
        said = judge(table.schema, table.data, docket.conditions, docket.sight)
        ours = {
            (each.condition.name, row)
            for each in said
            if each.condition.name != "required"
            for row in each.rows
        }
        schema = pandera_schema(
            table.schema, docket.conditions, sight=docket.sight, text=plain_text()
        )
        try:
            schema.validate(frame_of(table.data, text=plain_text()), lazy=True)
            theirs = set()
        except SchemaErrors as raised:
            theirs = {
                (check, row)
                for check, row in zip(
                    raised.failure_cases["check"], raised.failure_cases["index"], strict=True
                )
                if check != "not_nullable"
            }
        assert theirs == ours, name
        flagged += len(ours)
    assert flagged > 0
