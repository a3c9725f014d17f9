"""Codes beside the words of a source: the cases of `code_cases.csv`, good and bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evitab.figures import fold
from evitab.figures.codes import OTHER, code_words
from evitab.figures.lexicon import lexicon_for
from evitab.grounding.codes import Place, hear
from evitab.standard import Field, standard
from packages import Row, read_rows

CASES = read_rows(Path(__file__).parent / "code_cases.csv")
COLUMNS = {
    f"{table.name}.{field.name}": field
    for table in standard().profiles["article"].tables
    for field in table.fields
    if "wordedIn" in field.descriptor
}
VOCABULARIES = {field.vocabulary or "" for field in COLUMNS.values()}


def places(field: Field, case: Row) -> Iterator[Place]:
    """Where the schema lets the words of a case be sought; `reported` is its first column."""
    own = tuple(fold(case[name]) for name in ("passage", "context") if case[name])
    columns = {"passage": (own, own), "section": ((*own, fold(case["section"])), own)}
    if case["reported"]:
        columns[field.descriptor["wordedIn"][0]] = ((fold(case["reported"]),),) * 2
    return (Place(*columns[name]) for name in field.descriptor["wordedIn"] if name in columns)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_code_is_held_against_the_words(case: Row) -> None:
    field, lexicon = COLUMNS[case["column"]], lexicon_for(standard(), "en")
    assert lexicon is not None
    is_told, against = hear(
        code_words(lexicon, field.vocabulary or ""), case["code"], places(field, case)
    )
    heard = "told" if is_told else "untold" if against is None else against.printed
    assert heard == case["expected"], case["why"]


def test_table_of_cases_asks_every_column_both_ways() -> None:
    names = [case["case"] for case in CASES]
    assert len(set(names)) == len(names) >= 100
    for column, field in COLUMNS.items():
        ours = [case for case in CASES if case["column"] == column]
        assert {case["expected"] == "told" for case in ours} == {True, False}, column
        assert all(case["code"] in standard().vocabularies[field.vocabulary or ""] for case in ours)


@pytest.mark.parametrize("language", standard().lexicons)
def test_lexicon_has_words_for_every_code_that_is_asked(language: str) -> None:
    lexicon = lexicon_for(standard(), language)
    assert lexicon is not None
    for vocabulary in VOCABULARIES:
        codes = set(standard().vocabularies[vocabulary])
        assert OTHER not in codes, "the lexicon means something else by it"
        assert set(code_words(lexicon, vocabulary).by_code) - {OTHER} == codes


@pytest.mark.parametrize("language", standard().lexicons)
def test_words_of_codes_are_found_as_they_are_printed(language: str) -> None:
    lexicon = lexicon_for(standard(), language)
    assert lexicon is not None
    for word in lexicon.words:
        vocabulary, _, code = word.kind.partition(":")
        if code:
            assert vocabulary in VOCABULARIES, word
            assert word.value in {"", "may"}, word
            (found, *_) = code_words(lexicon, vocabulary).tellings(fold(f"{word.printed} 7"))
            assert code in found.names | found.allows, word


def test_capitals_of_an_abbreviation_must_match() -> None:
    lexicon = lexicon_for(standard(), "en")
    assert lexicon is not None
    words = code_words(lexicon, "effect_measure")
    assert [each.printed for each in words.tellings("OR 1.2, aOR 1.3, ODDS RATIO 1.4")] == [
        "OR",
        "aOR",
        "odds ratio",
    ]
    assert words.tellings("two or three Or four oR five") == ()
