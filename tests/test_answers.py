"""What the tests remember of rules is what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from answers import digest, remembered
from evitab.columns import frame_of
from evitab.finding import Severity
from evitab.rule import Rule
from packages import REAL, judged


def test_rule_is_asked_once_about_the_same_rows() -> None:
    with remembered() as known:
        first = judged(REAL)
        asked = len(known)
        again = judged(REAL)
    assert asked > 100
    assert len(known) == asked
    assert (again.findings, again.checks) == (first.findings, first.checks)
    assert again.source_findings == first.source_findings


def test_answer_is_not_that_to_other_rows() -> None:
    rows = frame_of(pa.table({"low": [1.0, None], "name": ["a", "b"]}))
    others: Mapping[str, Any] = {
        "cell": frame_of(pa.table({"low": [2.0, None], "name": ["a", "b"]})),
        "null": frame_of(pa.table({"low": [1.0, 2.0], "name": ["a", "b"]})),
        "text": frame_of(pa.table({"low": [1.0, None], "name": ["ab", ""]})),
        "name": rows.rename(columns={"low": "high"}),
        "type": rows.astype({"low": "float64"}),
        "index": rows.set_axis(pd.Index([1, 0])),
        "length": rows.head(1),
        "order": rows[["name", "low"]],
    }
    assert digest(rows) == digest(rows.copy())
    marks = {name: digest(other) for name, other in others.items()}
    assert digest(rows) not in marks.values()
    assert len({*marks.values()}) == len(others)


def test_answer_that_is_changed_is_remembered_as_it_was() -> None:
    asked = []

    def all_hold(rows: pd.DataFrame) -> Any:
        asked.append(rows)
        return rows["low"] > 0

    rule = Rule(("x",), ("low",), "tables", "plausibility", Severity.ERROR, None, None, all_hold)
    rows = frame_of(pa.table({"low": [1.0, 2.0]}))
    with remembered():
        answer = rule.holds(rows)
        answer[0] = False
        assert rule.holds(rows).tolist() == [True, True]
    assert len(asked) == 1
