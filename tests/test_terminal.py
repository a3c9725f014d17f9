"""The command in a terminal and in a pipe: paging, narrow columns, readers that go away."""

from __future__ import annotations

import io
import pydoc
import re
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from evitab.finding import CannotJudge
from evitab.grounding import Coverage, ground
from evitab.package import read_package
from evitab.places import installed
from evitab.reporting.coverage import coverage_view
from evitab.reporting.paging import paged
from evitab.reporting.tables import in_columns
from evitab.standard import standard
from packages import REAL

EVITAB = [sys.executable, "-m", "evitab"]


def lines_of(shown: object, width: int) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width, color_system=None).print(shown)
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a pager was given."""
    given: list[str] = []
    monkeypatch.setattr(pydoc, "pager", given.append)
    monkeypatch.delenv("LESS", raising=False)
    return given


@pytest.mark.parametrize(("lines", "is_terminal"), [(30, True), (5, True), (30, False)])
def test_pager_is_for_what_is_longer_than_a_terminal(
    lines: int, is_terminal: bool, pages: list[str]
) -> None:
    file = io.StringIO()
    console = Console(file=file, width=40, height=10, force_terminal=is_terminal)
    with paged(console) as inside:
        for number in range(lines):
            inside.print(f"line {number}", style="red")
    shown = "".join(pages) + file.getvalue()
    assert shown.count("line ") == lines
    assert bool(pages) is (lines > 10 and is_terminal)
    assert ("\x1b[31m" in shown) is is_terminal


def test_pager_shows_nothing_of_what_an_error_breaks_off(pages: list[str]) -> None:
    file = io.StringIO()

    def broken_off() -> None:
        with paged(Console(file=file, height=2, force_terminal=True)) as inside:
            inside.print("half\n" * 20)
            raise CannotJudge("broken", file="x", advice="Mend it.")

    with pytest.raises(CannotJudge):
        broken_off()
    assert (pages, file.getvalue()) == ([], "")


def covered() -> list[Coverage]:
    return ground(read_package(REAL, standard()), standard()).coverages


@pytest.mark.parametrize("width", [30, 40, 60, 76, 80, 120])
def test_coverage_can_be_read_at_any_width(width: int) -> None:
    coverages = covered()
    lines = lines_of(coverage_view(coverages, width), width)
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    assert "…" not in text
    total = coverages[0].total
    numbers = [f"{total.characters:,}", str(total.figures), str(total.carried)]
    end = text.rpartition("all ")[2]
    assert all(re.search(rf"(?<!\d){number}(?!\d)", end) for number in numbers)
    if width < 76:
        assert "Bottom Line 766 characters" in text
        assert "1 figure, 1 carried" in text


@pytest.mark.parametrize(("width", "first"), [(80, "package  version"), (40, "package  long-name")])
def test_lines_stand_in_columns_where_there_is_room(width: int, first: str) -> None:
    rows = [("long-name", "1.0.0", "a title of so many words that it is folded at last " * 2)]
    head = ("package", "version", "title")
    lines = lines_of(in_columns(head, rows, width), width)
    assert " ".join(lines[0].split()).startswith(" ".join(first.split()))
    assert any("1.0.0" in line for line in lines)


def test_list_names_what_a_name_can_mean() -> None:
    done = subprocess.run([*EVITAB, "list"], capture_output=True, text=True, check=True)
    assert set(installed()) <= set(done.stdout.split())


def test_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [*EVITAB, "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 2, "1 would say that something was found"


@pytest.mark.parametrize("words", [["--version"], ["rules"], ["list"]])
def test_output_that_takes_nothing_is_told(words: list[str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [*EVITAB, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        "evitab: writing: the system refuses it (No space left on device). "
        "No file was left half-written.\n"
    )


def test_output_that_is_closed_is_no_crash() -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *EVITAB, "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupt_ends_without_a_traceback() -> None:
    code = (
        "import evitab.validation as v, evitab.cli as c, sys, time\n"
        "def slow(*a, **k): print('ready', flush=True); time.sleep(60)\n"
        "v.validate_package = slow\n"
        "sys.argv = ['evitab', 'validate']\n"
        "c.main()\n"
    )
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        run.send_signal(signal.SIGINT)
        _, said = run.communicate()
    assert (run.returncode, said) == (130, "")
    assert time.monotonic() - begun < 60
