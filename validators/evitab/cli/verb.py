"""What a verb of the command is: its usage, its help with examples, each option once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

_Function = TypeVar("_Function", bound=Callable[..., Any])


def verb_of(
    app: typer.Typer, *examples: str, name: str | None = None, hidden: bool = False
) -> Callable[[_Function], _Function]:
    """Make a function a verb of the command; the examples stand at the end of its help."""
    return app.command(name, cls=Verb, hidden=hidden, epilog="\n".join(examples) or None)


class Verbs(TyperGroup):
    """The verbs, and the options that stand before them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read a flag that is not given as False.

        typer gives its own flags, for help and for completion, no value then, and imports pydantic
        to read none: half of the time that a version or the help of a verb would take.
        """
        for each in self.get_params(ctx):
            if getattr(each, "is_flag", False) and each.default is None:
                each.default = False
        return super().parse_args(ctx, args)


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
        if ctx.resilient_parsing:
            return self._parse_for_completion(ctx, args)
        words = args[: args.index("--")] if "--" in args else args
        for option in _of_kind(self, ctx, "option"):
            given = [word for word in words if word.partition("=")[0] in option.opts]
            takes_one = not (option.multiple or option.is_flag)
            if takes_one and len(given) > 1:
                ctx.fail(f"{option.opts[0]} is given twice, and takes one value")
        return super().parse_args(ctx, args)

    def _parse_for_completion(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave words as they are typed: to make values of them, typer would import pydantic, and
        a TAB would take twice as long.
        """
        params: list[Any] = self.get_params(ctx)
        for each in params:
            each.process_value = _as_typed
        return super().parse_args(ctx, args)


def _as_typed(ctx: Any, value: Any) -> Any:  # noqa: ARG001
    return value


def _of_kind(command: Verb, ctx: Any, kind: str) -> list[Any]:
    return [each for each in command.get_params(ctx) if each.param_type_name == kind]


def _shown(argument: Any) -> str:
    return argument.metavar or str(argument.name).upper()
