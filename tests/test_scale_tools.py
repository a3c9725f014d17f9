"""Every tool of the benchmark that is installed finds the damage of a small package, no more."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.scale.registry import TOOLS, Tool
from benchmarks.scale.results import NOTHING, SAME, differences
from benchmarks.scale.runner import Plan, check

CASES = [(tool, form) for tool in TOOLS.values() for form in tool.forms]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scale")


@pytest.mark.parametrize(("tool", "form"), CASES, ids=[f"{t.name}-{f}" for t, f in CASES])
def test_tool_finds_the_damage(tool: Tool, form: str, data: Path) -> None:
    try:
        assert tool.versions
    except PackageNotFoundError as missing:
        pytest.skip(f"{missing.name} is not installed here; `make bench` asks it")
    plan = Plan(sizes=(), forms=(form,), tools=(tool.name,), data=data)
    (result,) = check(tool, plan, Console(quiet=True))
    assert (result.status, result.reason) == ("ok", "")
    if tool.is_exact:
        assert result.findings == (SAME if tool.finds else NOTHING)
    else:
        assert "effects.range" in result.findings
    assert result.wall_s is not None
    assert result.cpu_s is not None
    assert result.peak_mb is not None
    # The system counts hundredths of a second.
    assert result.cpu_s > 0 or result.wall_s < 0.05
    assert result.peak_mb > 20


def test_what_differs_is_told_check_by_check() -> None:
    truth = {("claims", "enum"): 5, ("effects", "range"): 2}
    assert differences(dict(truth), truth) == SAME
    found = {("claims", "enum"): 4, ("dosages", "type"): 1}
    assert differences(found, truth) == (
        "claims.enum 4 for 5; dosages.type 1 for 0; effects.range 0 for 2"
    )
