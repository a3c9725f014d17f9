"""The verb that compares: what differs between two packages, and which version that asks for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evitab import __version__
from evitab.cli.app import StoreUrl, folder, verb
from evitab.cli.completing import package_names

if TYPE_CHECKING:
    from evitab.changes import Diff, Snapshot, Verdict

_Old = Annotated[
    str,
    typer.Argument(
        metavar="OLD",
        help="A folder, an unpacked release, its zip archive, a name, or NAME@VERSION.",
        autocompletion=package_names,
    ),
]
_New = Annotated[str, typer.Argument(metavar="NEW", help="The same.", autocompletion=package_names)]


class DiffFormat(StrEnum):
    """How `evitab diff` tells what differs."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_FORMATS = "|".join(DiffFormat)


@verb(
    "evitab diff vitamin-d3-k2@1.0.0 vitamin-d3-k2 --store releases",
    "evitab diff old/vitamin-d3-k2 data/vitamin-d3-k2 --format markdown",
)
def diff(
    old: _Old,
    new: _New,
    *,
    format: Annotated[
        DiffFormat,
        typer.Option(
            metavar=_FORMATS, help="JSON holds all of it; Markdown is a changelog's entry."
        ),
    ] = DiffFormat.TEXT,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where it goes; - is standard output."),
    ] = "-",
    everything: Annotated[
        bool, typer.Option("--all", help="Show all rows; long lists are cut unless told.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 where anything differs.")
    ] = False,
    store: StoreUrl = None,
) -> None:
    """Tell what changed between two packages.

    Fields, keys, rows, cells, metadata, and the version that all of it asks for.

    Exit status 0 whether they differ or not, unless --exit-code is given. 2: not comparable.
    """
    from evitab.changes import compare, judge
    from evitab.reporting.outputs import STDOUT, writable
    from evitab.standard import standard

    place = None if output == STDOUT else writable(Path(output))
    before, after = (_snapshot(side, store) for side in (old, new))
    found = compare(before, after, standard())
    _tell(found, judge(found), format, place, everything)
    raise typer.Exit(int(exit_code and bool(found)))


def _snapshot(side: str, store: str | None) -> Snapshot:
    """The package that a folder, an archive, a name or name@version leads to."""
    from evitab.changes import read_snapshot
    from evitab.package.archive import is_archive
    from evitab.standard import standard

    place = Path(side) if is_archive(Path(side)) else folder(side, store)
    return read_snapshot(place, standard())


def _tell(
    found: Diff, verdict: Verdict, format: DiffFormat, place: Path | None, everything: bool
) -> None:
    """Print it, or write it to a file, which is whole or not there at all."""
    from evitab.package.writing import write_files
    from evitab.reporting import changelog, changes, changes_json
    from evitab.reporting.paging import paged
    from evitab.reporting.terminal import console

    if format is DiffFormat.TEXT and place is None:
        with paged(console()) as terminal:
            changes.print_changes(found, verdict, terminal, everything=everything)
        return
    if format is DiffFormat.JSON:
        text = changes_json.to_json(found, verdict, __version__)
    elif format is DiffFormat.MARKDOWN:
        text = changelog.to_markdown(found, verdict, everything=everything)
    else:
        text = changes.to_text(found, verdict, everything=everything)
    if place is None:
        typer.echo(text.rstrip())
    else:
        write_files({place: f"{text.rstrip()}\n".encode(errors="replace")})
