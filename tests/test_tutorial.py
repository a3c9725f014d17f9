"""The tutorial runs, and what is committed of it is what it shows now (make tutorial)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

from notebooks import Notebook, executed, pictures, read, said, without_noise, write
from packages import REPOSITORY

TUTORIAL = REPOSITORY / "docs" / "tutorial.ipynb"
STALE = "docs/tutorial.ipynb shows something else: run `make tutorial`, and read what changed"
# Root mean square of the difference of two pictures, of 255; another release of a library may
# smooth an edge otherwise, and one bar that is moved by a unit gives more.
_TOLERANCE = 1.0

pytestmark = pytest.mark.xdist_group("tutorial")  # it is executed once


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    notebook = executed(TUTORIAL, tmp_path_factory.mktemp("ipython"))
    if os.environ.get("EVITAB_UPDATE_SNAPSHOTS"):
        write(notebook, TUTORIAL)
    return notebook


def test_tutorial_says_what_it_says_now(now: Notebook) -> None:
    assert said(read(TUTORIAL)) == said(now), STALE


def test_pictures_of_the_tutorial_are_those_drawn_now(now: Notebook, tmp_path: Path) -> None:
    committed, drawn = pictures(read(TUTORIAL)), pictures(now)
    assert len(committed) == len(drawn) == 2
    for number, pair in enumerate(zip(committed, drawn, strict=True)):
        files = [tmp_path / f"{number}-{side}.png" for side in ("committed", "drawn")]
        for file, picture in zip(files, pair, strict=True):
            file.write_bytes(picture)
        differs = compare_images(str(files[0]), str(files[1]), tol=_TOLERANCE)
        assert differs is None, f"{STALE}\n{differs}"


def test_tutorial_tells_nothing_of_a_machine() -> None:
    notebook = read(TUTORIAL)
    assert notebook == without_noise(read(TUTORIAL))
    told = str(said(notebook))
    assert re.findall(r"0x[0-9a-f]{6,}|Warning|stderr|/(?:home|root|tmp|Users)/", told) == []
    assert str(REPOSITORY) not in told


def test_every_picture_of_the_tutorial_is_told_in_words() -> None:
    drawing = [cell for cell in read(TUTORIAL).cells if "plt.show()" in cell.source]
    assert len(drawing) == len(pictures(read(TUTORIAL)))
    for cell in drawing:
        assert len(cell.metadata["mystnb"]["image"]["alt"]) > 100


def test_tutorial_uses_the_public_interface_alone() -> None:
    code = "\n".join(cell.source for cell in read(TUTORIAL).cells if cell.cell_type == "code")
    assert "import evitab\n" in code
    assert "from evitab" not in code
    assert "._" not in code
