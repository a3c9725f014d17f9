"""`evitab help`, for those who look for help under that name."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evitab.cli.app import verb
from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean


@verb(name="help", hidden=True)
def print_help(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[VERB]", help="One of the verbs.")] = None,
) -> None:
    """Print the help of the command, or of one of its verbs."""
    whole: Any = ctx.parent
    if name is None:
        typer.echo(whole.get_help())
        return
    command = whole.command.get_command(whole, name)
    if command is None:
        question = did_you_mean(name, whole.command.commands)
        advice = f"{question} `evitab --help` lists the verbs.".lstrip()
        raise CannotJudge("no verb", file=name, advice=advice)
    with command.make_context(name, [], parent=whole, resilient_parsing=True) as asked:
        typer.echo(asked.get_help())
