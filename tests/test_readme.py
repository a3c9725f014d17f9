"""What the READMEs show is what happens."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from evitab.package import read_dataset
from evitab.standard import standard
from packages import REAL, REPOSITORY, copy_of, findings_as_text, judged, put_cell, rows_of

READMES = [
    REPOSITORY / name
    for name in ("README.md", "schema/README.md", "validators/README.md", "CONTRIBUTING.md")
]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(match[2], match[3], id=f"{path.parent.name}-{number}-{match[2]}")
    for path in READMES
    for number, match in enumerate(BLOCK.finditer(path.read_text(encoding="utf-8")))
]


def without_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize(("language", "text"), BLOCKS)
def test_block_of_readme_is_true(language: str, text: str) -> None:
    if language == "console":
        command, _, shown = text.partition("\n")
        words = command.removeprefix("$ ").replace("make validate", "evitab validate").split()
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=REPOSITORY,
            env={**os.environ, "COLUMNS": "80"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert without_ends(done.stdout) == without_ends(shown)
    elif ">>>" in text:
        examples = doctest.DocTestParser().get_doctest(text, {}, "README", None, None)
        with pd.option_context("display.width", 80):
            assert doctest.DocTestRunner().run(examples).failed == 0
    else:
        assert language in {"python", "text", "json"}, (
            "another test holds it against what it quotes"
        )


def test_finding_in_readme_is_what_a_damaged_package_gives(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "quantities", 4, "value_unit", "h")
    found = without_ends(findings_as_text(judged(root)))
    assert found in READMES[0].read_text(encoding="utf-8")


def test_example_of_a_rule_is_the_rule() -> None:
    readme = READMES[2].read_text(encoding="utf-8")
    code = textwrap.dedent(BLOCK.search(readme)[3])  # type: ignore[index]
    rules = REPOSITORY / "validators" / "evitab" / "rules" / "quantities" / "doses.py"
    assert code in rules.read_text(encoding="utf-8")


def test_article_as_contributing_tells_it_is_a_package(tmp_path: Path) -> None:
    (facts, code) = (match[3] for match in BLOCK.finditer(READMES[3].read_text(encoding="utf-8")))
    (tmp_path / "dataset.json").write_text(facts, encoding="utf-8")
    assert read_dataset(tmp_path, standard()).name == "my-article"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REAL, capture_output=True, text=True, check=True
    )
    start, end = done.stdout.split()[:2]
    offsets = {(row["start"], row["end"]) for row in rows_of(REAL, "passages")}
    assert (start, end) in offsets


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)#:]+?)\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", READMES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in links(path) if not (path.parent / link).exists()] == []


def test_both_commands_stand_in_the_first_screen() -> None:
    first = "\n".join(READMES[0].read_text(encoding="utf-8").splitlines()[:25])
    assert "make validate" in first
    assert "make test" in first
