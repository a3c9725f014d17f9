"""A process watched from outside: how long it ran, how much memory it and its children held."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

OVER_TIME = "over time"
_PAUSE_S = 0.01
# To look for children takes as long as forty looks at memory, which would be a tenth of a core.
_CHILDREN_S = 0.1


@dataclass(frozen=True)
class Watched:
    """What was seen: `stopped` says why the process was ended, if it was; `told` is what it last
    wrote to standard error.
    """

    returncode: int
    seconds: float
    peak_bytes: int
    stopped: str | None
    told: str


def watch(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    most_bytes: int,
    log: Path,
) -> Watched:
    """Run a command in a session of its own, and end all of it where it takes too much."""
    start = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    stopped, peak = None, 0
    looked, processes = start - _CHILDREN_S, []
    try:
        while process.poll() is None:
            if time.monotonic() - looked >= _CHILDREN_S:
                looked, processes = time.monotonic(), with_children(process.pid)
            peak = max(peak, held(processes))
            if peak > most_bytes:
                stopped = "over memory"
            elif time.monotonic() - start > seconds:
                stopped = OVER_TIME
            if stopped:
                break
            time.sleep(_PAUSE_S)
    finally:
        if process.poll() is None:
            # Its session, so that its children go too.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return Watched(
        process.returncode,
        time.monotonic() - start,
        peak,
        stopped,
        lines[-1] if lines else "",
    )


def with_children(pid: int) -> list[psutil.Process]:
    """A process and all its children; none where it has gone."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def held(processes: Sequence[psutil.Process]) -> int:
    """The bytes that processes hold now; 0 for those that have gone.

    Of one process what is resident; of several the proportional share, so that a page that they
    share counts once. Pages of mapped files count as well.
    """
    if len(processes) > 1:
        return sum(map(_share, processes))
    try:
        return sum(int(each.memory_info().rss) for each in processes)
    except psutil.NoSuchProcess:
        return 0


def _share(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
