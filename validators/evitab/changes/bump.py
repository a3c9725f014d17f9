"""Which part of a version is raised, and what forces it.

Below 1.0.0 the same holds: a MAJOR change leads from 0.3.1 to 1.0.0, never to 0.4.0. Semantic
Versioning would allow anything there, and somebody already reads the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Bump(IntEnum):
    """Which part of a version is raised; the greater one is the graver."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def after(self, version: str) -> str | None:
        """The version that follows another by this; None where that is no MAJOR.MINOR.PATCH."""
        found = _VERSION.fullmatch(version)
        if found is None:
            return None
        major, minor, patch = map(int, found.groups())
        follower = {
            Bump.NONE: (major, minor, patch),
            Bump.PATCH: (major, minor, patch + 1),
            Bump.MINOR: (major, minor + 1, 0),
            Bump.MAJOR: (major + 1, 0, 0),
        }[self]
        return ".".join(map(str, follower))


@dataclass(frozen=True)
class Reason:
    """One change, or those of one kind in a table: what it is, the bump it asks for, and why.

    `kind` is its name for programs, such as `field-added`; `table` and `field` say where.
    """

    bump: Bump
    kind: str
    what: str
    why: str
    table: str | None = None
    field: str | None = None

    @property
    def is_about_rows(self) -> bool:
        """Whether rows changed, not what is said of them."""
        return self.kind.startswith("row-")


@dataclass(frozen=True)
class Verdict:
    """What two packages' differences come to; the reasons are sorted, the gravest first."""

    reasons: tuple[Reason, ...]
    old: str | None
    new: str | None

    @property
    def bump(self) -> Bump:
        """The bump that the gravest change asks for."""
        return max((reason.bump for reason in self.reasons), default=Bump.NONE)

    @property
    def forcing(self) -> tuple[Reason, ...]:
        """The changes that force the bump."""
        return tuple(r for r in self.reasons if r.bump is self.bump and r.bump is not Bump.NONE)

    def about(self, table: str | None) -> list[Reason]:
        """The changes of a table besides those of its rows; None: those of the whole package."""
        return [r for r in self.reasons if r.table == table and not r.is_about_rows]

    def asked_by(self, table: str) -> Bump:
        """The bump that a table alone would ask for."""
        bumps = (reason.bump for reason in self.reasons if reason.table == table)
        return max(bumps, default=Bump.NONE)

    @cached_property
    def least(self) -> str | None:
        """The least version that the new package may have; None where the old one has none."""
        return None if self.old is None else self.bump.after(self.old)

    @property
    def is_enough(self) -> bool | None:
        """Whether the new package declares that version or a greater one; None: cannot be told."""
        declared, least = _numbers(self.new), _numbers(self.least)
        return None if declared is None or least is None else declared >= least


def _numbers(version: str | None) -> tuple[int, ...] | None:
    found = _VERSION.fullmatch(version or "")
    return None if found is None else tuple(map(int, found.groups()))
