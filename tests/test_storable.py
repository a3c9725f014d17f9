"""What CSV could hold of typed values is seen at a glance, and the same as by printing each."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evitab.columns import ARROW_TYPES, parse
from evitab.columns.storable import storable
from evitab.standard import Field

day = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
short = st.decimals(-(10**6), 10**6, places=4).map(float)
VALUES = {
    "string": st.one_of(st.text(), st.sampled_from(["a\0b", "a\rb", "é\r", "維", ""])),
    "number": st.one_of(st.floats(), short, st.sampled_from([0.1 + 0.2, 1e15, 1e22, 1e100, -0.0])),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "year": st.one_of(st.integers(-(10**7), 10**7), st.integers(-2000, 2000)),
    "boolean": st.booleans(),
    "date": day,
}


@pytest.mark.parametrize("kind", VALUES)
def test_glance_says_what_printing_says(kind: str) -> None:
    field = Field({"name": "x", "type": kind})

    @settings(deadline=None)
    @given(st.lists(st.one_of(st.none(), VALUES[kind])), st.integers(0, 3), st.booleans())
    def check(values: list[object], cut: int, is_dictionary: bool) -> None:
        array = pa.array(values, ARROW_TYPES[kind])[cut:]
        kept, well_formed = parse(field, pc.cast(array, pa.string()))
        given = array.dictionary_encode() if is_dictionary and kind == "string" else array
        found, is_bad = storable(field, given)
        bad = [False] * len(array) if is_bad is None else is_bad.tolist()
        assert [not good for good in well_formed.to_pylist()] == bad
        plain = found.dictionary_decode() if isinstance(found, pa.DictionaryArray) else found
        assert plain.to_pylist() == kept.to_pylist() or kind == "number"
        assert str(plain.to_pylist()) == str(kept.to_pylist())

    check()
