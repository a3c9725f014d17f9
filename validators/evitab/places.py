"""Which packages there are, and where a name or a path leads."""

from __future__ import annotations

import os
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.nearest import did_you_mean
from evitab.standard import home

_FACTS = "dataset.json"


def installed() -> dict[str, Path]:
    """The packages that came with evitab (in the repository: those under `data/`), by name."""
    return _packages(home())


def _packages(place: Path) -> dict[str, Path]:
    found = sorted(place.glob(f"data/[!._]*/{_FACTS}"))
    return {file.parent.name: file.parent for file in found}


def here() -> dict[str, Path]:
    """The packages in the folder `data` of where the command is run, by name."""
    return _packages(Path.cwd())


def known() -> dict[str, Path]:
    """The packages that a name can mean: one under `data` here goes before one that came with
    evitab.
    """
    return {**installed(), **here()}


def neighbour(root: Path, name: str) -> Path:
    """The folder of the package that another, in `root`, names: the one beside it, else the one
    that came with evitab.

    Raises CannotJudge where there is neither.
    """
    beside = root.resolve().parent / name
    if (beside / _FACTS).is_file():
        return beside
    if name in (packages := installed()):
        return packages[name]
    advice = f"Put the package {name} beside this one."
    raise CannotJudge(f"the package {name} is not here", file=_FACTS, advice=advice)


def find(name_or_path: str) -> Path:
    """The folder of a package, by its name or its path.

    Raises CannotJudge where there is neither, where it could be either, and where the folder has
    no `dataset.json`.
    """
    packages, path = known(), Path(name_or_path)
    is_folder = bool(name_or_path) and _is_folder(path)
    if name_or_path in packages:
        place = packages[name_or_path]
        if is_folder and path.resolve() != place.resolve():
            hint = f"Write .{os.sep}{name_or_path} for the folder, {place} for the package."
            raise CannotJudge("a package and a folder here", file=name_or_path, advice=hint)
        return place
    if is_folder and (path / _FACTS).exists():
        return path
    if is_folder:
        message = f"no package: the folder has no {_FACTS}"
    elif name_or_path and _is_file(path):
        message = "a file, not a package"
    else:
        message = "no package of that name, and no such folder"
    raise CannotJudge(message, file=name_or_path, advice=_advice(name_or_path, list(packages)))


def _advice(name_or_path: str, packages: list[str]) -> str:
    """The package around a file or a folder, those below it, or the nearest name."""
    path = Path(name_or_path)
    if name_or_path and (around := next(filter(_has_facts, path.absolute().parents), None)):
        shown = around.name if packages and around.name in packages else os.path.relpath(around)
        return f"Name the package that it is part of: {shown}."
    if name_or_path and (below := sorted(_below(path))):
        return f"Name one of its folders: {', '.join(below[:5])}."
    question = did_you_mean(name_or_path, packages)
    return question or f"Name one of {', '.join(packages)}, or the folder of a package."


def _below(path: Path) -> list[str]:
    try:
        found = [*path.glob(f"*/{_FACTS}"), *path.glob(f"data/*/{_FACTS}")]
        return [str(file.parent) for file in found]
    except OSError:
        return []


def _has_facts(folder: Path) -> bool:
    return _is_file(folder / _FACTS)


def _is_folder(path: Path) -> bool:
    # The system refuses to look at some texts, a name of 5,000 letters among them.
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
