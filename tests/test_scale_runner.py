"""The benchmark's runner: what it watches, what it keeps of a run, what it draws of the numbers."""

from __future__ import annotations

import csv
import os
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from benchmarks.scale import chart, runner, summary
from benchmarks.scale.__main__ import app
from benchmarks.scale.measured import newest
from benchmarks.scale.options import known, sizes
from benchmarks.scale.registry import FLOOR, STREAM, TOOLS
from benchmarks.scale.results import SAME, Result, append
from benchmarks.scale.runner import Plan
from benchmarks.scale.watch import Watched, watch

MB = 1_000_000
FACTS = {
    "seed": "1",
    "load": "0.5",
    "cores": "2",
    "processor": "any",
    "memory_gb": "8",
    "system": "Linux",
    "python": "3.11.7",
    "commit": "abc",
}


def watched(tmp_path: Path, code: str, *, seconds: float = 60, most: int = 10**11) -> Watched:
    return watch(
        [sys.executable, "-c", code],
        folder=tmp_path,
        environment=os.environ,
        seconds=seconds,
        most_bytes=most,
        log=tmp_path / "log",
    )


# Watching --------------------------------------------------------------------------------------


def test_memory_that_is_held_for_a_moment_is_seen(tmp_path: Path) -> None:
    bare = watched(tmp_path, "import time; time.sleep(0.3)")
    held = watched(tmp_path, "import time; b = b'x' * 300_000_000; time.sleep(0.3); del b")
    assert 280 * MB < held.peak_bytes - bare.peak_bytes < 330 * MB
    assert held.returncode == 0
    assert held.stopped is None


def test_memory_of_children_is_seen_and_shared_pages_count_once(tmp_path: Path) -> None:
    code = (
        "import os, time; b = b'x' * 200_000_000\n"
        "children = [os.fork() for _ in range(2)]\n"
        "c = b'' if all(children) else b'y' * 50_000_000\n"
        "time.sleep(1)\n"
    )
    # 200 MB once, and 50 MB in each of three forked processes.
    assert 330 * MB < watched(tmp_path, code).peak_bytes < 450 * MB


def test_what_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    code = "import os, time; child = os.fork(); print(os.getpid(), flush=True); time.sleep(60)"
    seen = watched(tmp_path, code, seconds=1)
    assert seen.stopped == "over time"
    assert seen.seconds < 10
    deadline = time.monotonic() + 5
    processes = [int(line) for line in (tmp_path / "log").read_text().split()]
    assert len(processes) == 2
    while any(_runs(each) for each in processes):
        assert time.monotonic() < deadline, "a child is left"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_what_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    code = "import time; b = b'x' * 300_000_000; time.sleep(60)"
    seen = watched(tmp_path, code, most=150 * MB)
    assert seen.stopped == "over memory"
    assert seen.seconds < 10


def test_what_fails_says_why(tmp_path: Path) -> None:
    seen = watched(tmp_path, "raise ValueError('no such thing')")
    assert (seen.returncode, seen.told) == (1, "ValueError: no such thing")


# Running ---------------------------------------------------------------------------------------


def run(tmp_path: Path, *tools: str, **options: Any) -> list[dict[str, str]]:
    plan = Plan(
        sizes=(3_000,), forms=("parquet",), tools=tools, rounds=2, data=tmp_path / "data",
        results=tmp_path / "scale.csv",
    )  # fmt: skip
    runner.run(replace(plan, **options), Console(quiet=True))
    with plan.results.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_tools_take_turns_and_each_run_is_kept(tmp_path: Path) -> None:
    rows = run(tmp_path, "polars-by-hand", FLOOR)
    assert sorted((row["round"], row["tool"]) for row in rows) == [
        (number, tool) for number in "12" for tool in (FLOOR, "polars-by-hand")
    ]
    assert sorted(row["place"] for row in rows) == ["1", "1", "2", "2"]
    assert {row["status"] for row in rows} == {"ok"}
    assert {row["findings"] for row in rows} == {SAME, "asks nothing"}
    assert all(float(row["wall_s"]) > 0 and float(row["peak_mb"]) > 30 for row in rows)
    assert all(row["versions"].startswith(("polars ", "duckdb ")) for row in rows)


def test_a_tool_that_is_not_there_has_a_row_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = replace(TOOLS["dataframely"], distributions=("no-such-distribution",))
    monkeypatch.setattr(runner, "TOOLS", {"dataframely": absent})
    (row,) = run(tmp_path, "dataframely")
    assert (row["tool"], row["rows"], row["status"]) == ("dataframely", "3000", "not run")
    assert row["reason"] == "no-such-distribution is not installed"
    assert row["wall_s"] == ""


def test_a_tool_that_takes_too_long_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "check", lambda *_: [])
    rows = run(tmp_path, FLOOR, sizes=(3_000, 4_000), seconds=0.05)
    assert [(row["rows"], row["status"], row["reason"]) for row in rows] == [
        ("3000", "over time", "after 0.05 s"),
        ("4000", "not run", "over time with 3,000 rows: after 0.05 s"),
    ]


def test_numbers_are_not_put_behind_others_that_have_other_columns(tmp_path: Path) -> None:
    place = tmp_path / "scale.csv"
    place.write_text("tool,seconds\n", encoding="utf-8")
    with pytest.raises(ValueError, match="move it away"):
        append(Result("now", 1, "csv", FLOOR, 1, 1, "ok"), FACTS, place)
    assert place.read_text(encoding="utf-8") == "tool,seconds\n"


# What is written on the command line -----------------------------------------------------------


def test_sizes_are_read() -> None:
    assert sizes("10k, 1M,2500") == (10_000, 1_000_000, 2_500)


@pytest.mark.parametrize("text", ["", "10x", "k", "-5k", "1.5M", "999", "10k,,1M"])
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size: write 10k, 1M"):
        sizes(text)


def test_a_tool_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="there is no tool 'pandas'; there are: a, b"):
        known(["a", "pandas"], ["a", "b"], "tool")
    result = CliRunner().invoke(app, ["run", "--tools", "pandas"])
    assert result.exit_code == 2
    assert "there is no tool 'pandas'" in result.output


# Tables and picture ----------------------------------------------------------------------------


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    """Numbers of two runs: `stream` takes 1 and 8 s, dataframely half and twice that."""
    place = tmp_path / "scale.csv"
    seconds = {STREAM: (1.0, 8.0), "dataframely": (0.5, 16.0), FLOOR: (0.25, 2.0)}
    for run_ in ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"):
        for tool, (small, large) in seconds.items():
            for number, slower in ((1, 1.0), (2, 1.5)):
                for rows, took in ((10_000, small), (1_000_000, large)):
                    scale = 100 if run_ < "2026-02" else slower
                    result = Result(
                        run_, rows, "parquet", tool, number, 1, "ok", wall_s=took * scale
                    )
                    result = replace(result, cpu_s=1.0, peak_mb=200.0, findings=SAME)
                    append(replace(result, versions=f"{tool} 1.0"), FACTS, place)
    failed = Result("2026-02-01T00:00:00Z", 1_000_000, "parquet", "pointblank", 0, 0, "not run")
    append(replace(failed, reason="over time with 10,000 rows"), FACTS, place)
    return place


def test_tables_tell_seconds_ratios_and_where_a_peer_is_ahead(numbers: Path) -> None:
    text = "\n".join(summary.paragraphs(newest(numbers)))
    assert "| evitab, stream | 1.25 (1 to 1.5) | 10 (8 to 12) | 200 MB |" in text
    assert "| dataframely | 0.5 | 2 |" in text
    assert "| evitab, stream | 4 | 4 |" in text
    assert "- with 10 k rows, times the seconds of `stream`: dataframely 0.5." in text
    assert "with 1 M rows, times" not in text
    assert "- pointblank: not run, over time with 10,000 rows (1 M rows in Parquet)." in text
    assert "every tool found exactly the rows that are damaged" in text


def test_findings_that_differ_are_told(numbers: Path) -> None:
    found = newest(numbers)
    found.loc[found["tool"] == "dataframely", "findings"] = "claims.enum 4 for 5"
    text = "\n".join(summary.paragraphs(found))
    assert "- dataframely: claims.enum 4 for 5 (10 k rows in Parquet; 1 M rows in Parquet)." in text
    assert "exactly the rows" not in text


def test_readme_keeps_what_stands_around_the_markers(numbers: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n\n{summary.BEGIN}\nold\n{summary.END}\n\nafter\n", encoding="utf-8")
    summary.write(readme, numbers)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n\n{summary.BEGIN}\n\n![Seconds of work")
    assert "\n\nRun on 2026-02-01 at abc: 2 cores" in text
    assert text.endswith(f"{summary.END}\n\nafter\n")
    assert "old" not in text


def test_picture_has_a_line_for_each_tool_and_two_lights(numbers: Path, tmp_path: Path) -> None:
    svg = chart.write(tmp_path / "scale.svg", numbers).read_text(encoding="utf-8")
    root = ET.fromstring(svg)  # noqa: S314
    texts = {"".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"evitab, stream", "dataframely", "Parquet", "10 k", "1 M"} <= texts
    assert "pointblank" not in texts
    assert "prefers-color-scheme: dark" in svg
    assert "#00000" not in svg
    assert chart.write(tmp_path / "again.svg", numbers).read_text(encoding="utf-8") == svg
