"""Rules as a terminal shows them: all of them line by line, or one with its page."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, OverflowMethod
from rich.text import Text

from evitab.catalogue import Entry, about_family, every_rule, facts, families
from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean
from evitab.page import ALL_SECTIONS

_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}
# A sentence that is cut before this says nothing; the rule's name has to do.
_LEAST = 24
_SUGGESTED = 5


def print_rules(console: Console, family: str | None = None) -> None:
    """Print the rules, those of one family or all, one line each.

    Raises CannotJudge where there is no such family.
    """
    known = families()
    if family is not None and family not in known:
        raise CannotJudge("no family of rules", file=family, advice=_family_meant(family))
    for name in known if family is None else [family]:
        console.print(Text(name, "bold"))
        _print_wrapped(_styled(about_family(name), "dim"), console)
        overflow: OverflowMethod = "ellipsis" if console.is_terminal else "ignore"
        for line in _lines(known[name], console):
            console.print(line, no_wrap=True, overflow=overflow, crop=False)
        console.print()


def _family_meant(name: str) -> str:
    if name in every_rule():
        return f"It is a rule: `evitab explain {name}`."
    return f"{did_you_mean(name, families())} The families are {', '.join(families())}.".lstrip()


def _lines(entries: Sequence[Entry], console: Console) -> list[Text]:
    """Name, what it is about, severity and, where the terminal has room for it, what holds."""
    width = max(len(entry.name) for entry in entries)
    has_room = not console.is_terminal or console.width - width - 23 >= _LEAST
    lines = []
    for entry in entries:
        line = Text(f"  {entry.name:<{width}}  {entry.about:<6}  ")
        line.append(f"{entry.severity.value:<7}", _COLOURS[entry.severity.value])
        if has_room:
            line.append("  ").append(_styled(entry.summary))
        lines.append(line)
    return lines


def print_rule(console: Console, name: str) -> None:
    """Print the page of a rule, or the rules of a family.

    Raises CannotJudge, with the nearest names, where neither is called so.
    """
    if name in families():
        print_rules(console, name)
        return
    entry = every_rule().get(name)
    if entry is None:
        raise CannotJudge("no such rule", file=name, advice=_suggestion(name))
    console.print(Text(entry.name, "bold"))
    _print_wrapped(_styled(entry.summary), console, "")
    console.print()
    for label, text in [("family", entry.family), *facts(entry)]:
        _print_wrapped(_styled(text), console, f"  {label:<8}  ")
    for title in ALL_SECTIONS:
        if title in entry.page.sections:
            console.print(Text(f"\n{title}", "bold"))
            _print_wrapped(_styled(entry.page.sections[title]), console)


def _print_wrapped(text: Text, console: Console, before: str = "  ") -> None:
    """Print a text behind some words or blanks; nothing stands behind a line's end."""
    lines = text.wrap(console, max(console.width - len(before), 20))
    for index, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * len(before) if index else before, "dim") + line)


def _suggestion(name: str) -> str:
    question = did_you_mean(name, (*every_rule(), *families()), shown=_SUGGESTED)
    return f"{question} `evitab rules` lists them all.".lstrip()


def _styled(text: str, style: str = "") -> Text:
    """A text whose names in backticks are coloured instead."""
    pieces = text.split("`")
    return Text.assemble(
        *((piece, "cyan" if index % 2 else style) for index, piece in enumerate(pieces))
    )
