"""Quotations are compared many at once, and no other finding comes of it than one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evitab.columns import arrow_type
from evitab.finding import Finding
from evitab.grounding.offsets import Buffer
from evitab.grounding.quotation import differences, headings_in
from evitab.grounding.quotes import hold_passages
from evitab.package import Table
from evitab.standard import standard

SCHEMA = standard().profiles["article"].by_name["passages"]
# One to four bytes, a combining mark, and what ends a line.
LETTERS = "aB é\u0301ß€😀𝒳\n\u2028\t"
HEADINGS = ("Aa", "é", "😀 x")
Passage = Mapping[str, Any]


def table_of(passages: Sequence[Passage], *, without: str | None = None) -> Table:
    columns = {
        field.name: pa.array([row.get(field.name) for row in passages], arrow_type(field))
        for field in SCHEMA.fields
        if field.name != without
    }
    lines = np.arange(2, len(passages) + 2)
    return Table(SCHEMA, "tables/passages.csv", pa.table(columns), lines)


def one_by_one(passages: Table, texts: Mapping[str, str]) -> list[Finding]:
    """What is found where every passage is looked at by itself: the oracle."""
    rows = passages.data.to_pylist()
    found: list[Finding] = []
    for at, row in enumerate(rows):
        if (text := texts.get(row["source_id"])) is not None:
            ours = {each.get("section") for each in rows if each["source_id"] == row["source_id"]}
            headings = headings_in(text, [name for name in ours if name is not None])
            found += differences(passages, at, row, text, headings)
    return found


def held(passages: Table, texts: Mapping[str, str]) -> tuple[int, list[Finding]]:
    return hold_passages(passages, texts, [text.encode() for text in texts.values()])


def quoted(text: str, start: int, end: int, source: str = "SRC-0001") -> dict[str, Any]:
    """A passage as it should be."""
    span = text[start:end]
    return {
        "passage_id": f"PSG-{start:04}",
        "source_id": source,
        "section": None,
        "start": start,
        "end": end,
        "exact": span,
        "prefix": text[max(0, start - 32) : start] or None,
        "suffix": text[end : end + 32] or None,
        "sha256": hashlib.sha256(span.encode()).hexdigest(),
    }


@st.composite
def sources(draw: st.DrawFn) -> dict[str, str]:
    lines = st.one_of(st.text(LETTERS, max_size=40), st.sampled_from(HEADINGS))
    texts = st.lists(lines, max_size=8).map("\n".join)
    return {f"SRC-{number:04}": draw(texts) for number in range(1, draw(st.integers(1, 4)) + 1)}


@st.composite
def passages_of(draw: st.DrawFn, texts: Mapping[str, str]) -> list[Passage]:
    """Passages as they should be, and such as nobody should write, of these sources and others."""
    rows: list[Passage] = []
    for _ in range(draw(st.integers(0, 12))):
        source = draw(st.sampled_from([*texts, "SRC-9999"]))
        text = texts.get(source, "")
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        row = quoted(text, start, end, source)
        row["section"] = draw(st.sampled_from([None, *HEADINGS]))
        odd = st.integers(-3, len(text) + 3)
        other = st.one_of(st.none(), st.text(LETTERS, max_size=3))
        for name in draw(st.lists(st.sampled_from([*row][3:]), max_size=2)):
            row[name] = draw(st.one_of(st.none(), odd) if name in {"start", "end"} else other)
        rows.append(row)
    return rows


@given(st.data())
def test_many_at_once_are_held_as_each_by_itself(data: st.DataObject) -> None:
    texts = data.draw(sources())
    without = data.draw(st.sampled_from([None, "section"]))
    passages = table_of(data.draw(passages_of(texts)), without=without)
    count, found = held(passages, texts)
    assert found == one_by_one(passages, texts)
    known = [source for source in passages.column("source_id").to_pylist() if source in texts]
    assert count == len(known)


def test_nothing_is_looked_at_one_by_one_where_nothing_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What makes many fast: the words of a finding are asked for where there is one."""
    text = "Aa\nThe 😀 dose é 5 mg. " * 40
    rows = [{**quoted(text, at, at + 9), "section": "Aa"} for at in range(0, 860, 7)]
    monkeypatch.delattr("evitab.grounding.quotes.differences")
    assert held(table_of(rows), {"SRC-0001": text}) == (len(rows), [])


def test_offsets_are_code_points_in_texts_of_any_alphabet() -> None:
    texts = ["plain", "é", "", "😀x\u0301", "ß"]
    buffer = Buffer([text.encode() for text in texts])
    assert buffer.length.tolist() == [5, 1, 0, 3, 1]
    first, length = buffer.first, buffer.length
    assert buffer.cut(first, first + length).to_pylist() == texts
    assert buffer.cut(first[3:4] + 1, first[3:4] + 3).to_pylist() == ["x\u0301"]


def test_offset_behind_its_text_is_not_taken_for_a_place_in_the_next() -> None:
    """The texts lie one behind the other, and a number that is too large leads into the next."""
    texts = {"SRC-0001": "one", "SRC-0002": "two Aa"}
    rows = [{**quoted("one two Aa", 4, 7), "section": None}]
    count, found = held(table_of(rows), texts)
    assert (count, [each.field for each in found]) == (1, ["exact"])
    rows = [quoted("two Aa", 0, 3, "SRC-0002"), {**quoted("one", 0, 3), "start": 7, "end": 9}]
    assert [each.key for each in held(table_of(rows), texts)[1]] == []
