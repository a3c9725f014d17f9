"""`evitab show`: rows that are asked for, and words typed wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evitab.finding import CannotJudge
from evitab.package import Table, read_package
from evitab.reporting.where import rows_where
from evitab.standard import standard
from packages import REAL, rows_of
from test_cli import evitab


@pytest.fixture(scope="module")
def doses() -> Table:
    return read_package(REAL, standard()).tables["dosages"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("use=recommended", lambda row: row["use"] == "recommended"),
        (" use = recommended ", lambda row: row["use"] == "recommended"),
        ("use!=recommended", lambda row: row["use"] != "recommended"),
        ("dose_low>=5000", lambda row: row["dose_low"] and float(row["dose_low"]) >= 5000),
        ("dose_low<5e3", lambda row: row["dose_low"] and float(row["dose_low"]) < 5000),
        ("dose_reported~MCG", lambda row: "mcg" in row["dose_reported"]),
        ("dose_low~00", lambda row: "00" in row["dose_low"]),
        ("regimen_id=", lambda row: not row["regimen_id"]),
        ("regimen_id!=", lambda row: row["regimen_id"]),
        ("dose_comparator==", lambda row: row["dose_comparator"] == "="),
    ],
)
def test_rows_are_those_for_which_it_holds(condition: str, holds: object, doses: Table) -> None:
    expected = [row["dosage_id"] for row in rows_of(REAL, "dosages") if holds(row)]  # type: ignore[operator]
    found = rows_where(doses, [condition])
    assert found.column("dosage_id").to_pylist() == expected
    assert 0 < len(expected) < len(doses.data)
    assert len(found.lines) == len(expected)


def test_all_conditions_hold_at_once(doses: Table) -> None:
    found = rows_where(doses, ["use=recommended", "substance_id=vitamin-k2", "frequency=1"])
    assert found.column("dosage_id").to_pylist() == ["DOS-0009"]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("use", "no condition: 'use'"),
        ("usage=case", "no field 'usage'. Did you mean use?"),
        ("dose_low=much", "'much' is no number, which dose_low is"),
        ("zzz=1", "dosages has dosage_id, claim_id"),
        ("use.case=1", "no condition"),
        ("__class__=1", "no field '__class__'"),
    ],
)
def test_what_is_no_condition_is_told(condition: str, message: str, doses: Table) -> None:
    with pytest.raises(CannotJudge) as caught:
        rows_where(doses, [condition])
    assert message in str(caught.value)


def test_fields_stand_in_the_order_asked_for() -> None:
    done = evitab("show", "vitamin-d3-k2", "claims", "--where", "statement~warfarin",
                  "--fields", "statement, claim_id")  # fmt: skip
    head, first, *_ = done.stdout.splitlines()
    assert head.split() == ["statement", "claim_id"]
    assert first.split()[-1] == "CLM-0116"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["vitamin-d3-k2", "dosage"], "Did you mean dosages?"),
        (["vitamin-d3-k2", "zzz"], "The package has sources, passages"),
        (["vitamin-d3-k2", "dosages", "--fields", "dose"], "no field 'dose'. Did you mean"),
        (["vitamin-d3-k2", "--where", "use=case"], "rows of no table"),
    ],
)
def test_wrong_words_are_answered_with_the_nearest(words: list[str], message: str) -> None:
    done = evitab("show", *words)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_no_row_is_told() -> None:
    done = evitab("show", "vitamin-d3-k2", "dosages", "--where", "dose_low>1000000")
    assert done.stdout == "no row of dosages\n"


def test_summaries_of_verbs_fit_eighty_columns() -> None:
    command = [sys.executable, "-m", "evitab", "--help"]
    done = subprocess.run(
        command, env={"COLUMNS": "80"}, capture_output=True, text=True, check=True
    )
    verbs = done.stdout.partition("Commands:")[2].strip().splitlines()
    assert len(verbs) >= 13
    assert all(line.endswith(".") and not line.endswith("...") for line in verbs)
