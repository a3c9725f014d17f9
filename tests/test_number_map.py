"""Numbers and what they stand for: the same as in a dict, and in little memory."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evitab.columns.number_map import NumberMap

GREATEST = 999_999_999
_NUMBER = st.integers(0, 40) | st.integers(0, GREATEST)
PAIRS = st.lists(st.tuples(_NUMBER, st.integers(0, 9)), max_size=30)


@given(PAIRS, st.lists(_NUMBER, max_size=30))
def test_a_number_has_its_first_value(pairs: list[tuple[int, int]], others: list[int]) -> None:
    numbers, values = np.array(pairs, np.int64).reshape(-1, 2).T
    known = NumberMap(numbers.astype(np.uint32), values.astype(np.int32))
    first = dict(reversed(pairs))
    asked = np.array([*first, *others], np.uint32)
    assert known.of(asked).tolist() == [first.get(number, -1) for number in asked.tolist()]


@pytest.mark.parametrize("step", [1, 2, 3, GREATEST // 100_000])
def test_memory_hangs_on_how_many_there_are(step: int) -> None:
    numbers = np.arange(0, 100_000 * step, step, dtype=np.uint32)
    values = np.arange(len(numbers), dtype=np.int32)
    tracemalloc.start()
    known = NumberMap(numbers, values)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (known.of(numbers) == values).all()
    assert held < 9 * len(numbers)
    assert most < 40 * len(numbers)
