"""What a rule is: a named condition over the rows of a table, with its page and its grounds."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from evitab.finding import Severity

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    Holds = Callable[[DataFrame], "Series[bool]"]
    Explain = Callable[[DataFrame, "Series[bool]"], DataFrame]

About = Literal["tables", "source"]
Kind = Literal["conformance", "completeness", "plausibility"]
Harm = Literal["critical", "high", "medium", "low"]

GROUNDS = ("observed", "expected", "unit", "assumption", "arithmetic", "related_rows")
SECTIONS = ("Why it matters", "What it cannot see", "Example", "What to do")


@dataclass(frozen=True)
class Rule:
    """A condition that holds for every row of one or more tables.

    `reads` names the columns that the function sees. A dotted name walks foreign keys:
    `condition_range.low` is the column `low` of the row that `condition_range_id` points to.
    `by` promises that all rows of one group (those that agree in that column) arrive together.
    When a rule about the tables fails, the tables are wrong; when one about the source fails,
    the source is at odds with itself, and `explain` tells how: it takes the rows that the rule
    saw and which of them are flagged, and gives the columns of `GROUNDS` for the flagged ones.
    """

    tables: tuple[str, ...]
    reads: tuple[str, ...]
    about: About
    kind: Kind
    severity: Severity
    by: str | None
    harm: Harm | None
    explain: Explain | None
    function: Holds

    @property
    def name(self) -> str:
        """The rule's name: that of its function."""
        return self.function.__name__

    @property
    def via(self) -> tuple[str, ...]:
        """The foreign keys that the rule walks, by what they call the row pointed to."""
        paths = (column.rpartition(".")[0] for column in self.reads)
        return tuple(dict.fromkeys(path for path in paths if path))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rule's own table that it reads."""
        return tuple(column for column in self.reads if "." not in column)

    @cached_property
    def summary(self) -> str:
        """What holds, in one sentence: the first line of the docstring."""
        return inspect.getdoc(self.function).split("\n", 1)[0]  # type: ignore[union-attr]

    @cached_property
    def page(self) -> Mapping[str, str]:
        """The rule's page: each section of the docstring by its title."""
        text = inspect.getdoc(self.function) or ""
        pieces = re.split(rf"^({'|'.join(SECTIONS)}): ", text, flags=re.MULTILINE)
        return {
            title: _sentence(" ".join(body.split()))
            for title, body in zip(pieces[1::2], pieces[2::2], strict=True)
        }

    def holds(self, frame: DataFrame) -> Series[bool]:
        """Ask the rule of Arrow-backed rows.

        `frame` has all columns of `reads`; the answer has its index and no nulls: what cannot
        be decided, because a value is null, holds.
        """
        answer = self.function(frame[list(self.reads)])
        return answer.fillna(True).astype("bool")

    def grounds(self, frame: DataFrame, flagged: Series[bool]) -> DataFrame:
        """The columns of `GROUNDS` for the flagged rows.

        Raises TypeError for a rule about the tables, which explains nothing of the source.
        """
        if self.explain is None:
            raise TypeError(f"{self.name} has no explanation")
        return self.explain(frame[list(self.reads)], flagged)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def rule(
    *tables: str,
    reads: Sequence[str],
    about: About = "tables",
    kind: Kind,
    severity: Severity = Severity.ERROR,
    by: str | None = None,
    harm: Harm | None = None,
    explain: Explain | None = None,
) -> Callable[[Holds], Rule]:
    """Make a rule of a function; the function's docstring is the rule's page."""
    if about == "source" and (explain is None or harm is None):
        raise ValueError("a rule about the source explains itself and says what harm may come")
    return lambda function: Rule(
        tables, tuple(reads), about, kind, severity, by, harm, explain, function
    )
