"""Verbs of releases: make one, verify one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evitab import __version__
from evitab.cli.app import Name, verb
from evitab.finding import CannotJudge


@verb("evitab release vitamin-d3-k2", "evitab release vitamin-d3-k2 --dist dist")
def release(
    name: Name,
    dist: Annotated[Path, typer.Option(metavar="FOLDER", help="Where it is written.")] = Path(
        "dist"
    ),
) -> None:
    """Make a release of a package: a folder and a zip.

    One commit gives the same bytes anywhere. The version in dataset.json is held against what
    changed since the last release on record, which lies beside the packages, in releases/. Commit
    the new record, then publish the archive.
    """
    from evitab.places import find
    from evitab.release.make import make_release
    from evitab.reporting.releases import print_made
    from evitab.reporting.terminal import console
    from evitab.standard import standard

    if dist.exists() and not dist.is_dir():
        raise CannotJudge("a file, not a folder", file=str(dist), advice="Name another --dist.")
    made = make_release(find(name), standard(), dist, __version__)
    print_made(
        made.name, made.version, made.why, [made.archive, made.folder, made.record], console()
    )


@verb(
    "evitab verify dist/vitamin-d3-k2-1.0.0.zip",
    "evitab verify dist/vitamin-d3-k2-1.0.0.zip \\",
    "    --source data/vitamin-d3-k2/source.txt",
)
def verify(
    place: Annotated[Path, typer.Argument(metavar="FOLDER or ZIP", help="A release.")],
    source: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="The source's own text, to hold the quotations against."),
    ] = None,
) -> None:
    """Tell whether a release is unaltered, and passes.

    Exit status 0: unaltered and passed. 1: not so. 2: something could not be judged.
    """
    from evitab.finding import Report
    from evitab.release.verify import verify as verified
    from evitab.reporting.releases import print_problems, print_verified
    from evitab.reporting.terminal import console
    from evitab.standard import standard

    found = verified(place, standard(), source or [])
    if found.problems:
        print_problems(found.problems, console())
        raise typer.Exit(found.exit_code)
    judged = (found.report,) if found.report else ()
    report = Report(__version__, standard().version, judged) if judged else None
    print_verified(f"{found.name} {found.version}", report, found.skipped, console())
    raise typer.Exit(found.exit_code)
