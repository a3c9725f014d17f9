"""Which format of a report goes where, and putting it there."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path

from evitab.finding import CannotJudge, Report

STDOUT = "-"


class Format(StrEnum):
    """How `evitab validate` tells its report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


_ENDINGS = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".sarif": Format.SARIF,
    ".xml": Format.JUNIT,
}


def pair(formats: Sequence[Format], outputs: Sequence[str]) -> dict[Format, Path | None]:
    """Where each format goes: a file, or None for standard output.

    An output whose ending names a format is for that one; the others are for the formats that are
    left, in order, and a format without an output goes to standard output. Raises CannotJudge where
    that can be read in more ways than one, or in none.
    """
    for asked in formats:
        if formats.count(asked) > 1:
            raise _usage(f"{asked} is asked for twice", "Ask for it once.", option="--format")
    named = _by_ending(formats, outputs)
    rest = [asked for asked in formats if asked not in named]
    others = [output for output in outputs if output not in named.values()]
    if len(others) > len(rest):
        words = f"{others[-1]} is for no format that was asked for"
        raise _usage(words, "Add a --format for it.")
    places = named | dict(zip(rest, others, strict=False))
    paths = [places.get(asked, STDOUT) for asked in formats]
    for path in paths:
        if paths.count(path) > 1:
            raise _clash(path, [asked for asked, place in zip(formats, paths, strict=True)
                                if place == path])  # fmt: skip
    return {
        asked: None if path == STDOUT else writable(Path(path))
        for asked, path in zip(formats, paths, strict=True)
    }


def _by_ending(formats: Sequence[Format], outputs: Sequence[str]) -> dict[Format, str]:
    named: dict[Format, str] = {}
    for output in outputs:
        meant = _ENDINGS.get(Path(output).suffix.lower())
        if meant is None:
            continue
        if meant not in formats:
            words = f"{output} has the ending of {meant}, which was not asked for"
            raise _usage(words, f"Add --format {meant}, or give it another ending.")
        if meant in named:
            words = f"{named[meant]} and {output} are both for {meant}"
            raise _usage(words, "Keep one of them.")
        named[meant] = output
    return named


def _clash(path: str, formats: Sequence[Format]) -> CannotJudge:
    where = "standard output" if path == STDOUT else path
    words = f"{' and '.join(formats)} would both go to {where}"
    return _usage(words, f"Give {formats[-1]} a file of its own: --output FILE.")


def writable(path: Path, option: str = "--output") -> Path:
    """A file that can be written; found out before the work, not behind it."""
    if not path.parent.is_dir():
        raise _usage(f"there is no folder {path.parent}", "Make it first.", option)
    if not os.access(path.parent, os.W_OK):
        raise _usage(f"nothing can be written to {path.parent}", "Name another place.", option)
    if (path.exists() or path.is_symlink()) and not stat.S_ISREG(path.lstat().st_mode):
        advice = f"Name a file, or {STDOUT} for standard output."
        raise _usage(f"{path} is there and no plain file", advice, option)
    return path


def _usage(message: str, advice: str, option: str = "--output") -> CannotJudge:
    return CannotJudge(message, file=option, advice=advice)


def write(report: Report, places: Mapping[Format, Path | None]) -> None:
    """Write a report in each format to its place; files are whole or not there at all."""
    from evitab.package.writing import write_files

    as_text = {asked: _formatter(asked, report) for asked in places}
    files = {
        path: f"{as_text[asked]().rstrip()}\n".encode(errors="replace")
        for asked, path in places.items()
        if path is not None
    }
    write_files(files)
    for asked, path in places.items():
        if path is None:
            _print(asked, report, as_text[asked])
    if Format.GITHUB in places:
        _summarise(report)


def _formatter(asked: Format, report: Report) -> Callable[[], str]:
    """What writes a format, from the module of its name; the others are not imported."""
    module = import_module(f"evitab.reporting.{asked}")
    return partial(getattr(module, f"to_{asked}"), report)


def _print(asked: Format, report: Report, as_text: Callable[[], str]) -> None:
    if asked is Format.TEXT:
        from evitab.reporting.terminal import console
        from evitab.reporting.text import print_report

        print_report(report, console())
    else:
        sys.stdout.write(f"{as_text().rstrip()}\n")


def _summarise(report: Report) -> None:
    """Put the summary behind what other steps have put on the page of the run."""
    from evitab.reporting.github import to_summary

    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(page).open("a", encoding="utf-8", errors="replace") as file:
            file.write(to_summary(report))
