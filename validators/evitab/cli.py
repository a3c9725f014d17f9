"""The command `evitab`: one function for each verb."""

from __future__ import annotations

import io
import os
import sys
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from evitab import __version__
from evitab.finding import CannotJudge, Severity
from evitab.reporting.outputs import Format

if TYPE_CHECKING:
    from evitab.finding import Bar, Report
    from evitab.grounding import Grounding
    from evitab.package import Contents
    from evitab.validation.selection import Selection

app = typer.Typer(
    name="evitab",
    help="Structured clinical evidence: tables of what health articles claim, validated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Files(StrEnum):
    """Which files of a package are judged."""

    CSV = "csv"
    PARQUET = "parquet"


Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME or PATH]...", help="All, unless told.")
]


def main() -> None:
    """Run the command; an error that has a message is told without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except CannotJudge as error:
        _stop(error)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(2) from None
    except OSError as error:
        typer.echo(f"evitab: the system refuses it: {error}. Nothing was half-written.", err=True)
        raise SystemExit(2) from None
    except Exception as error:
        if os.environ.get("EVITAB_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {error}"[:300]
        typer.echo(
            f"evitab: crashed ({what}). This is a mistake in evitab: please report it with the "
            "traceback that EVITAB_TRACEBACK=1 shows.",
            err=True,
        )
        raise SystemExit(2) from None


@app.callback(invoke_without_command=True)
def evitab(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def validate(
    names: Names = None,
    *,
    format: Annotated[
        list[Format] | None,
        typer.Option(help="How to tell the report; may be given several times.  [default: text]"),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Where a format goes; - is standard output. .txt, .json, .sarif and .xml (junit) "
            "tell which, others are taken in order.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE or FAMILY",
            help="Ask only these; patterns like *_interval* and lists with commas are understood.",
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE or FAMILY", help="Leave these out, of all or of --select."),
    ] = None,
    fail_on: Annotated[
        Severity,
        typer.Option(help="The least severity that fails, in the tables and in the source."),
    ] = Severity.ERROR,
    exit_zero: Annotated[
        bool,
        typer.Option("--exit-zero", help="Exit 0 whatever is found; 2 stays 2."),
    ] = False,
    files: Annotated[
        Files | None, typer.Option("--from", help="Which files to judge; CSV where there is any.")
    ] = None,
) -> None:
    """Judge packages row by row.

    Without a name: the packages under ./data, else those that came with evitab.

    Exit status 0: judged, nothing found. 1: judged, found. 2: something could not be judged.
    """
    from evitab.finding import Bar
    from evitab.reporting.outputs import pair, write
    from evitab.validation.selection import selected

    places = pair(format or [Format.TEXT], output or [])
    selection = selected(select or [], ignore or [])
    report = _judged(names, files, selection, Bar(fail_on, exit_zero))
    write(report, places)
    raise typer.Exit(report.exit_code)


@app.command()
def findings(
    name: Annotated[str, typer.Argument(metavar="NAME or PATH")],
    rule: Annotated[
        str | None, typer.Option(metavar="RULE", help="Only what is at odds with this rule.")
    ] = None,
) -> None:
    """Show what does not add up in a package's source: found by rules, and by readers.

    The worst first. Statements are judged, never people; nothing of it is medical advice.
    """
    from evitab.package import read_package
    from evitab.package.places import find
    from evitab.reporting.source_findings import print_source_findings
    from evitab.reporting.text import console
    from evitab.standard import standard
    from evitab.validation import faults, refuse_crashed
    from evitab.validation.appraisals import appraised
    from evitab.validation.source_findings import compute

    contents = read_package(find(name), standard())
    if faults(contents, standard()):
        advice = f"Mend all that `evitab validate {name}` finds first."
        raise CannotJudge("its tables are wrong", file=contents.dataset.name, advice=advice)
    rows, checks = compute(contents)
    refuse_crashed(checks)
    rows += appraised(contents)
    chosen = [row for row in rows if rule in {None, row["rule"]}]
    print_source_findings(contents, chosen, console())
    if not chosen:
        near = get_close_matches(rule or "", {str(row["rule"]) for row in rows}, 1)
        hint = f". Did you mean {near[0]}?" if near else ""
        typer.echo(f"{contents.dataset.name}: nothing about the source is at odds{hint}")


@app.command()
def build(
    names: Names = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where a file is not fresh.")
    ] = False,
) -> None:
    """Write what is built: findings, Parquet, descriptors, the data dictionary, the rule book.

    The dictionary and the rule book are written where all packages of the repository are built.
    """
    from evitab.documents import documents
    from evitab.package.writing import fresh, write_files
    from evitab.release.build import built_files
    from evitab.standard import standard

    files: dict[Path, bytes | None] = {}
    for root in _roots(names).values():
        files |= built_files(root, standard())
    if not names:
        files |= documents(standard())
    changed = [path for path in files if not fresh(path, files[path])]
    if not check:
        write_files({path: files[path] for path in changed})
    for path in changed:
        verb = "not fresh" if check else "removed" if files[path] is None else "written"
        typer.echo(f"{verb}  {path}")
    if not changed:
        typer.echo(f"{len(files)} files, all fresh")
    raise typer.Exit(int(check and bool(changed)))


@app.command("list")
def list_packages() -> None:
    """List the packages that came with evitab."""
    from evitab.package import read_dataset
    from evitab.package.places import installed
    from evitab.reporting.text import console, grid
    from evitab.standard import standard

    rows = [
        (name, dataset.version, dataset.profile.name, str(dataset.facts["title"]))
        for name, root in installed().items()
        if (dataset := read_dataset(root, standard()))
    ]
    console().print(grid(("package", "version", "profile", "title"), rows))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME or PATH")],
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]")] = None,
    section: Annotated[
        str | None,
        typer.Option(help="A section of the source: its words, with the rows that rest on them."),
    ] = None,
) -> None:
    """Show a package's tables, the rows of one, or a section of the source with its rows."""
    from evitab.package import read_package
    from evitab.package.places import find
    from evitab.reporting.tables import package_view, table_view
    from evitab.reporting.text import console
    from evitab.standard import standard

    if section is not None and table is not None:
        raise CannotJudge("a table and a section", file=name, advice="Ask for one of them.")
    contents, terminal = read_package(find(name), standard()), console()
    if section is not None:
        from evitab.reporting.passages import section_view

        terminal.print(section_view(contents, _grounded(contents), section))
    elif table is None:
        terminal.print(package_view(contents))
    else:
        terminal.print(table_view(contents, table, terminal.width))


@app.command()
def coverage(name: Annotated[str, typer.Argument(metavar="NAME or PATH")]) -> None:
    """Show how much of the source the rows carry: characters and figures, section by section."""
    from evitab.package import read_package
    from evitab.package.places import find
    from evitab.reporting.passages import coverage_view
    from evitab.reporting.text import console
    from evitab.standard import standard

    grounding = _grounded(read_package(find(name), standard()))
    if not grounding.coverages:
        reasons = dict.fromkeys(check.reason for check in grounding.checks if check.reason)
        message = f"coverage cannot be measured: {'; '.join(reasons)}"
        raise CannotJudge(message, file=name, advice="Mend that first.")
    console().print(coverage_view(grounding.coverages))


@app.command()
def rules(
    family: Annotated[
        str | None, typer.Argument(metavar="[FAMILY]", help="All families, unless told.")
    ] = None,
) -> None:
    """List the rules, one line each."""
    from evitab.reporting.rules import print_rules
    from evitab.reporting.text import console

    print_rules(console(), family)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="RULE or FAMILY", help="As findings name it.")],
) -> None:
    """Explain a rule: why it matters, what it cannot see, and what to do."""
    from evitab.reporting.rules import print_rule
    from evitab.reporting.text import console

    print_rule(console(), name)


def _grounded(contents: Contents) -> Grounding:
    """Hold a package against its source; raises CannotJudge where it rests on none."""
    from evitab.grounding import ground
    from evitab.standard import standard

    if "passages" not in contents.tables or "sources" not in contents.tables:
        for error in contents.errors.values():
            raise error
        advice = "Name a package of the profile article."
        raise CannotJudge("it rests on no source", file=contents.dataset.name, advice=advice)
    return ground(contents, standard())


def _judged(names: list[str] | None, files: Files | None, selection: Selection, bar: Bar) -> Report:
    """The verdicts on packages; raises CannotJudge where no check is left to make."""
    from evitab.finding import Report
    from evitab.package import Medium
    from evitab.reporting.progress import told
    from evitab.standard import standard
    from evitab.validation import validate_package

    medium = None if files is None else Medium(files.value)
    roots = _roots(names)
    packages = tuple(
        validate_package(root, standard(), name=name, medium=medium, selection=selection)
        for name, root in told(roots.items(), len(roots))
    )
    for package in packages:
        package.bar = bar
    if not any(package.checks or package.errors for package in packages):
        advice = "Name rules that these packages are asked."
        raise CannotJudge("no check is left to make", file="--select, --ignore", advice=advice)
    select, ignore = selection.select, selection.ignore
    return Report(__version__, standard().version, packages, select, ignore, bar)


def _roots(names: list[str] | None) -> dict[str, Path]:
    from evitab.package.places import find, here, installed

    roots = {name: find(name) for name in names} if names else here() or installed()
    if not roots:
        raise CannotJudge("no package", file="data", advice="Name a package or its folder.")
    return roots


def _stop(error: CannotJudge) -> NoReturn:
    from evitab.reporting.text import plain

    typer.echo(f"evitab: {plain(str(error), 400)}", err=True)
    raise SystemExit(2)
