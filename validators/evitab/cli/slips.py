"""What was typed wrong, told in one sentence, with what is right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean

_CHOICE = re.compile(r"'(?P<typed>.*)' is not one of (?P<choices>.*?)\.?", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra arguments? ?\(?s?\)? ?\((?P<words>.*)\)", re.DOTALL)
_NO_VERB = re.compile(r"No such command '(?P<typed>.*?)'\.?(?: Did you mean .*)?", re.DOTALL)


def told(error: Any) -> CannotJudge:
    """What the parser of the command line says, in the words of the other errors."""
    message = str(error.format_message())
    ctx: Any = getattr(error, "ctx", None)
    verb = ctx.command_path if ctx else "evitab"
    more = f"`{verb} --help` explains it."
    if (name := getattr(error, "option_name", None)) is not None:
        return _option(error, name, ctx, more)
    if found := _NO_VERB.fullmatch(message):
        question = did_you_mean(found["typed"], ctx.command.commands)
        advice = f"{question} `{verb} --help` lists the verbs.".lstrip()
        return CannotJudge("no verb", file=found["typed"], advice=advice)
    if found := _EXTRA.fullmatch(message):
        words = f"more words than {verb} takes"
        return CannotJudge(words, file=found["words"], advice=f"Write {_usage(ctx)}. {more}")
    param = getattr(error, "param", None)
    if param is not None:
        return _value(error, param, ctx, more)
    return CannotJudge(message.rstrip("."), file=_verb(ctx), advice=more)


def _option(error: Any, name: str, ctx: Any, more: str) -> CannotJudge:
    if not hasattr(error, "possibilities"):
        return CannotJudge("nothing stands behind it", file=name, advice="Write a value behind it.")
    known = [text for each in ctx.command.get_params(ctx) for text in each.opts if "--" in text]
    question = did_you_mean(name, known)
    more = more.replace("explains it", "lists its options")
    return CannotJudge(
        f"no option of {ctx.command_path}", file=name, advice=f"{question} {more}".lstrip()
    )


def _value(error: Any, param: Any, ctx: Any, more: str) -> CannotJudge:
    """A value that is missing, or none of those that an option takes."""
    is_option = param.param_type_name == "option"
    name = param.opts[0] if is_option else param.metavar
    if not error.message:
        usage = f"Write {name} {param.metavar}." if is_option else f"Write {_usage(ctx)}."
        return CannotJudge(f"{name} is missing", file=_verb(ctx), advice=f"{usage} {more}")
    message = error.message.removeprefix("Value error, ")
    found = _CHOICE.fullmatch(message)
    if found is None:
        return CannotJudge(message.rstrip("."), file=name, advice=more)
    choices = re.findall(r"'(.*?)'", found["choices"])
    advice = f"{_asked(found['typed'], choices)}It can be {', '.join(choices)}."
    typed = f"'{found['typed'][:80]}'"
    return CannotJudge(f"{typed} is none of its values", file=name, advice=advice)


def _asked(typed: str, choices: Iterable[str]) -> str:
    question = did_you_mean(typed, choices, cutoff=0.4)
    return f"{question} " if question else ""


def _verb(ctx: Any) -> str:
    return str(ctx.info_name) if ctx else "evitab"


def _usage(ctx: Any) -> str:
    pieces = ctx.command.collect_usage_pieces(ctx)
    return " ".join([ctx.command_path, *(piece for piece in pieces if piece)])
