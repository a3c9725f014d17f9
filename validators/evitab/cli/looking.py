"""Verbs that show: packages and their tables, the source's words, the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evitab.cli.app import Name, folder, verb
from evitab.cli.completing import (
    conditions,
    family_names,
    field_names,
    rule_names,
    section_names,
    table_names,
)
from evitab.finding import CannotJudge

if TYPE_CHECKING:
    from rich.console import RenderableType

    from evitab.grounding import Grounding
    from evitab.package import Contents


@verb("evitab list", name="list")
def list_packages() -> None:
    """List the packages that a name can mean.

    Those in the folder data of where you are, and those that came with evitab.
    """
    from evitab.package import read_dataset
    from evitab.places import known
    from evitab.reporting.tables import in_columns
    from evitab.reporting.terminal import console
    from evitab.standard import standard

    rows = [
        (name, dataset.version, dataset.profile.name, str(dataset.facts["title"]))
        for name, root in known().items()
        if (dataset := read_dataset(root, standard()))
    ]
    terminal = console()
    terminal.print(in_columns(("package", "version", "profile", "title"), rows, terminal.width))


@verb(
    "evitab show vitamin-d3-k2",
    "evitab show vitamin-d3-k2 reference_ranges",
    "evitab show vitamin-d3-k2 dosages --where use=case --where 'dose_low>50'",
    "evitab show vitamin-d3-k2 claims --where statement~warfarin \\",
    "    --fields claim_id,statement",
    "evitab show vitamin-d3-k2 --section 'Bottom Line'",
)
def show(
    name: Name,
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="[TABLE]",
            help="One of its tables; without it they are listed.",
            autocompletion=table_names,
        ),
    ] = None,
    *,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help="Only rows for which it holds: FIELD=VALUE, also with != < <= > >= or ~ (holds "
            "the words). Put it in quotation marks; give one --where for each condition.",
            autocompletion=conditions,
        ),
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD,...",
            help="Only these fields, in this order.",
            autocompletion=field_names,
        ),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A section of the source: its words, with the rows that rest on them.",
            autocompletion=section_names,
        ),
    ] = None,
) -> None:
    """Show a package, a table, or a section of the source."""
    from evitab.package import read_package
    from evitab.reporting.paging import paged
    from evitab.reporting.tables import package_view
    from evitab.reporting.terminal import console
    from evitab.standard import standard

    if section is not None and table is not None:
        raise CannotJudge("a table and a section", file=name, advice="Ask for one of them.")
    if table is None and (where or fields):
        advice = f"Name the table: evitab show {name} TABLE ..."
        raise CannotJudge("rows of no table", file=name, advice=advice)
    contents = read_package(folder(name), standard())
    with paged(console()) as terminal:
        if section is not None:
            from evitab.reporting.passages import section_view

            terminal.print(section_view(contents, _grounded(contents), section))
        elif table is None:
            terminal.print(package_view(contents))
        else:
            terminal.print(_rows(contents, table, where or [], fields or [], terminal.width))


def _rows(
    contents: Contents, name: str, where: list[str], fields: list[str], width: int
) -> RenderableType:
    """The rows of a table that are asked for, or that there are none."""
    from evitab.reporting.tables import table_of, table_view
    from evitab.reporting.where import field_of, meant, rows_where

    whole = table_of(contents, name)
    named = [each.strip() for word in fields for each in word.split(",") if each.strip()]
    if fields and not named:
        advice = f"Name some of {', '.join(whole.data.column_names)}."
        raise CannotJudge("it names no field", file="--fields", advice=advice)
    found = rows_where(whole, where)
    if not len(found.data) and (question := meant(whole, where)):
        return f"no row of {whole.name}. {question}"
    return table_view(found, [field_of(whole, each) for each in named], width)


@verb("evitab coverage vitamin-d3-k2")
def coverage(name: Name) -> None:
    """Show how much of the source the rows carry.

    Characters and figures, section by section.
    """
    from evitab.package import read_package
    from evitab.reporting.coverage import coverage_view
    from evitab.reporting.paging import paged
    from evitab.reporting.terminal import console
    from evitab.standard import standard

    grounding = _grounded(read_package(folder(name), standard()))
    if not grounding.coverages:
        reasons = dict.fromkeys(check.reason for check in grounding.checks if check.reason)
        message = f"coverage cannot be measured: {'; '.join(reasons)}"
        raise CannotJudge(message, file=name, advice="Mend that first.")
    with paged(console()) as terminal:
        terminal.print(coverage_view(grounding.coverages, terminal.width))


@verb("evitab rules", "evitab rules statistics")
def rules(
    family: Annotated[
        str | None,
        typer.Argument(
            metavar="[FAMILY]", help="All families, unless told.", autocompletion=family_names
        ),
    ] = None,
) -> None:
    """List the rules, one line each."""
    from evitab.reporting.paging import paged
    from evitab.reporting.rules import print_rules
    from evitab.reporting.terminal import console

    with paged(console()) as terminal:
        print_rules(terminal, family)


@verb("evitab explain p_value_agrees_with_interval", "evitab explain statistics")
def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="RULE",
            help="A rule as findings name it, or a family of rules.",
            autocompletion=rule_names,
        ),
    ],
) -> None:
    """Explain a rule, and what to do where it does not hold."""
    from evitab.reporting.paging import paged
    from evitab.reporting.rules import print_rule
    from evitab.reporting.terminal import console

    with paged(console()) as terminal:
        print_rule(terminal, name)


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
