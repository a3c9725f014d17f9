"""What tests in several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answers import remembered
from packages import REPOSITORY
from sites import sphinx


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built. Tests that want it are of the group "site": one worker builds."""
    folder = tmp_path_factory.mktemp("documentation") / "site"
    done = sphinx(REPOSITORY, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session", autouse=True)
def _answers() -> Iterator[None]:
    with remembered():
        yield
