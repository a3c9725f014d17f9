"""What a verb of the command is: its usage, its help with examples, each option once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

_Function = TypeVar("_Function", bound=Callable[..., Any])


def verb_of(
    app: typer.Typer, *examples: str, name: str | None = None, hidden: bool = False
) -> Callable[[_Function], _Function]:
    """Make a function a verb of the command; the examples stand at the end of its help."""
    return app.command(name, cls=Verb, hidden=hidden, epilog="\n".join(examples) or None)


class ReaderGone(Exception):
    """Who reads what is printed has seen enough, as `head` has."""


class Verb(TyperCommand):
    """A verb whose arguments are shown under the names that they are given here."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The options, then each argument as its metavar writes it."""
        return ["[OPTIONS]", *(_shown(each) for each in _of_kind(self, ctx, "argument"))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments with what they mean, then the options."""
        arguments = [(_shown(each), each.help or "") for each in _of_kind(self, ctx, "argument")]
        options = [each.get_help_record(ctx) for each in _of_kind(self, ctx, "option")]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(arguments)
        with formatter.section("Options"):
            formatter.write_dl([record for record in options if record])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The examples, each on lines of its own that can be copied."""
        if self.epilog:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; a reader that is gone is no finding, which is what exit status 1 means."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an option that is given twice, of which the first would be lost."""
        words = args[: args.index("--")] if "--" in args else args
        for option in _of_kind(self, ctx, "option"):
            given = [word for word in words if word.partition("=")[0] in option.opts]
            takes_one = not (option.multiple or option.is_flag)
            if takes_one and len(given) > 1 and not ctx.resilient_parsing:
                ctx.fail(f"{option.opts[0]} is given twice, and takes one value")
        return super().parse_args(ctx, args)


def _of_kind(command: Verb, ctx: Any, kind: str) -> list[Any]:
    return [each for each in command.get_params(ctx) if each.param_type_name == kind]


def _shown(argument: Any) -> str:
    return argument.metavar or str(argument.name).upper()
