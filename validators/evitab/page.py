"""The page of a rule: what holds, and in sections why, what it cannot see, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from evitab.finding import Severity

Kind = Literal["conformance", "completeness", "plausibility"]

SECTIONS = ("Why it matters", "What it cannot see", "Example", "What to do")
EXTRA_SECTIONS = ("What it does", "Rests on")
# In the order in which they are read.
ALL_SECTIONS = ("What it does", *SECTIONS, "Rests on")
_FACTS = ("Kind", "Reads")


@dataclass(frozen=True)
class Page:
    """What holds, in one sentence, and the sections by their titles."""

    summary: str
    sections: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Page:
        """Read a docstring: its first paragraph, then paragraphs that begin with a title."""
        titles = "|".join((*ALL_SECTIONS, *_FACTS))
        head, *pieces = re.split(rf"^({titles}): ?", text, flags=re.MULTILINE)
        bodies = zip(pieces[::2], pieces[1::2], strict=True)
        return cls(
            " ".join(head.split("\n\n", 1)[0].split()),
            {title: _body(title, body) for title, body in bodies},
        )


@dataclass(frozen=True)
class BuiltIn:
    """A rule that is compiled from the schema, or met while reading or holding rows against words.

    It is about the tables, and its findings are errors. `reads` says in words what it looks at.
    """

    name: str
    family: str
    kind: Kind
    reads: str
    page: Page

    about = "tables"
    severity = Severity.ERROR
    harm = None

    @property
    def summary(self) -> str:
        """What holds, in one sentence."""
        return self.page.summary


def built_in(file: Path, family: str) -> Mapping[str, BuiltIn]:
    """The built-in rules of a file of pages, by name.

    Each page stands under a heading, the rule's name, and is written like a docstring; two lines
    more, `Kind` and `Reads`, tell what other rules have in code.
    """
    _, *pieces = re.split(r"^## (\w+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts = zip(pieces[::2], pieces[1::2], strict=True)
    return {name: _built_in(name, family, Page.parse(text.strip())) for name, text in texts}


def _built_in(name: str, family: str, page: Page) -> BuiltIn:
    kind, reads = (page.sections[fact] for fact in _FACTS)
    sections = {title: page.sections[title] for title in ALL_SECTIONS if title in page.sections}
    return BuiltIn(name, family, cast("Kind", kind), reads, Page(page.summary, sections))


def _body(title: str, text: str) -> str:
    """The text on one line; as a sentence of its own, unless it begins with a name of code."""
    line = " ".join(text.split())
    is_code = title in _FACTS or re.match(r"\w+[._]\w", line)
    return line if is_code else line[:1].upper() + line[1:]
