"""What a TAB completes, in the form in which a shell asks for it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evitab.catalogue import every_rule, families
from evitab.cli import app
from packages import REAL, copy_of, rows_of

Tab = Callable[[str], set[str]]

NAME = "vitamin-d3-k2"
RULES = {name: rule.about for name, rule in every_rule().items()}
VERBS = {"validate", "findings", "diff", "show", "coverage", "explain", "export", "report"}


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tab:
    def completed(line: str) -> set[str]:
        words = line.split(" ")
        monkeypatch.setenv("_EVITAB_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        with pytest.raises(SystemExit, match="0"):
            app([], prog_name="evitab")
        said = capsys.readouterr()
        assert said.err == ""
        return set(said.out.splitlines()) - {""}

    return completed


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("evitab sh", {"show"}),
        ("evitab show vit", {NAME}),
        (f"evitab show {NAME} reference_", {"reference_checks", "reference_ranges"}),
        ("evitab show authorities reference_i", {"reference_intakes"}),
        (f"evitab show {NAME} dosages --fi", {"--fields"}),
        (f"evitab show {NAME} dosages --fields dose_lo", {"dose_low", "dose_low_mcg"}),
        (f"evitab show {NAME} dosages --fields use,purp", {"use,purpose"}),
        (f"evitab show {NAME} dosages --where us", {"use=", "use!=", "use~"}),
        (f"evitab show {NAME} dosages --where dose_lo", {"dose_low", "dose_low_mcg"}),
        (f"evitab show {NAME} --section B", {r"Bottom\ Line"}),
        (f"evitab show {NAME} --section 'B", {"Bottom Line"}),
        ("evitab explain p_value_agrees_with_i", {"p_value_agrees_with_interval"}),
        ("evitab explain statist", {"statistics"}),
        ("evitab explain foreignK", {"foreignKeys"}),
        (f"evitab findings {NAME} --rule stated_r", {"stated_ratio_agrees_with_doses"}),
        ("evitab validate --select clinical,statist", {"clinical,statistics"}),
        ("evitab validate --fail-on w", {"warning"}),
        ("evitab export x --to ", {"duckdb", "sqlite", "xlsx", "parquet", "jsonl"}),
        ("evitab rules tim", {"time"}),
        # What is not there completes nothing, without a word.
        ("evitab show no-such-package d", set()),
        (f"evitab show {NAME} moons --fields d", set()),
        ("evitab show authorities --section B", set()),
    ],
)
def test_names_are_completed(line: str, expected: set[str], tab: Tab) -> None:
    assert tab(line) == expected


def test_verbs_are_completed_but_the_hidden_one(tab: Tab) -> None:
    verbs = tab("evitab ")
    assert verbs > VERBS
    assert "help" not in verbs


def test_codes_follow_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    from evitab.cli.completing import conditions

    class Typed:
        params, args = {"name": NAME, "table": "dosages"}, ()

    found = conditions(Typed(), "use=")  # type: ignore[arg-type]
    assert {row["use"] for row in rows_of(REAL, "dosages")} <= {
        str(each).removeprefix("use=") for each in found
    }


def test_rules_are_those_of_the_rule_book() -> None:
    from evitab.cli.completing import family_names, rule_names, source_rule_names

    nobody: Any = None
    assert set(rule_names(nobody, "")) == {*RULES, *families()}
    about_source = {name for name, about in RULES.items() if about == "source"}
    assert set(source_rule_names(nobody, "")) == {*about_source, *families()}
    assert set(family_names(nobody, "")) == set(families())


def test_packages_of_the_folder_are_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tab: Tab
) -> None:
    copy_of(REAL, tmp_path / "data").rename(tmp_path / "data" / "another")
    monkeypatch.chdir(tmp_path)
    assert tab("evitab show an") == {"another"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_takes_the_script(tmp_path: Path) -> None:
    command = tmp_path / "evitab"
    code = "import sys; sys.argv[0] = 'evitab'; from evitab.cli import main; main()"
    command.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    script = (
        'eval "$(evitab --show-completion bash)"\n'
        "COMP_WORDS=(evitab explain p_value_agrees_with_i) COMP_CWORD=2\n"
        "_evitab_completion evitab\n"
        'echo "${COMPREPLY[*]}"\n'
    )
    home = {"HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    hint = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={**os.environ, **home, **hint},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "p_value_agrees_with_interval\n"
    assert [path.name for path in tmp_path.iterdir()] == ["evitab"], (
        "no file of the user is touched"
    )
