"""The command itself: its name, its version, and how it says what went wrong."""

from __future__ import annotations

import io
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from evitab import __version__
from evitab.cli.aside import left_aside
from evitab.cli.completing import package_names
from evitab.cli.verb import ReaderGone, Verbs, verb_of
from evitab.finding import CannotJudge
from evitab.memory_pool import SETTING

app = typer.Typer(
    name="evitab",
    cls=Verbs,
    help="Structured clinical evidence: tables of what health articles claim, validated.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

verb = partial(verb_of, app)

_PACKAGE = "A package by its name (evitab list) or its folder, or NAME@VERSION from a store."

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PACKAGE]...",
        help=f"{_PACKAGE} All, unless told.",
        autocompletion=package_names,
    ),
]
Name = Annotated[
    str, typer.Argument(metavar="PACKAGE", help=_PACKAGE, autocompletion=package_names)
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="A folder or a URL as fsspec reads it (s3://...).  [default: EVITAB_STORE]",
    ),
]


def main() -> None:
    """Run the command; an error that has a message is told without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for name, value in SETTING.items():
        os.environ.setdefault(name, value)
    raise SystemExit(_status())


def _status() -> int:
    """Run the command; the exit status that is told to the shell."""
    try:
        with left_aside():
            status = app(standalone_mode=False)
        # Here, where an error can be told; Python would flush behind the last line of code.
        # A shell can close standard output (>&-): then there is none.
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, ReaderGone):
        _let_go_of(sys.stdout)
        return 2
    except Exception as error:
        if os.environ.get("EVITAB_TRACEBACK"):
            raise
        typer.echo(f"evitab: {_told(error)}", err=True)
        if isinstance(error, OSError):
            _let_go_of(sys.stdout)
        return 2
    return status if isinstance(status, int) else 0


def _told(error: Exception) -> str:
    """What went wrong, in one line, and what to do."""
    from evitab.reporting.terminal import plain

    if hasattr(error, "format_message"):
        from evitab.cli.slips import told

        error = told(error)
    if isinstance(error, CannotJudge):
        line = "" if error.line is None else f":{error.line}"
        where = f"{plain(error.file, 120)}{line}"
        return f"{where}: {plain(error.message, 400)}. {plain(error.advice, 1000)}"
    if isinstance(error, OSError):
        # A full disk, or standard output that takes no more, has no name.
        place = plain(str(error.filename), 120) if error.filename else "writing"
        what = plain(error.strerror or str(error))
        return f"{place}: the system refuses it ({what}). No file was left half-written."
    what = plain(f"{type(error).__name__}: {error}", 300)
    return (
        f"crashed ({what}). This is a mistake in evitab: please report it with the "
        "traceback that EVITAB_TRACEBACK=1 shows."
    )


def _let_go_of(stream: Any) -> None:
    """What could not be written is not tried again when Python ends."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@app.callback(invoke_without_command=True)
def evitab(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(2)


def roots(names: list[str] | None, *, released: bool = True) -> dict[str, Path]:
    """The folders of the packages that are named, else of those here, else of those that came
    with evitab; those of releases only where they may be `released`.

    Raises CannotJudge where there is none.
    """
    from evitab.places import find, here, installed

    place = folder if released else find
    found = {name: place(name) for name in names} if names else here() or installed()
    if not found:
        raise CannotJudge("no package", file="data", advice="Name a package or its folder.")
    return found


def folder(name: str, store: str | None = None) -> Path:
    """The folder of what is named: a package by its name or path, or a release in a store by
    `name@version`, which is fetched into the cache.

    Raises CannotJudge where there is none.
    """
    from evitab.places import find

    if "@" not in name:
        return find(name)
    from evitab.store import as_spec

    spec = as_spec(name)
    return find(name) if spec is None else _fetched(*spec, store)


def _fetched(name: str, version: str, store: str | None) -> Path:
    """The folder of a release; that a store was not reached is said in one line."""
    import warnings

    from evitab.store import OfflineWarning, fetch

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", OfflineWarning)
        place = fetch(name, version, store)
    for each in said:
        typer.echo(f"evitab: {each.message}", err=True)
    return place
