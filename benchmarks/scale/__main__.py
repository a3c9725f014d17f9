"""The command: `python -m benchmarks.scale run --sizes 10k,1M`; also check, generate, report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.scale.generate import Recipe, package
from benchmarks.scale.options import known, sizes
from benchmarks.scale.registry import TOOLS
from benchmarks.scale.results import PLACE
from benchmarks.scale.runner import REPOSITORY, Plan, check, run
from benchmarks.scale.work import FORMS

app = typer.Typer(help="evitab beside its peers, at scale.", add_completion=False)

SIZES = typer.Option(help="Rows of the table `effects`, such as 10k,100k,1M.")
FORMS_ = typer.Option(help="parquet, csv, or both with a comma between.")
TOOLS_ = typer.Option(help=f"all, or any of {', '.join(TOOLS)}.")
SEED = typer.Option(help="What the damage and the order of the tools are drawn from.")
DATA = typer.Option(help="The folder in which packages are made and kept.")


@app.command("run")
def time_tools(
    rows: Annotated[str, typer.Option("--sizes", help=SIZES.help)] = "10k,100k",
    forms: Annotated[str, FORMS_] = ",".join(FORMS),
    tools: Annotated[str, TOOLS_] = "all",
    rounds: Annotated[int, typer.Option(min=1, help="How often each tool is run.")] = 3,
    seconds: Annotated[float, typer.Option(help="A run that takes longer is ended.")] = 600,
    seed: Annotated[int, SEED] = 20261127,
    data: Annotated[Path, DATA] = REPOSITORY / ".bench_cache",
    results: Annotated[Path, typer.Option(help="The numbers are put behind these.")] = PLACE,
) -> None:
    """Time the tools in turn; then draw the picture and the tables that the README shows."""
    plan = _plan(rows, forms, tools, seed, data)
    plan = replace(plan, rounds=rounds, seconds=seconds, results=results)
    run(plan, Console(width=170))
    if results == PLACE:
        report()


@app.command("check")
def check_tools(
    forms: Annotated[str, FORMS_] = ",".join(FORMS),
    tools: Annotated[str, TOOLS_] = "all",
    seed: Annotated[int, SEED] = 20261127,
    data: Annotated[Path, DATA] = REPOSITORY / ".bench_cache",
) -> None:
    """Hold what every tool finds in a small package against its damage; exit 1: one differs."""
    plan = _plan("10k", forms, tools, seed, data)
    results = [check(TOOLS[name], plan, Console(width=170)) for name in plan.tools]
    are_right = [
        one.is_right or (one.status == "ok" and not TOOLS[one.tool].is_exact)
        for each in results
        for one in each
    ]
    raise typer.Exit(0 if all(are_right) else 1)


@app.command("generate")
def generate(
    rows: Annotated[str, typer.Option("--sizes", help=SIZES.help)],
    forms: Annotated[str, FORMS_] = ",".join(FORMS),
    seed: Annotated[int, SEED] = 20261127,
    per: Annotated[int, typer.Option(help="Each damage strikes one of so many rows.")] = 1000,
    data: Annotated[Path, DATA] = REPOSITORY / ".bench_cache",
) -> None:
    """Make packages, each with truth.csv and damaged.csv beside its tables."""
    plan = _plan(rows, forms, "all", seed, data)
    if per < 20 or per % 10:
        raise typer.BadParameter("take a multiple of 10, from 20 on", param_hint="--per")
    for size in plan.sizes:
        for form in plan.forms:
            print(package(Recipe(size, form, per, seed), data / f"{size}-{form}"))


@app.command("report")
def report() -> None:
    """Draw scale.svg and the tables in README.md, from the newest numbers of scale.csv."""
    from benchmarks.scale import chart, summary

    print(summary.write())
    print(chart.write())


def _plan(rows: str, forms: str, tools: str, seed: int, data: Path) -> Plan:
    try:
        return Plan(
            sizes=sizes(rows),
            forms=known(forms.split(","), FORMS, "form"),
            tools=known(list(TOOLS) if tools == "all" else tools.split(","), list(TOOLS), "tool"),
            seed=seed,
            data=data.resolve(),
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


if __name__ == "__main__":
    app()
