"""The standard holds to its own rules, and to those of Data Package v2."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from ucumvert import PintUcumRegistry, get_ucum_parser

from evitab.columns import compile_masks, parse
from evitab.columns.keywords import CONSTRAINTS, FIELD, NOTES
from evitab.package.descriptor import table_schema
from evitab.standard import Field, Profile, TableSchema, home, standard

FOLDER = home() / "schema"
PROFILES = standard().profiles
TABLES = [
    pytest.param(profile, table, id=f"{profile.name}-{table.name}")
    for profile in PROFILES.values()
    for table in profile.tables
]
ALL_TABLES = [table for profile in PROFILES.values() for table in profile.tables]
FIELDS = [
    pytest.param(table, field, id=f"{profile.name}-{table.name}-{field.name}")
    for profile in PROFILES.values()
    for table in profile.tables
    for field in table.fields
]
VOCABULARIES = standard().vocabularies

# The naming grammar of schema/README.md: words in lower case, a bound and a unit or a role last.
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
SUFFIXES = {
    "_id": "string",
    "_unit": "string",
    "_comparator": "string",
    "_reported": "string",
    "_date": "date",
    "_year": "year",
    "_mcg": "number",
    "_low": "number",
    "_high": "number",
}


def official(profile: str) -> dict[str, Any]:
    """A JSON Schema of Data Package v2, as dplib ships it."""
    text = files("dplib").joinpath(f"profiles/2.0/{profile}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.mark.parametrize("path", sorted((FOLDER / "tables").glob("*.json")), ids=lambda p: p.stem)
def test_table_is_a_table_schema(path: Path) -> None:
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(official("tableschema")).validate(descriptor)
    assert descriptor["name"] == path.stem
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"


@pytest.mark.parametrize(("profile", "table"), TABLES)
def test_table_as_a_package_has_it_is_a_table_schema(profile: Profile, table: TableSchema) -> None:
    everything = tuple(profile.by_name)
    for tables in (everything, (table.name,)):
        expanded = table_schema(table, standard(), tables)
        jsonschema.Draft7Validator(official("tableschema")).validate(expanded)
        assert [field["name"] for field in expanded["fields"]] == list(table.by_name)


def test_every_table_is_in_a_profile_and_every_profile_table_is_there() -> None:
    files_there = {path.stem for path in (FOLDER / "tables").glob("*.json")}
    assert {table.name for table in ALL_TABLES} == files_there
    for profile in PROFILES.values():
        assert profile.required | profile.built <= set(profile.by_name)


@pytest.mark.parametrize(("profile", "table"), TABLES)
def test_every_key_points_somewhere(profile: Profile, table: TableSchema) -> None:
    names = set(table.by_name)
    assert set(table.primary_key) <= names
    for key in table.unique_keys:
        assert set(key) <= names
    for link in table.foreign_keys:
        parent = profile.by_name[link.table]
        assert set(link.fields) <= names
        assert link.reference_fields == parent.primary_key
    for duty in table.participations:
        assert set(duty.where) <= names
        for child, field in duty.by:
            links = PROFILES["article"].by_name[child].foreign_keys
            assert (table.name, (field,)) in {(link.table, link.fields) for link in links}


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_field_is_documented(table: TableSchema, field: Field) -> None:
    assert {"title", "description", "example", "type"} <= set(field.descriptor), table.name
    assert field.descriptor["description"].endswith(".")
    assert field.descriptor.get("rdfType", "http://").startswith(("http://", "https://"))


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_example_satisfies_its_own_constraints(table: TableSchema, field: Field) -> None:
    values, well_formed = parse(field, pa.array([field.descriptor["example"]], pa.string()))
    assert well_formed.to_pylist() == [True]
    for mask in compile_masks(table, standard()):
        if mask.reads == (field.name,):
            assert pc.all(mask.holds(values)).as_py(), (mask.name, mask.expected)


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_name_follows_the_grammar(table: TableSchema, field: Field) -> None:
    assert NAME.fullmatch(field.name)
    assert (field.type == "boolean") == field.name.startswith("is_")
    for suffix, kind in SUFFIXES.items():
        if field.name.endswith(suffix):
            assert field.type == kind, table.name
    if field.name.endswith("_unit") or field.name == "unit":
        assert field.vocabulary == "unit"
    if field.name.endswith("_comparator"):
        assert field.vocabulary == "comparator"
    if field.name.endswith("_mcg"):
        assert field.descriptor["unit"] in {"ug", "ug/d"}
    links = {name for key in table.foreign_keys for name in key.fields}
    if field.name.endswith("_id"):
        assert field.name in links | set(table.primary_key)


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_number_has_a_unit_and_text_has_an_end(table: TableSchema, field: Field) -> None:
    descriptor = field.descriptor
    if field.type in {"number", "integer"}:
        assert ("unit" in descriptor) != ("unitField" in descriptor), table.name
        assert descriptor.get("unit", "1") in VOCABULARIES["unit"]
    links = {name for key in table.foreign_keys for name in key.fields}
    bounded = {"maxLength", "pattern", "enum"} & set(field.constraints)
    if field.type == "string":
        assert bounded or field.vocabulary or field.name in links


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabulary_is_a_list_of_defined_codes(name: str) -> None:
    with (FOLDER / "vocabularies" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["code", "label", "definition", "source"]
    assert all(value for row in rows for value in row.values())
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(row["definition"].endswith(".") for row in rows)


def test_every_vocabulary_is_used_and_every_used_one_is_there() -> None:
    assert {
        field.vocabulary for table in ALL_TABLES for field in table.fields if field.vocabulary
    } == set(VOCABULARIES)


@pytest.mark.parametrize("code", VOCABULARIES["unit"])
def test_unit_is_ucum(code: str) -> None:
    assert get_ucum_parser().parse(code)


def test_units_are_those_of_the_vocabulary_and_measure_what_ucum_says() -> None:
    """Each unit is so many of its base unit, by a reader of UCUM that is not ours."""
    parser, units = get_ucum_parser(), standard().units
    assert set(units) == set(VOCABULARIES["unit"])
    registry = PintUcumRegistry()
    for code, unit in units.items():
        if "{" in code:  # An annotation counts things; to UCUM it is the number one.
            assert (unit.base, unit.factor) in {("1", 1), (code, 1)}
            continue
        ratio = registry.from_ucum(code) / registry.from_ucum(unit.base)
        assert ratio.to_base_units().magnitude == pytest.approx(unit.factor, rel=1e-9), code
        assert ratio.dimensionless
        assert parser.parse(unit.base)
    for dimension in {unit.dimension for unit in units.values()}:
        bases = {unit.base for unit in units.values() if unit.dimension == dimension}
        assert len(bases) == 1


SMALL_WORDS = {
    "and-a-half", "by", "per", "preposition",
    "article", "and", "between", "every", "filler", "from", "function", "old", "or", "prefix", "to",
}  # fmt: skip
TABLE_SCHEMA = {
    "type", "format", "constraints", "categories", "categoriesOrdered", "trueValues", "falseValues",
}  # fmt: skip
LEXICON_KINDS = {
    "ago", "and-a-half", "by", "control", "per", "preposition",
    "article", "amount", "and", "between", "comparator-after", "comparator-before", "decline",
    "denial", "every", "filler", "fraction", "frequency", "from", "function", "group", "limit",
    "degree", "long-time", "role-clinical", "role-described", "role-other",
    "state-best", "state-good", "state-high", "state-low",
    "minus", "multiple", "negation", "number", "old", "one", "or", "prefix", "recent", "scale",
    "strength-emphatic", "strength-hedged", "strength-universal", "to", "turn", "unit", "versus",
}  # fmt: skip


@pytest.mark.parametrize("language", standard().lexicons)
def test_lexicon_has_every_kind_and_known_codes(language: str) -> None:
    words = standard().lexicons[language]
    # What has a colon is about a vocabulary's code: tests/test_code_words.py.
    assert {word.kind for word in words if ":" not in word.kind} == LEXICON_KINDS
    assert len({(word.kind, word.printed) for word in words}) == len(words)
    for word in words:
        assert not word.unit or word.unit in VOCABULARIES["unit"], word
        if word.kind.startswith("comparator"):
            assert set(word.value.split()) <= set(VOCABULARIES["comparator"]), word
        if word.kind in {"number", "one", "scale", "multiple", "recent", "amount", "long-time"}:
            assert float(word.value) >= 0, word
        if word.kind in {"frequency", "fraction"}:
            assert re.fullmatch(r"\d+/\d+", word.value), word


@pytest.mark.parametrize(("profile", "table"), TABLES)
def test_number_of_an_article_is_held_against_words_or_derived(
    profile: Profile, table: TableSchema
) -> None:
    """A number that grounding would pass over in silence is one that no source prints."""
    derived = {"start", "end", "low_si", "high_si", "dose_low_mcg", "dose_high_mcg", "tails"}
    if profile.name == "article":
        for field in table.fields:
            if field.type in {"number", "integer", "year"}:
                held = {"reportedField", "inPassage"} & set(field.descriptor)
                assert held or field.name in derived, field.name


def test_readme_of_the_schema_tells_the_grammar() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for word in (*SUFFIXES, *LEXICON_KINDS - SMALL_WORDS, *FIELD - NOTES - TABLE_SCHEMA):
        assert f"`{word}`" in text
    for kind in CONSTRAINTS:
        assert f"`{kind}`" in text


@pytest.mark.parametrize("name", ["dataset", "report"])
def test_json_schema_is_one(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("package", ["datapackage.json", "datapackage-parquet.json"])
def test_built_descriptor_is_a_data_package(package: str) -> None:
    path = home() / "data" / "vitamin-d3-k2" / package
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(official("datapackage")).validate(descriptor)
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
