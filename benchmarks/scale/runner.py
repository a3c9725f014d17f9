"""Running the tools in turn: each in its own process, in rounds, each in another order."""

from __future__ import annotations

import json
import os
import random
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console

from benchmarks.scale.generate import Recipe, package, truth
from benchmarks.scale.registry import TOOLS, Tool
from benchmarks.scale.results import NOTHING, PLACE, Result, append, differences, machine
from benchmarks.scale.watch import OVER_TIME, watch

REPOSITORY = Path(__file__).resolve().parents[2]
# Every kind of damage at least once, in the smallest table too.
TRIAL = Recipe(rows=2_000, per=100, form="")
SAMPLE = Recipe(rows=200, per=20, form="")


@dataclass(frozen=True)
class Plan:
    """What is to be run. `seconds` and `most_bytes` end a run that takes more."""

    sizes: tuple[int, ...]
    forms: tuple[str, ...]
    tools: tuple[str, ...]
    rounds: int = 5
    seed: int = 20261127
    seconds: float = 600
    most_bytes: int = int(psutil.virtual_memory().total * 0.8)
    data: Path = REPOSITORY / ".bench_cache"
    results: Path = PLACE
    run: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def run(plan: Plan, console: Console) -> None:
    """Try every tool on a small package, then time them; the numbers go behind `plan.results`."""
    tried = [one for name in plan.tools for one in check(TOOLS[name], plan, console)]
    for form in plan.forms:
        given_up = {
            one.tool: replace(one, status="not run")
            for one in tried
            if one.form == form and one.status != "ok"
        }
        for size in sorted(plan.sizes):
            _run_size(plan, size, form, given_up, console)


def check(tool: Tool, plan: Plan, console: Console) -> list[Result]:
    """What a tool finds in a small package of each form that it reads. This warms it up as well."""
    results = []
    for form in plan.forms:
        if form in tool.forms:
            recipe = replace(TRIAL, form=form, seed=plan.seed)
            results.append(_ask(tool, _blank(plan, recipe, tool), plan, recipe))
            _tell(results[-1], console)
    return results


def _run_size(
    plan: Plan, size: int, form: str, given_up: dict[str, Result], console: Console
) -> None:
    recipe = Recipe(rows=size, form=form, seed=plan.seed)
    folder = package(recipe, _place(plan, recipe))
    tools = [TOOLS[name] for name in plan.tools if form in TOOLS[name].forms]
    for tool in [tool for tool in tools if tool.name in given_up]:
        append(replace(given_up[tool.name], rows=size), machine(plan.seed), plan.results)
    _warm(folder)
    for number in range(1, plan.rounds + 1):
        order = [tool for tool in tools if tool.name not in given_up]
        random.Random(f"{plan.seed} {size} {form} {number}").shuffle(order)  # noqa: S311
        for place, tool in enumerate(order, start=1):
            blank = replace(_blank(plan, recipe, tool), round=number, place=place)
            facts = machine(plan.seed)
            result = _ask(tool, blank, plan, recipe)
            append(result, facts, plan.results)
            _tell(result, console)
            if result.status != "ok":
                reason = f"{result.status} with {size:,} rows: {result.reason}".rstrip(": ")
                given_up[tool.name] = replace(blank, status="not run", reason=reason)


def _ask(tool: Tool, blank: Result, plan: Plan, recipe: Recipe) -> Result:
    """Run a tool once on the package of a recipe, watched."""
    sample = replace(SAMPLE, form=recipe.form, seed=plan.seed)
    folder, first = (package(each, _place(plan, each)) for each in (recipe, sample))
    try:
        versions = tool.versions
    except PackageNotFoundError as error:
        return replace(blank, status="failed", reason=f"{error.name} is not installed")
    with TemporaryDirectory() as scratch:
        told = Path(scratch) / "told.json"
        command = [sys.executable, "-m", "benchmarks.scale.child", tool.name, str(folder)]
        seen = watch(
            [*command, recipe.form, str(first), str(told)],
            folder=REPOSITORY,
            environment={**_environment(), **tool.environment},
            seconds=plan.seconds,
            most_bytes=plan.most_bytes,
            log=Path(scratch) / "log",
        )
        blank = replace(blank, versions=versions, peak_mb=seen.peak_bytes / 1e6)
        if seen.stopped or seen.returncode != 0 or not told.exists():
            ended = f"after {plan.seconds:g} s" if seen.stopped == OVER_TIME else ""
            status, reason = (seen.stopped, ended) if seen.stopped else ("failed", seen.told[:300])
            return replace(blank, status=status, reason=reason)
        answer = json.loads(told.read_text(encoding="utf-8"))
    counts = {(table, kind): rows for table, kind, rows in answer.pop("counts")}
    found = differences(counts, truth(folder)) if tool.finds else NOTHING
    return replace(blank, findings=found, **answer)


def _blank(plan: Plan, recipe: Recipe, tool: Tool) -> Result:
    return Result(plan.run, recipe.rows, recipe.form, tool.name, 0, 0, "ok")


def _place(plan: Plan, recipe: Recipe) -> Path:
    return plan.data / f"{recipe.rows}-{recipe.form}"


def _warm(folder: Path) -> None:
    """Read every file once, so that the first tool does not wait for the disk alone."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass


def _environment() -> dict[str, str]:
    """Ours, with evitab's code; bytecode is kept, as it is outside of build machines."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY / "validators")])}


def _tell(result: Result, console: Console) -> None:
    head = f"{result.rows:>11,} {result.form:8}{result.tool:20}"
    if result.status != "ok":
        console.print(f"{head}[red]{result.status}[/] {result.reason}", highlight=False)
        return
    numbers = f"{result.wall_s:8.2f} s {result.cpu_s:8.2f} s CPU {result.peak_mb:8.0f} MB"
    told = result.findings if result.is_right else f"[red]{result.findings}[/]"
    console.print(f"{head}{numbers}  {told}", highlight=False)
