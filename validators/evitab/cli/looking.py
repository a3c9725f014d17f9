"""Verbs that show: packages and their tables, the source's words, the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evitab.cli.app import Name, app, folder
from evitab.finding import CannotJudge

if TYPE_CHECKING:
    from evitab.grounding import Grounding
    from evitab.package import Contents


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
    name: Name,
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]")] = None,
    section: Annotated[
        str | None,
        typer.Option(help="A section of the source: its words, with the rows that rest on them."),
    ] = None,
) -> None:
    """Show a package's tables, the rows of one, or a section of the source with its rows."""
    from evitab.package import read_package
    from evitab.reporting.tables import package_view, table_view
    from evitab.reporting.text import console
    from evitab.standard import standard

    if section is not None and table is not None:
        raise CannotJudge("a table and a section", file=name, advice="Ask for one of them.")
    contents, terminal = read_package(folder(name), standard()), console()
    if section is not None:
        from evitab.reporting.passages import section_view

        terminal.print(section_view(contents, _grounded(contents), section))
    elif table is None:
        terminal.print(package_view(contents))
    else:
        terminal.print(table_view(contents, table, terminal.width))


@app.command()
def coverage(name: Name) -> None:
    """Show how much of the source the rows carry: characters and figures, section by section."""
    from evitab.package import read_package
    from evitab.reporting.passages import coverage_view
    from evitab.reporting.text import console
    from evitab.standard import standard

    grounding = _grounded(read_package(folder(name), standard()))
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
