"""Keys while a table is read piece by piece: the same as if all rows were there at once."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evitab.columns.key_set import KeySet, keys_of
from evitab.columns.made_up import numbers_in, prefix_of
from evitab.columns.packed_keys import PackedKeys
from evitab.standard import Field
from evitab.validation.parts.homes import HomeMap

PATTERN = "EFF-([0-9]{4}|[1-9][0-9]{4,8})"
made_up = st.one_of(
    st.integers(0, 10**9 - 1).map(lambda n: f"EFF-{n:04d}"),
    st.integers(0, 40).map(lambda n: f"EFF-{n:04d}"),
)
odd = st.one_of(
    st.sampled_from(["EFF-", "EFF-1", "EFF-00001", "EFF-1234567890", "eff-0001", "EFF-00０1", ""]),
    st.text(max_size=12),
    st.none(),
)
columns = st.lists(st.one_of(made_up, odd), max_size=60)


@settings(deadline=None)
@given(columns, st.integers(0, 5))
def test_made_up_keys_are_those_of_the_pattern(values: list[str | None], cut: int) -> None:
    array = pa.array(values, pa.string())[cut:]
    numbers, is_made_up = numbers_in("EFF-", array)
    kept = values[cut:]
    expected = [v is not None and re.fullmatch(PATTERN, v, re.ASCII) is not None for v in kept]
    assert is_made_up.tolist() == expected
    found = [int(str(v)[4:]) if yes else 0 for v, yes in zip(kept, expected, strict=True)]
    assert numbers.tolist() == found


def test_prefix_is_told_by_the_pattern_alone() -> None:
    def prefix(pattern: str) -> str | None:
        return prefix_of(
            Field({"name": "x", "type": "string", "constraints": {"pattern": pattern}})
        )

    assert prefix(PATTERN) == "EFF-"
    assert prefix(f"^{PATTERN}$") == "EFF-"
    assert prefix("[0-9a-f]{16}") is None
    assert prefix("EFF-[0-9]{4}") is None


@settings(deadline=None)
@given(st.lists(columns, max_size=5))
def test_set_knows_what_stands_twice(pieces: list[list[str | None]]) -> None:
    keys, seen = KeySet(), set[str]()
    for values in pieces:
        repeated = keys.add(keys_of([pa.array(values, pa.string())], "EFF-"))
        for value, is_repeated in zip(values, repeated.tolist(), strict=True):
            assert is_repeated == (value is not None and value in seen)
            seen |= {value} if value is not None else set()
    assert len(keys) == len(seen)
    asked = [*seen, "EFF-0007", "EFF-999999998", "nothing", None]
    holds = keys.holds(keys_of([pa.array(asked, pa.string())], "EFF-"))
    assert holds.tolist() == [value is None or value in seen for value in asked]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("a:1", max_size=3), st.one_of(st.none(), st.text("a:1")))))
def test_keys_of_several_columns_agree_where_all_parts_do(
    rows: list[tuple[str, str | None]],
) -> None:
    parts = [pa.array([row[at] for row in rows], pa.string()) for at in range(2)]
    repeated = KeySet().add(keys_of(parts))
    seen = set[tuple[str, str | None]]()
    for row, is_repeated in zip(rows, repeated.tolist(), strict=True):
        assert is_repeated == (None not in row and row in seen)
        seen.add(row)


def test_keys_that_lie_far_apart_are_kept() -> None:
    keys = KeySet()
    numbers = np.random.default_rng(1).integers(0, 10**9, 1000)
    keys.add(keys_of([pa.array([f"EFF-{n:04d}" for n in numbers])], "EFF-"))
    assert len(keys) == len(set(numbers.tolist()))


@settings(deadline=None)
@given(columns, columns)
@example([f"EFF-{n:04d}" for n in range(40)], ["EFF-0007", "x"])
@example([f"EFF-{n % 20:04d}" for n in range(20, 60)], ["EFF-0000", "EFF-0019"])
@example([*(f"EFF-{n:04d}" for n in range(30)), None, "x", "EFF-0007"], ["EFF-0007", "x"])
def test_rows_with_a_key_of_a_set_are_found_in_packed_keys(
    values: list[str | None], others: list[str | None]
) -> None:
    keys, wanted = (keys_of([pa.array(each, pa.string())], "EFF-") for each in (values, others))
    sought = KeySet()
    sought.include(wanted)
    rows, found = PackedKeys.of(keys).sought(sought, np.unique(wanted.numbers[wanted.is_made_up]))
    assert rows.tolist() == [
        row for row, value in enumerate(values) if value is not None and value in others
    ]
    assert found.names() == keys.of(rows).names()


def test_packed_keys_take_memory_by_how_often_they_do_not_count_up() -> None:
    names: list[str | None] = [f"EFF-{n:04d}" for n in range(100_000)]
    in_order = PackedKeys.of(keys_of([pa.array(names)], "EFF-"))
    assert in_order.size < 100
    names[500], names[700], names[900] = None, "EFF-0001", "x"
    with_others = PackedKeys.of(keys_of([pa.array(names)], "EFF-"))
    assert with_others.size < 500
    in_any_order = np.random.default_rng(1).permutation(100_000)
    keys = keys_of([pa.array([f"EFF-{n:04d}" for n in in_any_order])], "EFF-")
    assert PackedKeys.of(keys).size < keys.numbers.nbytes + 100


def test_the_first_row_with_a_key_says_where_it_leads() -> None:
    known = HomeMap("EFF-")
    known.add(known.keys(pa.array(["EFF-0001", "x"])), np.array([3, 4], np.int32))
    known.add(known.keys(pa.array(["EFF-0001", "EFF-0002", "x"])), np.array([5, 6, 7], np.int32))
    known.finish()
    asked = pa.array(["EFF-0002", "EFF-0001", "x", "EFF-0003", "y", None])
    assert known.of(known.keys(asked)).tolist() == [6, 3, 4, -1, -1, -1]
