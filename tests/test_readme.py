"""What the READMEs show is what happens."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import evitab
from evitab.package import read_dataset
from evitab.package.archive import archive_bytes
from evitab.package.sums import FILE, sums_of
from evitab.standard import standard
from evitab.store import publish
from packages import REAL, REPOSITORY, copy_of, findings_as_text, judged, put_cell, rows_of
from readmes import READMES, as_run, blocks

ROOT, SCHEMA = (REPOSITORY / name for name in ("README.md", "schema/README.md"))
# Blocks that a test of their own holds against what they quote.
HELD_ELSEWHERE = {
    "CONTRIBUTING.md-0-json": "test_article_as_contributing_tells_it_is_a_package",
    "CONTRIBUTING.md-1-python": "test_offsets_as_contributing_tells_them_are_those_of_a_passage",
    "schema/README.md-1-json": "test_field_shown_is_the_field",
    "validators/README.md-1-text": "test_finding_shown_is_what_a_damage_gives",
    "validators/README.md-4-python": "test_rule_shown_is_the_rule",
    "validators/README.md-5-python": "test_damage_shown_is_a_damage",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a clone with `data/`, and a store `releases` with the article in it."""
    folder = tmp_path_factory.mktemp("desk")
    ignored = shutil.ignore_patterns("releases")
    shutil.copytree(REPOSITORY / "data", folder / "data", ignore=ignored)
    paths = [REAL / "dataset.json", *REAL.glob("tables/*.csv"), *REAL.glob("parquet/*.parquet")]
    files = {path.relative_to(REAL).as_posix(): path.read_bytes() for path in paths}
    archive = folder / "vitamin-d3-k2-1.0.0.zip"
    archive.write_bytes(archive_bytes(files | {FILE: sums_of(files)}, date(2026, 11, 24)))
    (folder / "releases").mkdir()
    publish(archive, folder / "releases")
    return folder


@pytest.fixture
def at_desk(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVITAB_CACHE", str(desk / "cache"))
    monkeypatch.chdir(desk)


@pytest.mark.usefixtures("at_desk")
@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_blocks_of_readme_are_true(path: Path) -> None:
    names: dict[str, Any] = {}
    for name, block in blocks(path):
        if name not in HELD_ELSEWHERE:
            now = as_run(block, names)
            if os.environ.get("EVITAB_UPDATE_SNAPSHOTS"):
                text = path.read_text(encoding="utf-8").replace(block.text, now)
                path.write_text(text, encoding="utf-8")
            else:
                assert now == block.text, name


def test_blocks_held_elsewhere_are() -> None:
    known = {name for path in READMES for name, _ in blocks(path)}
    assert set(HELD_ELSEWHERE) <= known
    assert {test for test in HELD_ELSEWHERE.values() if test not in globals()} == set()


def text_of(name: str) -> str:
    return next(block.text for path in READMES for known, block in blocks(path) if known == name)


def test_finding_shown_is_what_a_damage_gives(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "quantities", 4, "value_unit", "h")
    found = findings_as_text(judged(root)).strip().splitlines()
    assert [line.rstrip() for line in found] == text_of("validators/README.md-1-text").splitlines()


def test_rule_shown_is_the_rule() -> None:
    code = textwrap.dedent(text_of("validators/README.md-4-python"))
    rules = REPOSITORY / "validators" / "evitab" / "rules" / "quantities" / "doses.py"
    assert code in rules.read_text(encoding="utf-8")


def test_damage_shown_is_a_damage() -> None:
    damages = REPOSITORY / "tests" / "mutation" / "damages" / "figures.py"
    assert text_of("validators/README.md-5-python") in damages.read_text(encoding="utf-8")


def test_field_shown_is_the_field() -> None:
    shown = json.loads(text_of("schema/README.md-1-json"))
    dosages = json.loads((SCHEMA.parent / "tables" / "dosages.json").read_text(encoding="utf-8"))
    assert shown in dosages["fields"]


def test_article_as_contributing_tells_it_is_a_package(tmp_path: Path) -> None:
    (tmp_path / "dataset.json").write_text(text_of("CONTRIBUTING.md-0-json"), encoding="utf-8")
    assert read_dataset(tmp_path, standard()).name == "my-article"


def test_offsets_as_contributing_tells_them_are_those_of_a_passage() -> None:
    code = text_of("CONTRIBUTING.md-1-python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REAL, capture_output=True, text=True, check=True
    )
    start, end = done.stdout.split()[:2]
    offsets = {(row["start"], row["end"]) for row in rows_of(REAL, "passages")}
    assert (start, end) in offsets


def test_findings_in_readme_are_on_record() -> None:
    package = evitab.load("vitamin-d3-k2")
    words = package.passages.set_index("passage_id")["exact"]
    findings = package.all_findings()
    rows = re.findall(
        r"^\| (.+) \| (.+) \| (\w+) \| (\w+) \| \[`(\w+)`\]\(validators/RULES.md#\5\) \|$",
        ROOT.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == int(re.search(r"(\d+) of the (\d+) findings", ROOT.read_text())[1])  # type: ignore[index]
    for quote, *cells in rows:
        told = findings[(findings[["expected", "severity", "harm", "rule"]] == cells).all(axis=1)]
        assert any(quote in words[key] for key in told["passage_id"].dropna()), cells


def test_picture_is_what_is_drawn_now() -> None:
    drawn = runpy.run_path(str(REPOSITORY / "docs" / "picture.py"))
    assert drawn["picture"]() == drawn["PLACE"].read_text(encoding="utf-8"), (
        "python docs/picture.py draws it anew"
    )


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in links(path) if not (path.parent / link).exists()] == []


def test_both_commands_stand_in_the_first_screen() -> None:
    first = "\n".join(ROOT.read_text(encoding="utf-8").splitlines()[:25])
    assert "make validate" in first
    assert "make test" in first
