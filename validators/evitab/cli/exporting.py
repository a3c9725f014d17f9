"""The verb that exports: a package for the tools of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evitab.cli.app import Name, folder, verb
from evitab.export.form import Form, default_place, refuse_taken


@verb(
    "evitab export vitamin-d3-k2 --to xlsx",
    "evitab export vitamin-d3-k2 --to sqlite -o evidence.sqlite --force",
    "evitab export authorities --to parquet",
)
def export(
    name: Name,
    to: Annotated[
        Form,
        typer.Option(
            metavar="|".join(Form), help="The form; parquet and jsonl are folders of files."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PLACE", help="The file or folder.  [default: by NAME, here]"
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the export that is there.")
    ] = False,
) -> None:
    """Write a package's tables for other tools.

    For DuckDB, SQLite or Excel, or as Parquet or JSON Lines.

    Types and nulls stay what they are; keys and descriptions of columns go along where the form
    has room for them. The export is written whole or not at all. Tables are not judged:
    `evitab validate` does that.
    """
    from evitab.export.make import exported
    from evitab.package import read_package, refuse_unread
    from evitab.package.folders import write_folder
    from evitab.package.writing import write_files
    from evitab.standard import standard

    contents = read_package(folder(name), standard())
    refuse_unread(contents)
    place = output or default_place(contents.dataset.name, to)
    refuse_taken(place, to, force=force)
    made = exported(contents, to)
    if isinstance(made, bytes):
        write_files({place: made})
        size = len(made)
    else:
        write_folder(place, made)
        size = sum(map(len, made.values()))
    rows = sum(len(table.data) for table in contents.tables.values())
    typer.echo(f"written  {place}  {len(contents.tables)} tables, {rows:,} rows, {size:,} bytes")
