"""What a rule is: a named condition over the rows of a table, with its page and its grounds."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from evitab.finding import Severity
from evitab.page import EXTRA_SECTIONS, SECTIONS, Kind, Page

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    # A rule about the tables answers whether each row holds, one about the source with grounds.
    Function = Callable[..., Any]

About = Literal["tables", "source"]
Harm = Literal["critical", "high", "medium", "low"]
Whose = Literal["package", "authority"]

__all__ = [
    "EXTRA_SECTIONS",
    "GROUNDS",
    "SECTIONS",
    "SOURCE",
    "Beside",
    "Grounds",
    "Rule",
    "authority",
    "is_walked",
    "own",
    "rule",
    "told",
]


# Among the columns that a rule reads: the source that a row rests on, by its key. A package can
# hold many; rows that meet on what all sources share, a substance say, are compared within one.
SOURCE = "source"


def is_walked(path: str) -> bool:
    """Whether a column that a rule reads is found along keys, not in the row itself."""
    return "." in path or path == SOURCE


@dataclass(frozen=True)
class Beside:
    """A whole table that a rule sees beside the rows that it is asked of.

    `reads` names its columns, dotted ones too. `of` says whose table it is: that of the package, or
    that of the authority package that the package names (an authority package is its own). Without
    one that it needs, a rule is not asked.
    """

    table: str
    reads: tuple[str, ...]
    of: Whose
    is_needed: bool = True


def own(table: str, *reads: str) -> Beside:
    """A table of the package itself; a package that does not have it gives no rows."""
    return Beside(table, reads, "package")


def authority(table: str, *reads: str, is_needed: bool = True) -> Beside:
    """A table of the authority package that the package names; no rows where it names none and
    the rule can do without.
    """
    return Beside(table, reads, "authority", is_needed)


@dataclass(frozen=True)
class Grounds:
    """Why one row is flagged, in words that a clinician can follow.

    `observed` is what the source says, `expected` what would agree with it, both in `unit` (a
    UCUM code) where they are figures; `arithmetic` is the reckoning, `assumption` what it takes
    for granted and which innocent readings were tried. `related_rows` are the keys of the other
    rows, `passage_id` the words where they are not those of the row's own claim. `severity` and
    `harm` stand in for the rule's where this row is graver or less grave than most.
    """

    observed: str
    expected: str
    arithmetic: str
    assumption: str | None = None
    unit: str | None = None
    related_rows: str | None = None
    passage_id: str | None = None
    severity: Severity | None = None
    harm: Harm | None = None


GROUNDS = tuple(Grounds.__dataclass_fields__)


def told(rows: DataFrame, tell: Callable[[Mapping[str, Any]], Grounds]) -> DataFrame:
    """The grounds of each flagged row, by a function that sees the row's columns by name.

    A null is None there. Gives a DataFrame with the columns of `Grounds` and the index of `rows`.
    """
    import pandas as pd

    records = (
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in rows.to_dict("records")
    )
    grounds = [vars(tell(record)) for record in records]
    return pd.DataFrame(grounds, index=rows.index, columns=list(GROUNDS), dtype=object)


@dataclass(frozen=True, eq=False)
class Rule:
    """A condition that holds for every row of one or more tables.

    `reads` names the columns that the function sees. A dotted name walks foreign keys:
    `condition_range.low` is the column `low` of the row that `condition_range_id` points to, and
    `substance.label` the preferred name of a concept; `SOURCE` is the source that the row rests on.
    `beside` are whole tables that the function gets as keyword arguments. `by` promises that all
    rows of one group (those that agree in that column) arrive together. When a rule about the
    tables fails, the tables are wrong, and its function gives a mask; `expects` takes the rows that
    are flagged and says in words what would be right in each. When one about the source fails, the
    source is at odds with itself or with an authority, and its function gives the `Grounds` of the
    rows at odds, as `told` makes them; a row that several sources share may have several.
    """

    tables: tuple[str, ...]
    reads: tuple[str, ...]
    about: About
    kind: Kind
    severity: Severity
    by: str | None
    harm: Harm | None
    function: Function
    beside: Mapping[str, Beside] = field(default_factory=dict)
    expects: Function | None = None

    @property
    def name(self) -> str:
        """The rule's name: that of its function."""
        return self.function.__name__

    @property
    def family(self) -> str:
        """The subject that the rule is about: its module, or the folder of it, under `rules`."""
        return self.function.__module__.split(".")[2]

    @property
    def via(self) -> tuple[str, ...]:
        """The foreign keys that the rule walks, by what they call the row pointed to."""
        paths = (column.rpartition(".")[0] for column in self.reads)
        return tuple(dict.fromkeys(path for path in paths if path))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rule's own table that it reads."""
        return tuple(column for column in self.reads if not is_walked(column))

    @property
    def is_of_rows(self) -> bool:
        """Whether the answer for a row hangs on no other row of the package."""
        has_own = any(beside.of == "package" for beside in self.beside.values())
        return self.by is None and not has_own and not any(map(is_walked, self.reads))

    @cached_property
    def page(self) -> Page:
        """The rule's page: its docstring."""
        return Page.parse(inspect.getdoc(self.function) or "")

    @property
    def summary(self) -> str:
        """What holds, in one sentence: the first line of the docstring."""
        return self.page.summary

    def holds(
        self, frame: DataFrame, beside: Mapping[str, DataFrame] | None = None
    ) -> Series[bool]:
        """Ask the rule of Arrow-backed rows.

        `frame` has all columns of `reads`, `beside` the tables that the rule names; the answer
        has the frame's index and no nulls: what cannot be decided, because a value is null, holds.
        """
        if self.about == "source":
            return ~frame.index.to_series().isin(self.grounds(frame, beside).index)
        answer: Series[Any] = self.function(frame[list(self.reads)], **(beside or {}))
        return answer.fillna(True).astype("bool")

    def grounds(self, frame: DataFrame, beside: Mapping[str, DataFrame] | None = None) -> DataFrame:
        """The rows that a rule about the source flags, with the columns of `Grounds`.

        Raises TypeError for a rule about the tables, which has no grounds in the source.
        """
        if self.about != "source":
            raise TypeError(f"{self.name} is about the tables: it has no grounds in the source")
        rows = frame[list(self.reads)]
        grounds: DataFrame = self.function(rows, **(beside or {}))
        return grounds

    def expected(
        self, frame: DataFrame, beside: Mapping[str, DataFrame] | None = None
    ) -> DataFrame:
        """What would be right in rows that are flagged, in words: one column, `expected`, with a
        null where the rule has no more to say than its summary.
        """
        if self.expects is None:
            return frame[[]].assign(expected=None)
        words: Series[Any] = self.expects(frame[list(self.reads)], **(beside or {}))
        return words.to_frame("expected")


def rule(
    *tables: str,
    reads: Sequence[str],
    about: About = "tables",
    kind: Kind,
    severity: Severity = Severity.ERROR,
    by: str | None = None,
    beside: Mapping[str, Beside] | None = None,
    harm: Harm | None = None,
    expects: Function | None = None,
) -> Callable[[Function], Rule]:
    """Make a rule of a function; the function's docstring is the rule's page."""
    if (about == "source") is (harm is None):
        raise ValueError("a rule about the source, and no other, says what harm may come")
    return lambda function: Rule(
        tables, tuple(reads), about, kind, severity, by, harm, function, beside or {}, expects
    )
