"""Verbs that judge: the tables of packages, and what does not add up in their sources."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evitab import __version__
from evitab.cli.app import Name, Names, folder, roots, verb
from evitab.cli.completing import source_rule_names
from evitab.cli.judging_options import (
    ChangedSince,
    EngineAsked,
    Engines,
    Every,
    ExitZero,
    FailOn,
    Files,
    Formats,
    From,
    Ignore,
    Memory,
    Outputs,
    Recorded,
    Select,
    Workers,
)
from evitab.finding import CannotJudge, Severity
from evitab.reporting.outputs import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evitab.finding import AnyFinding, Bar, Report
    from evitab.reporting.findings_parquet import FindingsFile
    from evitab.validation import Options
    from evitab.validation.selection import Selection


@verb(
    "evitab validate",
    "evitab validate vitamin-d3-k2 --select statistics,*_interval*",
    "evitab validate --format text --format sarif --output evitab.sarif",
)
def validate(
    names: Names = None,
    *,
    format: Formats = None,
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = Severity.ERROR,
    exit_zero: ExitZero = False,
    files: From = None,
    engine: EngineAsked = Engines.AUTO,
    workers: Workers = 0,
    memory: Memory = None,
    every: Every = None,
    record: Recorded = None,
    changed_since: ChangedSince = None,
) -> None:
    """Judge packages row by row.

    Without a name: the packages under ./data, else those that came with evitab.

    Exit status 0: judged, nothing found. 1: judged, found. 2: something could not be judged.
    """
    from evitab.engines.engine import Engine
    from evitab.finding import Bar
    from evitab.reporting.outputs import pair, writable, write

    outputs = pair(format or [Format.TEXT], output or [])
    # A slip in a name is answered before the rules and their judge are imported.
    packages = roots(names)
    from evitab.validation import Options
    from evitab.validation.parts.record import open_record
    from evitab.validation.selection import selected

    selection = selected(select or [], ignore or [])
    if engine is Engines.SPARK:
        _refuse_on_spark(record or changed_since, memory)
    asks = Engine.STREAM if engine is Engines.AUTO else Engine(engine.value)
    options = {
        name: Options(
            asks,
            workers,
            memory=None if memory is None else memory * 1_000_000,
            record=open_record(record, changed_since, root.name),
        )
        for name, root in packages.items()
    }
    with ExitStack() as stack:
        if every is not None:
            from evitab.reporting.findings_parquet import FindingsFile

            file = stack.enter_context(FindingsFile(writable(every, "--findings")))
            options = {
                name: replace(each, sink=_sink(file, name, selection))
                for name, each in options.items()
            }
        report = _judged(packages, files, selection, Bar(fail_on, exit_zero), options)
    write(report, outputs)
    raise typer.Exit(report.exit_code)


@verb(
    "evitab findings vitamin-d3-k2",
    "evitab findings vitamin-d3-k2 --rule stated_ratio_agrees_with_doses",
    "evitab findings vitamin-d3-k2 --rule clinical",
)
def findings(
    name: Name,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="Only what is at odds with these rules or families; appraisals are those of "
            "readers.",
            autocompletion=source_rule_names,
        ),
    ] = None,
) -> None:
    """Show what does not add up in the source.

    Found by rules, and by readers; the worst first. Statements are judged, never people; nothing of
    it is medical advice.
    """
    from evitab.package import read_package
    from evitab.reporting.paging import paged
    from evitab.reporting.source_findings import print_source_findings
    from evitab.reporting.terminal import console
    from evitab.standard import standard
    from evitab.validation import faults, refuse_crashed
    from evitab.validation.appraisals import appraised
    from evitab.validation.selection import APPRAISALS, selected
    from evitab.validation.source_findings import compute

    contents = read_package(folder(name), standard())
    if faults(contents, standard()):
        advice = f"Mend all that `evitab validate {name}` finds first."
        raise CannotJudge("its tables are wrong", file=contents.dataset.name, advice=advice)
    rows, checks = compute(contents)
    refuse_crashed(checks)
    read = appraised(contents)
    asked = selected(rule or [], [], option="--rule", also=[str(row["rule"]) for row in read])
    chosen = [row for row in rows if not asked.option_against(str(row["rule"]))]
    chosen += [row for row in read if not asked.option_against(str(row["rule"]), APPRAISALS)]
    if not chosen:
        against = f" with {', '.join(asked.select)}" if asked.select else ""
        typer.echo(f"{contents.dataset.name}: nothing about the source is at odds{against}")
    with paged(console()) as terminal:
        print_source_findings(contents, chosen, terminal)


def _refuse_on_spark(record: Path | None, memory: int | None) -> None:
    """Raise CannotJudge for options that are of this machine, and where there is no Spark."""
    from evitab.validation.spark.session import refuse_without_spark

    if record:
        advice = "Leave them out, or take --engine stream."
        refused = "--record, --changed-since"
        raise CannotJudge("spark keeps no record", file=refused, advice=advice)
    if memory:
        advice = "Set spark.executor.memory and spark.driver.memory, or take --engine stream."
        raise CannotJudge("a cluster has its own", file="--memory", advice=advice)
    refuse_without_spark()


def _sink(
    file: FindingsFile, package: str, selection: Selection
) -> Callable[[Sequence[AnyFinding]], None]:
    """What takes in the findings of a package that were asked for."""
    return lambda findings: file.add(
        package, [each for each in findings if selection.wants(each.rule)]
    )


def _judged(
    places: dict[str, Path],
    files: Files | None,
    selection: Selection,
    bar: Bar,
    options: Mapping[str, Options],
) -> Report:
    """The verdicts on packages; raises CannotJudge where no check is left to make."""
    from evitab.finding import Report
    from evitab.package import Medium
    from evitab.reporting.progress import told
    from evitab.standard import standard
    from evitab.validation import validate_package

    medium = None if files is None else Medium(files.value)
    packages = tuple(
        validate_package(
            root,
            standard(),
            name=name,
            medium=medium,
            selection=selection,
            options=replace(options[name], tell=tell),
        )
        for name, root, tell in told(places.items(), len(places))
    )
    for package in packages:
        package.bar = bar
    if not any(package.checks or package.errors for package in packages):
        advice = "Name rules that these packages are asked."
        raise CannotJudge("no check is left to make", file="--select, --ignore", advice=advice)
    select, ignore = selection.select, selection.ignore
    return Report(__version__, standard().version, packages, select, ignore, bar)
