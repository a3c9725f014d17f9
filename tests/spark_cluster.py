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
# Java compiles what runs often a second time, which takes longer than all that these tests do.
QUICK = "-XX:TieredStopAtLevel=1"
# What an executor says of a task in its log.
_TASK = ("Running", "Finished")


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Its address, while it runs; every worker has one core and 1 GB."""
    import pyspark

    script = Path(pyspark.__file__).parent / "bin" / "spark-class"
    here = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
    }
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


def held_executor(folder: Path, finished: int) -> psutil.Process | None:
    """An executor that workers of a cluster in a folder have started, held in the middle of a task
    after so many that it finished; None where there is none (yet).
    """
    for process, log in _executors(folder):
        if _is_at_work(log, finished):
            process.suspend()
            if _is_at_work(log, finished):  # It might have come to its end meanwhile.
                return process
            process.resume()
    return None


def _executors(folder: Path) -> Iterator[tuple[psutil.Process, Path]]:
    for process in psutil.process_iter(["cmdline", "cwd"]):
        place = Path(process.info["cwd"] or "/")
        is_executor = _EXECUTOR in " ".join(process.info["cmdline"] or ())
        if is_executor and folder in place.parents and (place / "stderr").exists():
            yield process, place / "stderr"


def _is_at_work(log: Path, finished: int) -> bool:
    text = log.read_text(errors="replace")
    begun, ended = (len(re.findall(f"{word} task [0-9.]+ in stage", text)) for word in _TASK)
    return begun > ended >= finished


def _awaited(log: Path, pattern: str, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(log.read_text(errors="replace")[-2000:])
