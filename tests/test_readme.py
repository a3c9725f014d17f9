"""What the READMEs show is what happens."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from packages import REPOSITORY

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
        assert quoted(text), "a block that is not run quotes code or a message of this repository"


def quoted(text: str) -> bool:
    """Whether the lines of a block stand, but for their indent, somewhere in the code or tests."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    files = [
        *REPOSITORY.glob("validators/evitab/**/*.py"),
        *REPOSITORY.glob("tests/broken/**/*.txt"),
    ]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    skip = ("✗ tables/", "found ")
    return all(line in sources for line in lines if not line.startswith(skip))


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)#:]+?)\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", READMES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in links(path) if not (path.parent / link).exists()] == []


def test_both_commands_stand_in_the_first_screen() -> None:
    first = "\n".join(READMES[0].read_text(encoding="utf-8").splitlines()[:25])
    assert "make validate" in first
    assert "make test" in first
