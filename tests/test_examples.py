"""The examples at the end of each verb's help run as they are typed, and help fits a terminal."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from evitab.cli import app, main
from packages import REPOSITORY

Run = Callable[[str], str]

VERBS = {
    name: command
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    if not command.hidden
}
EXAMPLES = {
    name: (command.epilog or "").replace("\\\n", "").splitlines() for name, command in VERBS.items()
}
# Each goes on from where the one before left off.
STORY = ["release", "verify", "publish", "versions", "diff"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type something where a curator stands: the packages are under data, an older state of one
    lies beside.
    """
    without_records = shutil.ignore_patterns("releases")
    shutil.copytree(REPOSITORY / "data", tmp_path / "data", ignore=without_records)
    shutil.copytree(tmp_path / "data" / "vitamin-d3-k2", tmp_path / "old" / "vitamin-d3-k2")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("EVITAB_CACHE", str(tmp_path / "cache"))

    def typed(line: str) -> str:
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code, said.err) == (0, ""), line
        assert said.out.strip(), line
        return said.out

    return typed


@pytest.mark.parametrize(
    "example",
    [each for name, examples in EXAMPLES.items() if name not in STORY for each in examples],
)
def test_example_runs_as_it_is_typed(example: str, run: Run) -> None:
    assert example.startswith("evitab ")
    assert "no row of" not in run(example)


def test_examples_of_a_release_run_in_their_order(run: Run) -> None:
    for verb in STORY:
        assert EXAMPLES[verb]
        for example in EXAMPLES[verb]:
            run(example)


def test_help_has_examples_and_fits_eighty_columns(run: Run) -> None:
    for name, command in VERBS.items():
        shown = run(f"evitab {name} -h")
        lines = shown.splitlines()
        assert max(map(len, lines)) <= 80, name
        assert "<" not in shown.replace("< <=", ""), "a type of Python is no help"
        examples = lines[lines.index("Examples:") + 1 :]
        assert examples == [f"  {line}" for line in (command.epilog or "").splitlines()], name
