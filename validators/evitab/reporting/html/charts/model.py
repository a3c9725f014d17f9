"""What a chart shows, before anything is drawn: lanes with marks on one axis, and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# A picture of more lanes than that is none; the table behind it has them all.
MOST_LANES = 80


class Tone(StrEnum):
    """What a mark's colour says; the page has a colour for each, in the light and in the dark."""

    LOW = "low"
    GOOD = "good"
    HIGH = "high"
    NEUTRAL = "neutral"
    GAP = "gap"
    ARTICLE = "article"
    AUTHORITY = "authority"
    CASE = "case"


class Shape(StrEnum):
    """How a mark is drawn: an interval as a band or a whisker, a value as a point."""

    BAND = "band"
    WHISKER = "whisker"
    SQUARE = "square"
    DIAMOND = "diamond"
    CIRCLE = "circle"
    LIMIT = "limit"


@dataclass(frozen=True)
class Mark:
    """One mark: from `low` to `high`, open where one is None; equal for a value.

    `link` is the fragment of its row, where it is the package's own.
    """

    shape: Shape
    tone: Tone
    low: float | None
    high: float | None
    text: str = ""
    link: str | None = None
    is_hollow: bool = False


@dataclass(frozen=True)
class Lane:
    """One line of a chart: words above its marks, or a heading of those that follow."""

    text: str = ""
    marks: Sequence[Mark] = ()
    is_heading: bool = False


@dataclass(frozen=True)
class Upright:
    """A line across all lanes, with its words at the top."""

    at: float
    text: str
    tone: Tone


@dataclass(frozen=True)
class Axis:
    """The axis, with a second unit above it where `factor` of it are one of the first."""

    label: str
    is_log: bool = False
    second_label: str = ""
    factor: float | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the table behind a picture; `link` leads to its row, where it is the package's."""

    cells: Sequence[str]
    link: str | None = None


@dataclass(frozen=True)
class Chart:
    """A picture with its words: `alt` says what it shows, `head` and `entries` all that it shows.

    `legend` explains the tones in words; `keys` are the rows, as table and key, that it draws.
    Of more lanes than a picture can hold, `keeps_last` leaves out the first ones.
    """

    anchor: str
    title: str
    alt: str
    axis: Axis
    lanes: Sequence[Lane]
    head: Sequence[str]
    entries: Sequence[Entry]
    uprights: Sequence[Upright] = ()
    legend: Mapping[Tone, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    keys: frozenset[tuple[str, str]] = frozenset()
    keeps_last: bool = False

    @property
    def shown(self) -> Sequence[Lane]:
        """The lanes that are drawn."""
        return self.lanes[-MOST_LANES:] if self.keeps_last else self.lanes[:MOST_LANES]
