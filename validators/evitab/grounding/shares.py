"""The characters of a source by section, and those of them that lie in passages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evitab.columns.flags import Flags

Rows = list[tuple[int, dict[str, Any]]]
# Whether each code point is white space; none behind these is.
_BLANKS = np.array([chr(point).isspace() for point in range(0x3002)])


@dataclass
class Share:
    """What of one section is carried. Characters are code points, blanks not counted."""

    section: str | None
    characters: int = 0
    in_passages: int = 0
    figures: int = 0
    carried: int = 0
    excused: int = 0
    missing: list[str] = field(default_factory=list)

    def add(self, other: Share) -> None:
        """Count another section in."""
        self.characters += other.characters
        self.in_passages += other.in_passages
        self.figures += other.figures
        self.carried += other.carried
        self.excused += other.excused
        self.missing += other.missing


class Sections:
    """Which section each place of a source belongs to: that of the last passage that began."""

    def __init__(self, rows: Rows) -> None:
        ordered = sorted((row for _, row in rows), key=lambda row: row["start"])
        self._starts = [row["start"] for row in ordered]
        self._names = [row.get("section") for row in ordered]
        self._by_name: dict[str | None, Share] = {}

    def at(self, place: int) -> Share:
        """The share of the section that a place is in."""
        return self._share(bisect_right(self._starts, place) - 1)

    def _share(self, index: int) -> Share:
        name = self._names[index] if index >= 0 else None
        return self._by_name.setdefault(name, Share(name))

    def count(self, printed: Flags, inside: Flags) -> None:
        """Count the characters that are `printed`, and those of them that lie `inside` passages."""
        places = np.flatnonzero(printed)
        index = np.searchsorted(self._starts, places, side="right")
        size = len(self._starts) + 1
        all_of, inside_of = (
            np.bincount(index, minlength=size),
            np.bincount(index[inside[places]], minlength=size),
        )
        for at in np.flatnonzero(all_of).tolist():
            share = self._share(at - 1)
            share.characters += int(all_of[at])
            share.in_passages += int(inside_of[at])

    @property
    def shares(self) -> tuple[Share, ...]:
        """The shares of all sections, in the order of the text."""
        return tuple(self._by_name.values())


def inside_of(length: int, rows: Rows) -> Flags:
    """For each place, whether some passage holds it."""
    inside = np.zeros(length, np.bool_)
    for _, row in rows:
        inside[max(0, row["start"]) : max(0, row["end"])] = True
    return inside


def is_blank(text: str) -> Flags:
    """For each character, whether it is white space."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return _BLANKS[np.minimum(points, len(_BLANKS) - 1)]
