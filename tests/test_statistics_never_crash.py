"""Whatever stands in the columns, no rule of statistics crashes, warns or fails to explain."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evitab.relations import leads_somewhere
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import standard
from frames import asked, frame

ARTICLE = standard().profiles["article"]
RULES = [rule for rule in all_rules() if rule.family == "statistics"]
NUMBERS = [
    *[None, 0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 24.0, 11.0, 39.0, 1.2, 3.8, 95.0, 99.0, 100.0, 0.05],
    *[0.001, 1e-300, 1e300, -1e300, 5e-324, float("inf"), float("-inf"), 1e15, 0.8, 1.25],
]
COUNTS = [None, -3, 0, 1, 2, 3, 10, 25, 50, 100, 10**9]
TEXTS = [None, "", "2.20", "CI 1.0-3.0%", "p = .03", "1.2 million", "0,81", "−3.0", "0.00 × 10⁻⁵"]
KEYS = [None, "A-1", "A-2", "A-3"]
# Values that let a rule be asked, mostly: else nearly every row would be undecided at once.
LIKELY = {"comparator": ["="] * 6, "handling": ["dichotomous"], "measure": ["risk-ratio"] * 3}
ROWS = 40


def pool(name: str, kind: pa.DataType, random: Random) -> list[Any]:
    """Values for a column: those of its vocabulary, or of its type."""
    fields = [f for table in ARTICLE.tables for f in table.fields if f.name == name]
    vocabulary = fields[0].descriptor.get("vocabulary") if fields else None
    if isinstance(vocabulary, str):
        ending = name.rpartition("_")[2]
        return [None, *standard().vocabularies[vocabulary], *LIKELY.get(ending, [])]
    if pa.types.is_floating(kind):
        return [*NUMBERS, *(round(random.uniform(-3, 3), 2) for _ in range(20))]
    if pa.types.is_integer(kind):
        return COUNTS
    if pa.types.is_boolean(kind):
        return [None, True, False]
    return KEYS if name.endswith("_id") else TEXTS


def profile_of(table: str, reads: tuple[str, ...]) -> str:
    """The first profile whose table has all the columns."""
    return next(
        name
        for name, profile in standard().profiles.items()
        if table in profile.by_name
        and all(leads_somewhere(profile, profile.by_name[table], path) for path in reads)
    )


def empty(table: str, reads: tuple[str, ...], rows: int) -> pd.DataFrame:
    """Rows without a value."""
    return frame(table, reads, [{}] * rows, profile_of(table, reads))


def rows_of(table: str, reads: tuple[str, ...], random: Random) -> list[dict[str, Any]]:
    """Rows of a table with values that are drawn column by column."""
    columns = {}
    for path, kind in empty(table, reads, 0).dtypes.items():
        assert isinstance(kind, pd.ArrowDtype)
        values = pool(str(path).rpartition(".")[2], kind.pyarrow_dtype, random)
        columns[str(path)] = random.choices(values, k=ROWS)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_rule_never_crashes_and_never_warns(rule: Rule, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    others = {
        name: rows_of(whole.table, whole.reads, random) for name, whole in rule.beside.items()
    }
    for table in rule.tables:
        rows = rows_of(table, rule.reads, random)
        if len(rule.tables) == 1:
            assert len(asked(rule, rows, **others)) == ROWS
        else:
            profile = profile_of(table, rule.reads)
            answer = rule.holds(frame(table, rule.reads, rows, profile))
            assert len(answer) == ROWS
            assert answer.notna().all()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_rule_holds_of_rows_without_values(rule: Rule) -> None:
    for table in rule.tables:
        nothing = empty(table, rule.reads, 2)
        others = {n: empty(w.table, w.reads, 1) for n, w in rule.beside.items()}
        assert rule.holds(nothing, others).all()
        assert rule.holds(nothing.iloc[:0], {n: f.iloc[:0] for n, f in others.items()}).empty
