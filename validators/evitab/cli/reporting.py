"""The verb that makes a report to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evitab import __version__
from evitab.cli.app import Name, folder, verb


@verb(
    "evitab report vitamin-d3-k2",
    "evitab report vitamin-d3-k2 --without-source -o vitamin-d3-k2.html",
)
def report(
    name: Name,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where it is written.")
    ] = Path("report.html"),
    without_source: Annotated[
        bool,
        typer.Option(
            "--without-source",
            help="Leave the source's own text out, and show the quotations alone.",
        ),
    ] = False,
) -> None:
    """Make a report to look at: one HTML file that needs no network.

    It shows the verdict, the article with what each passage feeds, ranges, doses and effects as
    pictures, findings with their arithmetic, references with their status, and every row. Where
    the source's own text is here, it is part of the file, and the file says whether it may be
    passed on.
    """
    from evitab.package.writing import write_files
    from evitab.reporting.html import look_at, report_page
    from evitab.reporting.outputs import writable
    from evitab.standard import standard

    place = writable(output)
    subject = look_at(folder(name), standard(), with_source=not without_source)
    page = report_page(subject, __version__).encode()
    write_files({place: page})
    typer.echo(f"{place}  {len(page) / 1e6:.1f} MB")
    if subject.is_restricted:
        typer.echo(
            "It holds the article's own text and must not be passed on: see --without-source."
        )
