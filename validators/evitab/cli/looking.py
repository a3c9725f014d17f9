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
    *,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help="Only rows for which it holds: FIELD=VALUE, also with != < <= > >= or ~ (holds "
            "the words); may be given several times.",
        ),
    ] = None,
    fields: Annotated[
        str | None, typer.Option(metavar="FIELD,...", help="Only these fields, in this order.")
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(help="A section of the source: its words, with the rows that rest on them."),
    ] = None,
) -> None:
    """Show a package, a table, or a section of the source.

    For example:

    evitab show vitamin-d3-k2 dosages --where use=recommended --where "dose_low_mcg>=100"

    evitab show vitamin-d3-k2 claims --where statement~warfarin --fields claim_id,statement

    evitab show vitamin-d3-k2 --section "Bottom Line"
    """
    from evitab.package import read_package
    from evitab.reporting.tables import package_view, table_of, table_view
    from evitab.reporting.text import console, paged
    from evitab.reporting.where import field_of, rows_where
    from evitab.standard import standard

    if section is not None and table is not None:
        raise CannotJudge("a table and a section", file=name, advice="Ask for one of them.")
    if table is None and (where or fields):
        advice = f"Name the table: evitab show {name} TABLE ..."
        raise CannotJudge("rows of no table", file=name, advice=advice)
    contents, terminal = read_package(folder(name), standard()), console()
    if section is not None:
        from evitab.reporting.passages import section_view

        paged(terminal, section_view(contents, _grounded(contents), section))
    elif table is None:
        paged(terminal, package_view(contents))
    else:
        whole = table_of(contents, table)
        names = [field_of(whole, each.strip()) for each in fields.split(",")] if fields else []
        paged(terminal, table_view(rows_where(whole, where or []), names, terminal.width))


@app.command()
def coverage(name: Name) -> None:
    """Show how much of the source the rows carry.

    Characters and figures, section by section.
    """
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
    """List the rules, one line each.

    For example: evitab rules statistics
    """
    from evitab.reporting.rules import print_rules
    from evitab.reporting.text import console

    print_rules(console(), family)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="RULE or FAMILY", help="As findings name it.")],
) -> None:
    """Explain a rule, and what to do where it does not hold.

    For example: evitab explain p_value_agrees_with_interval
    """
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
