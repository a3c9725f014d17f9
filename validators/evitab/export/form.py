"""The forms of an export, and the place of one: a file or a folder that overwrites nothing."""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from pathlib import Path

from evitab.finding import CannotJudge

# What tells tables, types and keys in an export that is a folder.
DESCRIPTOR = "datapackage.json"


class Form(StrEnum):
    """What a package is exported to."""

    DUCKDB = "duckdb"
    SQLITE = "sqlite"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSONL = "jsonl"

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of files, one for each table."""
        return self in {Form.PARQUET, Form.JSONL}


def default_place(name: str, form: Form) -> Path:
    """Where an export of a package goes unless told, in the folder where one is."""
    return Path(f"{name}-{form}" if form.is_folder else f"{name}.{form}")


def refuse_taken(place: Path, form: Form, *, force: bool) -> None:
    """Raise CannotJudge where an export cannot go to a place, or would overwrite something; with
    `force` it may overwrite a file, or the folder of an earlier export.
    """
    meant = place.suffix.removeprefix(".").lower()
    if meant != form and meant in set(Form):
        advice = f"Give it another ending, or ask for it: --to {meant}."
        raise _refused(f"it has the ending of {meant}, not of {form}", place, advice)
    folder = place.absolute().parent
    if not folder.is_dir():
        raise _refused(f"there is no folder {folder}", place, "Make it first.")
    if not os.access(folder, os.W_OK):
        raise _refused(f"nothing can be written to {folder}", place, "Name another place.")
    if not (place.exists() or place.is_symlink()):
        return
    kind = place.lstat().st_mode
    if form.is_folder and not (stat.S_ISDIR(kind) and _is_export(place, form)):
        advice = "Name a folder that is not there yet."
        raise _refused(f"it is there and no export to {form}", place, advice)
    if not form.is_folder and not stat.S_ISREG(kind):
        raise _refused("it is there and no plain file", place, "Name a file.")
    if not force:
        raise _refused("it is there", place, "Name another place, or overwrite it: --force.")


def _is_export(place: Path, form: Form) -> bool:
    """Whether a folder holds an earlier export and nothing else, which would be lost with it."""
    names = {path.name for path in place.iterdir()}
    return not names or (
        DESCRIPTOR in names and all(name.endswith(f".{form}") for name in names - {DESCRIPTOR})
    )


def _refused(message: str, place: Path, advice: str) -> CannotJudge:
    return CannotJudge(message, file=str(place), advice=advice)
