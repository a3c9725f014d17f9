"""Sets of numbers, and what numbers stand for: as in Python's own, and in little memory."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evitab.columns.made_up import Numbers
from evitab.columns.number_map import NumberMap
from evitab.columns.number_set import NumberSet

GREATEST = 999_999_999
NUMBER = st.integers(0, 40) | st.integers(0, 40_000) | st.integers(0, GREATEST)
# Steps by which numbers lie close, so far that they have no bit, and as far as may be.
STEPS = [1, 2, 3, 200, GREATEST // 100_000]


def as_numbers(numbers: list[int]) -> Numbers:
    return np.array(numbers, np.uint32)


@given(st.lists(st.tuples(NUMBER, st.integers(0, 9)), max_size=30), st.lists(NUMBER, max_size=30))
def test_a_number_has_its_first_value(pairs: list[tuple[int, int]], others: list[int]) -> None:
    known = NumberMap(
        as_numbers([number for number, _ in pairs]), np.array([v for _, v in pairs], np.int32)
    )
    first = dict(reversed(pairs))
    asked = [*first, *others]
    assert known.of(as_numbers(asked)).tolist() == [first.get(number, -1) for number in asked]


@given(st.lists(st.tuples(st.booleans(), st.lists(NUMBER, max_size=20)), max_size=12), st.data())
def test_a_set_has_what_was_taken_in(
    pieces: list[tuple[bool, list[int]]], data: st.DataObject
) -> None:
    kept, expected = NumberSet(), set[int]()
    for is_added, numbers in pieces:
        if is_added:
            before = [each in expected or each in numbers[:at] for at, each in enumerate(numbers)]
            assert kept.add(as_numbers(numbers)).tolist() == before
        else:
            assert kept.include(as_numbers(numbers)) == len({*numbers} - expected)
        expected |= {*numbers}
        assert len(kept) == len(expected)
    asked = [*sorted(expected), *data.draw(st.lists(NUMBER, max_size=20))]
    assert kept.holds(as_numbers(asked)).tolist() == [each in expected for each in asked]


def memory_of(make: Callable[[], object]) -> tuple[object, int, int]:
    """What is made, how many bytes it keeps, and how many making it took at most."""
    tracemalloc.start()
    made = make()
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, kept, most


@pytest.mark.parametrize("step", STEPS)
def test_a_map_takes_memory_by_how_many_there_are(step: int) -> None:
    numbers = np.arange(0, 100_000 * step, step, dtype=np.uint32)
    values = np.arange(len(numbers), dtype=np.int32)
    known, kept, most = memory_of(lambda: NumberMap(numbers, values))
    assert isinstance(known, NumberMap)
    assert (known.of(numbers) == values).all()
    assert kept < 9 * len(numbers)
    assert most < 40 * len(numbers)


@pytest.mark.parametrize("step", STEPS)
def test_a_set_takes_memory_by_how_many_there_are(step: int) -> None:
    numbers = np.random.default_rng(step).permutation(100_000).astype(np.uint32) * np.uint32(step)

    def make() -> NumberSet:
        made = NumberSet()
        for each in np.array_split(numbers, 20):
            assert not made.add(each).any()
        return made

    known, kept, most = memory_of(make)
    assert isinstance(known, NumberSet)
    assert len(known) == len(numbers)
    assert known.holds(numbers).all()
    assert not known.holds(numbers[:-1] + np.uint32(1)).any() or step == 1
    assert kept < 21 * len(numbers)
    assert most < 60 * len(numbers)
