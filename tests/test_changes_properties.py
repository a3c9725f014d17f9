"""Of any packages: nothing differs from itself, and what differs makes one from another."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comparisons import Draft
from evitab.changes import Snapshot, apply, compare, judge
from evitab.reporting.changelog import to_markdown
from evitab.reporting.changes import to_text
from evitab.reporting.changes_json import to_json
from evitab.standard import home, standard

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((home() / "schema" / "diff.schema.json").read_text(encoding="utf-8"))
)
# Few names, keys and values, so that two packages that are drawn have much in common.
NAMES = st.sampled_from(["id", "other", "name", "value", "field", "key", "old", "new", "Ä|`x"])
KEYS = st.sampled_from(["1", "2", "3", "a|b", "ü", "1|2", "|"])
TEXTS = st.one_of(
    st.sampled_from(["", "1", "1.0", "1.50", "true", "x", "a long text of words", 'q"uo,te', "\\"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12),
)
CONSTRAINTS = st.fixed_dictionaries(
    {},
    optional={
        "required": st.booleans(),
        "minimum": st.integers(0, 3),
        "enum": st.lists(st.sampled_from("abc"), max_size=3),
        "pattern": st.sampled_from(["a", "b"]),
    },
)
FIELD = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "number", "boolean", "year", "any"]),
        "description": st.sampled_from(["One.", "Two."]),
        "constraints": CONSTRAINTS,
        "categories": st.lists(st.sampled_from("abc"), max_size=2),
        "x": st.sampled_from([None, True, 1, 0.5, {"a": {"b": 1}}, []]),
    },
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A table's schema and its rows, each with a key of its own."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    key = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    fields = [{**draw(FIELD), "name": name} for name in names]
    for field in fields:
        if field["name"] in key:
            field["type"] = "string"
    cells = {name: KEYS if name in key else TEXTS for name in names}
    rows = draw(
        st.lists(
            st.fixed_dictionaries(cells),
            max_size=6,
            unique_by=lambda row: tuple(row[name] for name in key),
        )
    )
    schema: dict[str, Any] = {"fields": fields, "primaryKey": key}
    if draw(st.booleans()):
        schema["uniqueKeys"] = [[names[0]]]
    if draw(st.booleans()):
        reference = {"resource": draw(st.sampled_from(["a", "b", "findings"])), "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": names[:1], "reference": reference}]
    return schema, rows


@st.composite
def packages(draw: st.DrawFn) -> Draft:
    """A package of a few tables."""
    values: st.SearchStrategy[Any] = st.sampled_from(
        ["1.0.0", "x", True, 1, None, [1], {"a": 1}, {"a": {"b": []}}]
    )
    facts = draw(st.dictionaries(st.sampled_from(["title", "x", "keywords"]), values))
    facts["version"] = draw(st.sampled_from(["1.0.0", "1.1.0", "draft"]))
    drawn = draw(st.dictionaries(st.sampled_from(["a", "b", "findings"]), tables(), min_size=1))
    schemas = {name: schema for name, (schema, _) in drawn.items()}
    return Draft(facts, schemas, {name: rows for name, (_, rows) in drawn.items()})


def read(draft: Draft) -> Snapshot:
    with TemporaryDirectory() as folder:
        return draft.read(Path(folder) / "package")


@settings(max_examples=80, deadline=None)
@given(packages())
def test_nothing_differs_from_itself(draft: Draft) -> None:
    one, other = read(draft), read(draft)
    diff = compare(one, other, standard())
    assert not diff
    assert not judge(diff).reasons
    assert apply(diff, one) == other


def keyed_by(name: str, *fields: str) -> Draft:
    """A package of one table whose key is `id` with another field."""
    schema = {
        "fields": [{"name": each, "type": "string"} for each in ("id", *fields)],
        "primaryKey": ["id", name],
    }
    return Draft(schemas={"a": schema}, rows={"a": [{"id": "1", **dict.fromkeys(fields, "")}]})


def row_that_gets_its_key_now() -> tuple[Draft, Draft]:
    """A row that has one key, and then another, of which a part was empty before."""
    old, new = (keyed_by(name, "other", "new", "value") for name in ("new", "other"))
    old.rows["a"][0]["new"] = new.rows["a"][0]["other"] = new.rows["a"][0]["new"] = "1"
    return old, new


@settings(max_examples=250, deadline=None)
@given(packages(), packages())
@example(*row_that_gets_its_key_now())
def test_what_differs_makes_one_package_from_the_other(old: Draft, new: Draft) -> None:
    before, after = read(old), read(new)
    diff = compare(before, after, standard())
    verdict = judge(diff)
    assert apply(diff, before) == after
    assert bool(diff) == bool(verdict.reasons)
    SCHEMA.validate(json.loads(to_json(diff, verdict, "0")))
    for text in (
        to_text(diff, verdict, everything=True),
        to_markdown(diff, verdict, everything=True),
    ):
        assert all(c.isprintable() or c == "\n" for c in text)
