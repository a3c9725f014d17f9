"""A standalone Spark cluster on this machine: a master and workers, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_DEPLOY = "org.apache.spark.deploy"
_EXECUTOR = "CoarseGrainedExecutorBackend"
# What an executor says of a task in its log.
_TASK = ("Running", "Finished")


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Its address, while it runs; every worker has one core and 1 GB."""
    import pyspark

    script = Path(pyspark.__file__).parent / "bin" / "spark-class"
    here = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> Path:
        log = folder / f"{len(started)}.log"
        command = [str(script), f"{_DEPLOY}.{name}", "--host", "127.0.0.1", *arguments]
        with log.open("wb") as to:
            started.append(
                subprocess.Popen(command, stdout=to, stderr=to, env={**os.environ, **here})
            )
        return log

    try:
        log = start("master.Master", "--port", "0", "--webui-port", "0")
        address = _awaited(log, r"Starting Spark master at (spark://\S+)")
        for at in range(workers):
            log = start("worker.Worker", "-c", "1", "-m", "1g", "-d", str(folder / f"w{at}"),
                        "--webui-port", "0", address)  # fmt: skip
            _awaited(log, r"(Successfully registered) with master")
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def busy_executor(folder: Path, finished: int) -> psutil.Process | None:
    """An executor that workers of a cluster in a folder have started and that is at work on a task,
    after so many that it finished; None where there is none (yet).
    """
    for process in psutil.process_iter(["cmdline", "cwd"]):
        place = Path(process.info["cwd"] or "/")
        if _EXECUTOR not in " ".join(process.info["cmdline"] or ()) or folder not in place.parents:
            continue
        if not (place / "stderr").exists():  # It has only just begun.
            continue
        log = (place / "stderr").read_text(errors="replace")
        begun, ended = (len(re.findall(f"{word} task [0-9.]+ in stage", log)) for word in _TASK)
        if begun > ended >= finished:
            return process
    return None


def _awaited(log: Path, pattern: str, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(log.read_text(errors="replace")[-2000:])
