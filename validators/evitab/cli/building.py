"""The verb that writes what is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evitab.cli.app import Names, roots, verb

if TYPE_CHECKING:
    from pathlib import Path


@verb("evitab build", "evitab build vitamin-d3-k2", "evitab build --check")
def build(
    names: Names = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where a file is not fresh.")
    ] = False,
) -> None:
    """Write the files that are built from the tables.

    Findings, Parquet and descriptors of each package, the data dictionary and the rule book.

    The dictionary and the rule book are written where all packages of the repository are built.
    """
    from evitab.documents import documents
    from evitab.package.writing import fresh, write_files
    from evitab.release.build import built_files
    from evitab.standard import standard

    files: dict[Path, bytes | None] = {}
    for root in roots(names, released=False).values():
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
