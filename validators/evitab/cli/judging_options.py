"""The options of `evitab validate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evitab.cli.completing import rule_names
from evitab.finding import Severity
from evitab.reporting.outputs import Format


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


Formats = Annotated[
    list[Format] | None,
    typer.Option(
        metavar="|".join(Format),
        help="How to tell the report; may be given several times.  [default: text]",
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where a format goes; - is standard output. .txt, .json, .sarif and .xml (junit) "
        "tell which, others are taken in order.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULE,...",
        help="Ask only these rules or families; patterns like *_interval* are understood.",
        autocompletion=rule_names,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULE,...",
        help="Leave these out, of all or of --select.",
        autocompletion=rule_names,
    ),
]
FailOn = Annotated[
    Severity,
    typer.Option(
        metavar="|".join(Severity),
        help="The least severity that fails, in the tables and in the source.",
    ),
]
ExitZero = Annotated[
    bool,
    typer.Option("--exit-zero", help="Exit 0 whatever is found; 2 stays 2."),
]
From = Annotated[
    Files | None,
    typer.Option(
        "--from", metavar="|".join(Files), help="Which files to judge; CSV where there is any."
    ),
]
EngineAsked = Annotated[
    Engines,
    typer.Option(
        metavar="|".join(Engines),
        help="What asks the rules: pandera, or stream, where pandera hears only what was "
        "flagged. auto takes stream, the quicker where little is wrong; spark asks a cluster "
        "of what is read piece by piece.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        metavar="NUMBER",
        min=0,
        help="How many cores a large package may take; 0 is all. A cluster has its own.",
    ),
]
Memory = Annotated[
    int | None,
    typer.Option(
        metavar="MB",
        min=1,
        help="About how much memory a large package may take: fewer and smaller pieces are "
        "judged at once, and what cannot fit is refused.",
    ),
]
Every = Annotated[
    Path | None,
    typer.Option(
        "--findings",
        metavar="FILE",
        help="Write every finding there as Parquet while they are found; reports list the "
        "first thousand of a check.",
    ),
]
Recorded = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Judge part by part, whatever the size, and keep each verdict there: a run that "
        "was interrupted goes on, and what did not change is not judged again.",
    ),
]
ChangedSince = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Judge what changed since an earlier --record; keys are always compared.",
    ),
]
