"""The code blocks of the READMEs, run as a reader would run them."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from packages import REPOSITORY

READMES = sorted(
    path
    for pattern in ("README.md", "*/README.md", "data/*/README.md", "CONTRIBUTING.md")
    for path in REPOSITORY.glob(pattern)
    if not path.relative_to(REPOSITORY).parts[0].startswith(".")
)
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: where it stands, its language and its text, ended by a new line."""

    path: Path
    language: str
    text: str


def blocks(path: Path) -> Iterator[tuple[str, Block]]:
    """Every code block of a README, with a name."""
    for number, match in enumerate(_BLOCK.finditer(path.read_text(encoding="utf-8"))):
        name = f"{path.relative_to(REPOSITORY).as_posix()}-{number}-{match[2]}"
        yield name, Block(path, match[2], match[3])


def as_run(block: Block, names: dict[str, Any]) -> str:
    """The block as it would stand if it were written now, in the working directory.

    Commands and statements are followed by what they print; `names` are those that statements
    made before on the same page, and are added to. Raises what a statement raises, and
    CalledProcessError where a command fails.
    """
    if block.language == "console":
        return "\n".join(_commands(block.text))
    if block.language == "python" and ">>>" in block.text:
        return "".join(_statements(block.text, names))
    exec(compile(block.text, str(block.path), "exec"), names)  # noqa: S102
    return block.text


def _commands(text: str) -> Iterator[str]:
    for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", text, re.MULTILINE):
        told = command.replace("make validate", "evitab validate").replace("\\\n", " ")
        words = shlex.split(told)
        assert words[0] == "evitab", command
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        shown = "".join(f"{line.rstrip()}\n" for line in done.stdout.rstrip().splitlines())
        yield f"$ {command}\n{shown}"


def _statements(text: str, names: dict[str, Any]) -> Iterator[str]:
    for example in doctest.DocTestParser().get_examples(text):
        printed = io.StringIO()
        code = compile(example.source, "README", "single")
        with contextlib.redirect_stdout(printed), pd.option_context("display.width", 80):
            exec(code, names)  # noqa: S102
        first, *others = example.source.splitlines()
        yield f">>> {first}\n"
        yield from (f"... {line}\n" for line in others)
        yield "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
