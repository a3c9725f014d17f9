"""Which packages there are, and where a name or a path leads."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.standard import home


def installed() -> dict[str, Path]:
    """The packages that came with evitab (in the repository: those under `data/`), by name."""
    return _packages(home())


def _packages(place: Path) -> dict[str, Path]:
    found = sorted(place.glob("data/[!._]*/dataset.json"))
    return {file.parent.name: file.parent for file in found}


def here() -> dict[str, Path]:
    """The packages in the folder `data` of where the command is run, by name."""
    return _packages(Path.cwd())


def neighbour(root: Path, name: str) -> Path:
    """The folder of the package that another, in `root`, names: the one beside it, else the one
    that came with evitab.

    Raises CannotJudge where there is neither.
    """
    beside = root.resolve().parent / name
    if (beside / "dataset.json").is_file():
        return beside
    if name in (known := installed()):
        return known[name]
    advice = f"Put the package {name} beside this one."
    raise CannotJudge(f"the package {name} is not here", file="dataset.json", advice=advice)


def find(name_or_path: str) -> Path:
    """The folder of a package, by its name or its path; a package of that name under `data` here
    goes before one that came with evitab.

    Raises CannotJudge where there is neither, and where it could be either.
    """
    known, path = {**installed(), **here()}, Path(name_or_path)
    if name_or_path in known:
        place = known[name_or_path]
        if path.is_dir() and path.resolve() != place.resolve():
            hint = f"Write .{os.sep}{name_or_path} for the folder, {place} for the package."
            raise CannotJudge("a package and a folder here", file=name_or_path, advice=hint)
        return place
    if path.is_dir():
        return path
    if path.is_file():
        hint = f"Name the package's folder: {path.parent}."
        raise CannotJudge("a file, not a package", file=name_or_path, advice=hint)
    near = get_close_matches(name_or_path, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Name one of {', '.join(known)}, or a folder."
    raise CannotJudge("no package of that name, and no such folder", file=name_or_path, advice=hint)
