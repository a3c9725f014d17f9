"""Spark says the same as pandera of the same package, to the row, however it is cut into pieces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from damage import damaged_copy
from evitab.engines.engine import Engine
from evitab.package import Medium
from evitab.validation import Options
from test_engines import told, verdict

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """A session on this machine, ended with the last test."""
    from evitab.validation.spark.session import session

    found = session()
    found.conf.set("spark.sql.shuffle.partitions", "4")
    yield
    found.stop()


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("seed", range(6))
def test_spark_agrees_on_what_nobody_chose(
    seed: int, medium: Medium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, articles = (0.003, 0.02, 0.2)[seed % 3], 1 if seed < 3 else 3
    # Half of them are so small that each worker reads their keys, of the others they must meet.
    if seed % 2:
        monkeypatch.setattr("evitab.validation.spark.first.SMALL", 0)
    root = damaged_copy(tmp_path, seed, share=share, medium=medium, articles=articles)
    expected = told(verdict(root, Options(Engine.PANDERA)))
    assert expected["findings"]
    assert told(verdict(root, Options(Engine.SPARK, at_once=0, part=1))) == expected
