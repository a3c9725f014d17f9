"""Verbs that judge: the tables of packages, and what does not add up in their sources."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evitab import __version__
from evitab.cli.app import Name, Names, folder, roots, verb
from evitab.cli.completing import rule_names, source_rule_names
from evitab.finding import CannotJudge, Severity
from evitab.reporting.outputs import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evitab.finding import AnyFinding, Bar, Report
    from evitab.reporting.findings_parquet import FindingsFile
    from evitab.validation import Options
    from evitab.validation.selection import Selection


class Engines(StrEnum):
    """What asks the rules of the rows."""

    AUTO = "auto"
    PANDERA = "pandera"
    STREAM = "stream"
    SPARK = "spark"


class Files(StrEnum):
    """Which files of a package are judged."""

    CSV = "csv"
    PARQUET = "parquet"


@verb(
    "evitab validate",
    "evitab validate vitamin-d3-k2 --select statistics,*_interval*",
    "evitab validate --format text --format sarif --output evitab.sarif",
)
def validate(
    names: Names = None,
    *,
    format: Annotated[
        list[Format] | None,
        typer.Option(
            metavar="|".join(Format),
            help="How to tell the report; may be given several times.  [default: text]",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where a format goes; - is standard output. .txt, .json, .sarif and .xml (junit) "
            "tell which, others are taken in order.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="Ask only these rules or families; patterns like *_interval* are understood.",
            autocompletion=rule_names,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="Leave these out, of all or of --select.",
            autocompletion=rule_names,
        ),
    ] = None,
    fail_on: Annotated[
        Severity,
        typer.Option(
            metavar="|".join(Severity),
            help="The least severity that fails, in the tables and in the source.",
        ),
    ] = Severity.ERROR,
    exit_zero: Annotated[
        bool,
        typer.Option("--exit-zero", help="Exit 0 whatever is found; 2 stays 2."),
    ] = False,
    files: Annotated[
        Files | None,
        typer.Option(
            "--from", metavar="|".join(Files), help="Which files to judge; CSV where there is any."
        ),
    ] = None,
    engine: Annotated[
        Engines,
        typer.Option(
            metavar="|".join(Engines),
            help="What asks the rules: pandera, or stream, where pandera hears only what was "
            "flagged. auto takes stream, the quicker where little is wrong; spark asks a cluster "
            "of what is read piece by piece.",
        ),
    ] = Engines.AUTO,
    workers: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            min=0,
            help="How many cores a large package may take; 0 is all. A cluster has its own.",
        ),
    ] = 0,
    memory: Annotated[
        int | None,
        typer.Option(
            metavar="MB",
            min=1,
            help="About how much memory a large package may take: fewer and smaller pieces are "
            "judged at once, and what cannot fit is refused.",
        ),
    ] = None,
    every: Annotated[
        Path | None,
        typer.Option(
            "--findings",
            metavar="FILE",
            help="Write every finding there as Parquet while they are found; reports list the "
            "first thousand of a check.",
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Judge part by part, whatever the size, and keep each verdict there: a run that "
            "was interrupted goes on, and what did not change is not judged again.",
        ),
    ] = None,
    changed_since: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Judge what changed since an earlier --record; keys are always compared.",
        ),
    ] = None,
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
        from evitab.validation.spark.session import refuse_without_spark

        if record or changed_since:
            advice = "Leave them out, or take --engine stream."
            refused = "--record, --changed-since"
            raise CannotJudge("spark keeps no record", file=refused, advice=advice)
        if memory:
            advice = "Set spark.executor.memory and spark.driver.memory, or take --engine stream."
            raise CannotJudge("a cluster has its own", file="--memory", advice=advice)
        refuse_without_spark()
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
    from evitab.reporting.text import console
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
