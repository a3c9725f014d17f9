"""Spark says the same on a cluster of which an executor is killed meanwhile."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpus import write_corpus
from evitab.package import Medium, read_package
from evitab.standard import standard
from packages import GOLDEN

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif("EVITAB_SPARK_CLUSTER" not in os.environ, reason="make test-spark runs it"),
]
ARTICLES, FILES = 9, 3
# What an executor has done before it is killed, and how long the others may take from then on.
FINISHED = 10
SECONDS = 150
# What the driver says of a task that was going on.
BROKEN_OFF = r"Lost task .* in stage .*ExecutorLostFailure"


def partitioned(folder: Path) -> Path:
    """A corpus each of whose larger tables lies in a folder of files, with a figure put wrong and
    a key that stands twice.
    """
    shutil.copytree(GOLDEN["authority"], folder / GOLDEN["authority"].name)
    contents = read_package(GOLDEN["article"], standard())
    root = write_corpus(contents, ARTICLES, folder / "corpus", Medium.PARQUET)
    for file in sorted((root / "parquet").glob("*.parquet")):
        data = pq.read_table(file)
        if len(data) < ARTICLES:
            continue
        file.unlink()
        file.with_suffix("").mkdir()
        size = -(-len(data) // FILES)
        for at in range(FILES):
            part = data.slice(at * size, size)
            if at == 2 and file.stem == "quantities":
                part = part.take([0, *range(len(part))])
            pq.write_table(part, file.with_suffix("") / f"part-{at}.parquet")
    return root


def command(root: Path, engine: str, verdict: Path) -> Sequence[str]:
    what = ["validate", str(root), "--engine", engine, "--format", "json", "--output", str(verdict)]
    return [sys.executable, "-m", "evitab", *what]


def test_an_executor_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    from spark_cluster import QUICK, cluster, held_executor

    root = partitioned(tmp_path)
    verdicts = {engine: tmp_path / f"{engine}.json" for engine in ("stream", "spark")}
    one = subprocess.run(command(root, "stream", verdicts["stream"]), check=False)
    assert one.returncode == 1
    log = tmp_path / "driver.log"
    with cluster(tmp_path, 3) as address, log.open("wb") as to:
        java = f"--driver-java-options {QUICK} --conf spark.executor.extraJavaOptions={QUICK}"
        settings = {"PYSPARK_SUBMIT_ARGS": f"--master {address} {java} pyspark-shell"}
        asked = command(root, "spark", verdicts["spark"])
        run = subprocess.Popen(asked, env={**os.environ, **settings}, stderr=to)
        try:
            victim = None
            while run.poll() is None and victim is None:
                time.sleep(0.1)
                victim = held_executor(tmp_path, FINISHED)
            assert victim is not None, "the run was over before anything was killed"
            victim.send_signal(signal.SIGKILL)
            assert run.wait(SECONDS) == 1
        finally:
            run.kill()
    assert re.search(BROKEN_OFF, log.read_text())
    told = {engine: _told(path) for engine, path in verdicts.items()}
    assert told["stream"]["findings"]
    assert told["spark"] == told["stream"]


def _told(path: Path) -> dict[str, object]:
    """What a verdict says, in no order."""
    import json

    package = json.loads(path.read_text())["packages"][0]
    parts = {name: value for name, value in package.items() if isinstance(value, list)}
    return {name: sorted(map(str, value)) for name, value in parts.items()}
