"""A release in the making: the package that is released, its day, and the files made so far."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.package import Contents

EPOCH = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True)
class Release:
    """A package on its way out: `released` is its day in UTC, `files` have their bytes by their
    paths inside the release.
    """

    contents: Contents
    released: date
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """The package's name."""
        return self.contents.dataset.name

    @property
    def version(self) -> str:
        """The version that is released."""
        return self.contents.dataset.version


def day_of_release(root: Path) -> date:
    """The day, in UTC, that a release made from a folder bears, whenever it is made: that of
    `SOURCE_DATE_EPOCH` (seconds since 1970), else that of the last commit in the folder.

    Raises CannotJudge where there is neither, or the variable is no such number.
    """
    text = os.environ.get(EPOCH) or _committed(root)
    if text is None:
        message = "no day: neither is it set, nor is the package in a git repository with a commit"
        raise CannotJudge(message, file=EPOCH, advice=f"Set {EPOCH}, or commit the package.")
    try:
        day = datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError):
        day = None
    # A zip archive can tell no day before 1980.
    if day is None or not 1980 <= day.year < 2100:
        message = f"found {text[:40]!r}, expected seconds since 1970, of a day from 1980 on"
        raise CannotJudge(message, file=EPOCH, advice="Mend it, or unset it.")
    return day


def _committed(root: Path) -> str | None:
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct", "--", "."]
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours, the folder is one argument
            command, capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
