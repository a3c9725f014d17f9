"""Verbs of stores: publish a release, list what is published."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evitab.cli.app import StoreUrl, verb
from evitab.cli.completing import package_names


class Form(StrEnum):
    """How to tell the versions."""

    TEXT = "text"
    JSON = "json"


@verb(
    "evitab publish dist/vitamin-d3-k2-1.0.0.zip --to releases",
)
def publish(
    archive: Annotated[
        Path, typer.Argument(metavar="ZIP", help="A release as `evitab release` made it.")
    ],
    to: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A folder or a URL as fsspec writes to it (s3://bucket/folder).  "
            "[default: EVITAB_STORE]",
        ),
    ] = None,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="Remove what an upload of other files left under this version, unpublished.",
        ),
    ] = False,
) -> None:
    """Put a release into a store, all of it or nothing.

    It is verified first, and never takes the place of another one.

    Exit status 0: published, now or before. 1: it does not pass. 2: not published, and why.
    """
    from evitab.release.verify import verify
    from evitab.reporting.releases import print_problems
    from evitab.reporting.terminal import console
    from evitab.standard import standard
    from evitab.store import publish as put

    found = verify(archive, standard()) if archive.is_file() else None
    if found is not None and found.exit_code:
        if found.problems:
            print_problems(found.problems, console())
        typer.echo(f"Not published: `evitab verify {archive}` tells what does not hold.", err=True)
        raise typer.Exit(found.exit_code)
    done = put(archive, to, take_over=take_over)
    entry = done.entry
    what = "published" if done.is_new else "there already, the same:"
    typer.echo(f"{what} {entry.name} {entry.version} in {done.url}")
    typer.echo(f"{entry.sha256}  {Path(entry.archive).name}  {entry.size:,} bytes")


@verb(
    "evitab versions vitamin-d3-k2 --store releases",
    "evitab versions vitamin-d3-k2 --store releases --format json",
)
def versions(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A package.", autocompletion=package_names)
    ],
    store: StoreUrl = None,
    format: Annotated[
        Form, typer.Option(metavar="|".join(Form), help="How to tell them.")
    ] = Form.TEXT,
) -> None:
    """List the published versions of a package.

    The oldest first, with day and SHA-256.
    """
    from evitab.finding import CannotJudge
    from evitab.store import entries, open_store
    from evitab.store.listing import index_of

    place = open_store(store)
    there = entries(place, name)
    if not there:
        advice = "Mind the name, or name another store with --store."
        raise CannotJudge(f"no {name} is published there", file=place.url, advice=advice)
    if format is Form.JSON:
        typer.echo(index_of(name, there), nl=False)
        return
    width = max(len(entry.version) for entry in there)
    for entry in there:
        # One line each, whatever the width: the digests are to be copied.
        mark = "  latest" if entry is there[-1] else ""
        typer.echo(f"{entry.version:<{width}}  {entry.released}  {entry.sha256}{mark}")
