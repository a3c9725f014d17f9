"""Booleans go from Arrow to NumPy and back as they are, and a null is never taken for one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evitab.columns.flags import booleans, flags

bits = st.lists(st.booleans(), max_size=40)


@given(bits, st.integers(0, 12), st.integers(0, 40))
def test_arrow_gives_its_booleans(values: list[bool], start: int, length: int) -> None:
    given_ = pa.array(values, pa.bool_()).slice(min(start, len(values)), length)
    found = flags(given_)
    assert found.dtype == np.bool_
    assert found.tolist() == given_.to_pylist()


@given(st.lists(st.sampled_from([True, False, None]), max_size=40))
def test_numpy_gives_its_booleans(values: list[bool | None]) -> None:
    is_null = np.array([value is None for value in values], bool)
    found = booleans(np.array([bool(value) for value in values], bool), is_null)
    found.validate(full=True)
    assert found.to_pylist() == values
    assert flags(found.is_null()).tolist() == is_null.tolist()
    every_other = np.array([bool(value) for value in values], bool)[::2]
    assert booleans(every_other).to_pylist() == every_other.tolist()


def test_null_is_neither() -> None:
    with pytest.raises(ValueError, match="null"):
        flags(pa.array([True, None]))
