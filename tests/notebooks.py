"""A notebook, executed as its reader would, and what of it is kept in the repository."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

# What a front end needs; versions of Python and times of cells differ from machine to machine.
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_OF_CELLS = {"mystnb", "tags"}
_PICTURE = "image/png"

Notebook = Any  # nbformat tells no types


def read(place: Path) -> Notebook:
    return nbformat.read(str(place), as_version=4)


def write(notebook: Notebook, place: Path) -> None:
    place.write_text(f"{nbformat.writes(notebook)}\n", encoding="utf-8")


def executed(place: Path, scratch: Path) -> Notebook:
    """The notebook as it would be committed now, run in its own folder.

    Raises nbclient's CellExecutionError, which names the cell, where one fails.
    """
    notebook = read(place)
    # Nobody's own settings: neither those of IPython, nor another way to draw.
    own = {"IPYTHONDIR": str(scratch), "MPLCONFIGDIR": str(scratch)}
    own["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        resources={"metadata": {"path": str(place.parent)}},
    )
    client.execute(env={**os.environ, **own})
    return without_noise(notebook)


def without_noise(notebook: Notebook) -> Notebook:
    """The notebook with nothing in its metadata that tells of a machine or a run."""
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        kept = {key: value for key, value in cell.metadata.items() if key in _OF_CELLS}
        cell.metadata = nbformat.from_dict(kept)
    return notebook


def said(notebook: Notebook) -> dict[str, Any]:
    """The cells by their ids, with all but the pixels of pictures."""
    plain = nbformat.from_dict(notebook)
    for output in _outputs(plain):
        if _PICTURE in output.get("data", {}):
            output["data"][_PICTURE] = "a picture"
            output["metadata"] = {}
    return {cell.id: cell for cell in plain.cells}


def pictures(notebook: Notebook) -> list[bytes]:
    """The pictures, in their order, as PNG."""
    return [
        base64.b64decode(output["data"][_PICTURE])
        for output in _outputs(notebook)
        if _PICTURE in output.get("data", {})
    ]


def _outputs(notebook: Notebook) -> Iterator[Any]:
    for cell in notebook.cells:
        yield from cell.get("outputs", [])
