"""The raw numbers: one row of `scale.csv` for each time that a tool was asked to run."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psutil

from benchmarks.scale.work import Counts

# What is said of findings that are the damage, and of a floor, which looks for none.
SAME, NOTHING = "as damaged", "asks nothing"
PLACE = Path(__file__).parents[1] / "scale.csv"


@dataclass(frozen=True)
class Result:
    """One run of one tool. `rows` are those of `effects`; `place` is its place in the round.

    `status` is ok, or why there are no numbers: over time, over memory, failed, not run. `findings`
    says how what was found differs from the truth. `first_s` is a first run over a few rows.
    """

    run: str
    rows: int
    form: str
    tool: str
    round: int
    place: int
    status: str
    reason: str = ""
    import_s: float | None = None
    first_s: float | None = None
    wall_s: float | None = None
    cpu_s: float | None = None
    peak_mb: float | None = None
    findings: str = ""
    versions: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it ran and found what it should."""
        return self.status == "ok" and self.findings in {SAME, NOTHING}


def append(result: Result, facts: Mapping[str, str], place: Path = PLACE) -> None:
    """Put a result and the facts about the machine behind those that are there."""
    row = {name: _text(value) for name, value in asdict(result).items()} | dict(facts)
    is_new = not place.exists() or place.stat().st_size == 0
    if not is_new and (header := _header(place)) != list(row):
        raise ValueError(f"{place} has the columns {header}, not {list(row)}: move it away")
    with place.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow(row)


def machine(seed: int) -> dict[str, str]:
    """What the numbers hang on beside the tools: cores and how busy they are, memory, Python, the
    code of evitab.
    """
    return {
        "seed": str(seed),
        "load": f"{os.getloadavg()[0]:.2f}",
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": _processor(),
        "memory_gb": f"{psutil.virtual_memory().total / 1e9:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "commit": _commit(),
    }


def differences(found: Counts, truth: Counts) -> str:
    """How findings differ from the truth, check by check; SAME where they do not."""
    checks = sorted(set(found) | set(truth))
    told = [
        f"{table}.{kind} {found.get((table, kind), 0)} for {truth.get((table, kind), 0)}"
        for table, kind in checks
        if found.get((table, kind), 0) != truth.get((table, kind), 0)
    ]
    return "; ".join(told) or SAME


def _header(place: Path) -> list[str]:
    with place.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if value < 100 else f"{value:.1f}"
    return "" if value is None else str(value)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


@cache
def _commit() -> str:
    """The commit that is run; what the benchmark writes itself makes it no other."""
    name = _git("describe", "--always")
    own = (f":(exclude){each}" for each in ("scale.csv", "scale.svg", "README.md"))
    is_other = name and _git("status", "--porcelain", "--untracked-files=no", "--", "..", *own)
    return f"{name}-dirty" if is_other else name or "unknown"


def _git(*arguments: str) -> str:
    told = subprocess.run(
        ["git", *arguments], cwd=PLACE.parent, capture_output=True, text=True, check=False
    )
    return told.stdout.strip()
