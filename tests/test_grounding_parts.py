"""A package of many sources is grounded in parts, and the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora import corpus
from evitab.finding import Check, Finding
from evitab.grounding import Coverage, Grounding, ground, parts_of
from evitab.package import Contents, read_package
from evitab.standard import standard
from packages import add_rows, put_cell, put_rows, rows_of

COUNT = 7


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evitab.grounding.parts.MOST_SOURCES", 2)


def read(root: Path) -> Contents:
    return read_package(root, standard())


def whole(root: Path) -> Grounding:
    """The package grounded as one part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evitab.grounding.parts.MOST_SOURCES", 1000)
        patch.setattr("evitab.grounding.parts.ENOUGH_ROWS", 1_000_000)
        contents = read(root)
        assert len(list(parts_of(contents))) == 1
        return ground(contents, standard())


Told = tuple[list[Check], list[Finding], list[Coverage], dict[str, str]]


def told(grounding: Grounding) -> Told:
    findings = sorted(grounding.findings, key=repr)
    coverages = sorted(grounding.coverages, key=lambda coverage: coverage.source)
    return grounding.checks, findings, coverages, dict(grounding.texts)


def row_of(root: Path, table: str, key: str) -> int:
    (column, *_) = rows_of(root, table)[0]
    return [row[column] for row in rows_of(root, table)].index(key)


def in_part(contents: Contents, table: str) -> Iterator[set[str]]:
    for part in parts_of(contents):
        yield set(part.tables[table].column("source_id").to_pylist())


def test_sound_corpus_is_found_sound_in_parts(tmp_path: Path) -> None:
    root = corpus(tmp_path, COUNT)
    contents = read(root)
    grounding = ground(contents, standard())
    assert grounding.findings == []
    assert len(grounding.coverages) == COUNT
    assert told(grounding) == told(whole(root))
    cut = list(parts_of(contents))
    assert len(cut) == 4
    for name in ("sources", "passages", "claims", "dosages", "study_arms"):
        rows = [row for part in cut for row in part.tables[name].data.to_pylist()]
        assert sorted(map(repr, rows)) == sorted(map(repr, contents.tables[name].data.to_pylist()))


def damage(root: Path) -> None:
    """A slip of most kinds, in several sources."""
    put_cell(root, "quantities", row_of(root, "quantities", "QTY-10001"), "value_low", "7")
    put_cell(root, "passages", 1, "exact", "Vitamin X harms the bones.")
    put_cell(root, "passages", row_of(root, "passages", "PSG-40004"), "section", "Elsewhere")
    put_cell(root, "passages", row_of(root, "passages", "PSG-30010"), "source_id", "SRC-9999")
    put_cell(root, "sources", 4, "sha256", "0" * 64)
    put_cell(root, "sources", 5, "language", "fi")
    put_cell(root, "claims", row_of(root, "claims", "CLM-20001"), "is_negated", "true")
    for table in ("claims", "passages", "effects", "dosages"):
        rows = rows_of(root, table)
        put_rows(root, table, rows[1::2] + rows[::2])


def test_what_is_found_in_parts_is_what_is_found_in_the_whole(tmp_path: Path) -> None:
    root = corpus(tmp_path, COUNT)
    damage(root)
    ours, theirs = told(ground(read(root), standard())), told(whole(root))
    assert len({finding.rule for finding in ours[1]}) >= 5
    assert ours == theirs


LINKS = {
    "a context passage": ("claims", "CLM-10005", "context_passage_id", "PSG-60002"),
    "a claim that is said again": ("claims", "CLM-10005", "restates_claim_id", "CLM-60012"),
    "a regimen": ("dosages", "DOS-10001", "regimen_id", "REG-60001"),
    "an arm": ("effects", "EFF-10001", "study_arm_id", "ARM-60001"),
    "an arm of the same study": ("study_arms", "ARM-10001", "study_id", "STU-60001"),
}


@pytest.mark.parametrize("name", LINKS)
def test_row_brings_the_source_along_whose_words_it_leans_on(name: str, tmp_path: Path) -> None:
    table, key, field, value = LINKS[name]
    root = corpus(tmp_path, COUNT)
    assert not any({"SRC-10001", "SRC-60001"} <= each for each in in_part(read(root), "sources"))
    assert value in {
        row[next(iter(row))]
        for each in ("passages", "claims", "regimens", "study_arms", "studies")
        for row in rows_of(root, each)
    }
    put_cell(root, table, row_of(root, table, key), field, value)
    put_cell(root, "passages", row_of(root, "passages", "PSG-60002"), "exact", "Other words.")
    contents = read(root)
    together = [{"SRC-10001", "SRC-60001"} <= each for each in in_part(contents, "sources")]
    assert together.count(True) == 1
    assert told(ground(contents, standard())) == told(whole(root))


def test_rows_that_lead_to_no_source_are_asked_too(tmp_path: Path) -> None:
    """A passage that names no known source has words of its own all the same."""
    root = corpus(tmp_path, COUNT)
    (passage,) = (row for row in rows_of(root, "passages") if row["passage_id"] == "PSG-10002")
    idle = {"source_id": "SRC-9999", "role": "rhetoric", "exact": "Vitamin X is great."}
    add_rows(root, "passages", [{**passage, **idle, "passage_id": "PSG-9999"}])
    grounding = ground(read(root), standard())
    assert [(finding.rule, finding.key) for finding in grounding.findings] == [
        ("words_of_no_fact_name_no_substance", "PSG-9999")
    ]
    assert told(grounding) == told(whole(root))


def test_very_many_reasons_are_told_by_their_number(tmp_path: Path) -> None:
    root = corpus(tmp_path, 30)
    rows = rows_of(root, "sources")
    for number, row in enumerate(rows):
        row["path"] = f"source-{number}.txt"
    put_rows(root, "sources", rows)
    grounding = ground(read(root), standard())
    reasons = [check.reason for check in grounding.checks if check.reason]
    assert "source-0.txt is not declared" in reasons
    assert "10 more sources are not here, or not as they were read" in reasons


def test_words_and_coverage_are_kept_only_where_they_are_wanted(tmp_path: Path) -> None:
    contents = read(corpus(tmp_path, 3))
    grounding = ground(contents, standard(), keeps_words=False)
    assert (grounding.texts, grounding.coverages) == ({}, [])
    assert grounding.checks == ground(contents, standard()).checks
