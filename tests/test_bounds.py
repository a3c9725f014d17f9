"""Where a package is cut: parts of whole sources, soon the same again after a delivery."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evitab.package import Table
from evitab.standard import standard
from evitab.validation.parts.bounds import bounds_of

SCHEMA = standard().profiles["article"].by_name["sources"]


def keys_of(names: list[str]) -> Table:
    return Table(SCHEMA, "f", pa.table({"source_id": names}), np.arange(len(names)))


def parts(sizes: dict[str, int], rows: int) -> list[tuple[str, ...]]:
    """The keys of the sources of each part."""
    names = list(sizes)
    bounds = bounds_of(np.array([*sizes.values()]), keys_of(names), rows).tolist()
    return [tuple(names[low:high]) for low, high in pairwise(bounds)]


@given(st.lists(st.integers(1, 40)), st.integers(1, 100))
def test_parts_hold_every_source_and_are_filled(each: list[int], rows: int) -> None:
    sizes = {f"SRC-{at:04}": size for at, size in enumerate(each)}
    found = parts(sizes, rows) if sizes else []
    assert [name for part in found for name in part] == list(sizes)
    full = [sum(sizes[name] for name in part) for part in found]
    for at, part in enumerate(found):
        assert full[at] <= rows or len(part) == 1
        if at + 1 < len(found):
            assert full[at] >= 0.75 * rows or full[at] + sizes[found[at + 1][0]] > rows


def test_delivery_moves_few_bounds() -> None:
    random = np.random.default_rng(0)
    names = [f"SRC-{at:05}" for at in range(5_000)]
    sizes = dict(zip(names, random.integers(200, 2_000, len(names)).tolist(), strict=True))
    before = parts(sizes, 50_000)
    assert len(before) > 100
    moved = []
    for name in random.choice(names, 50).tolist():
        gone = {each: size for each, size in sizes.items() if each != name}
        longer = {**sizes, name: sizes[name] + 700}
        moved += [len({*parts(each, 50_000)} - {*before}) for each in (gone, longer)]
    assert np.mean(moved) < 3
    assert max(moved) < len(before) / 3


def test_sources_whose_keys_are_not_known_are_cut_all_the_same() -> None:
    sizes = np.array([4, 4, 4, 4])
    assert bounds_of(sizes, None, 8).tolist() == [0, 2, 4]
    nulls = replace(keys_of([]), data=pa.table({"source_id": pa.nulls(4, pa.string())}))
    assert bounds_of(sizes, nulls, 8).tolist() == [0, 2, 4]
