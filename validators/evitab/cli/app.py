"""The command itself: its name, its version, and how it says what went wrong."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from evitab import __version__
from evitab.finding import CannotJudge

app = typer.Typer(
    name="evitab",
    help="Structured clinical evidence: tables of what health articles claim, validated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME or PATH]...", help="All, unless told.")
]
Name = Annotated[str, typer.Argument(metavar="NAME or PATH")]
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


def roots(names: list[str] | None, *, released: bool = True) -> dict[str, Path]:
    """The folders of the packages that are named, else of those here, else of those that came
    with evitab; those of releases only where they may be `released`.

    Raises CannotJudge where there is none.
    """
    from evitab.package.places import find, here, installed

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
    from evitab.package.places import find

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


def _stop(error: CannotJudge) -> NoReturn:
    from evitab.reporting.text import plain

    typer.echo(f"evitab: {plain(str(error), 400)}", err=True)
    raise SystemExit(2)
