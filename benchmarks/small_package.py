"""evitab beside frictionless: the same package, one run, taking turns.

Each tool validates the CSV tables of `data/vitamin-d3-k2` as a user would, with its command. A
second measurement leaves the imports out: it times the work alone, in a process of its own.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "data" / "vitamin-d3-k2"
RUNS = 15
# Bytecode is kept, as everywhere outside a build machine: without it each run compiles anew.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

WORK = {
    "evitab": """
import pandera.pandas, rich.table, typer, jsonschema
import pyarrow.compute, pyarrow.csv, pyarrow.parquet
import evitab.validation, evitab.engines.judge, evitab.rules
from pathlib import Path
from evitab.rules import all_rules
all_rules()
import time
start = time.perf_counter()
from evitab.standard import standard
report = evitab.validation.validate_package(Path({package!r}), standard(), name="x")
assert report.exit_code == 0 and not report.findings
print(time.perf_counter() - start)
""",
    "frictionless": """
import frictionless
from frictionless import formats, schemes, checks, fields
import time
start = time.perf_counter()
report = frictionless.validate({descriptor!r})
assert report.valid
print(time.perf_counter() - start)
""",
}
COMMANDS = {
    "evitab": ["evitab", "validate", str(PACKAGE)],
    "frictionless": ["frictionless", "validate", str(PACKAGE / "datapackage.json")],
    "python -c pass": ["python", "-c", "pass"],
    "import pandera.pandas": ["python", "-c", "import pandera.pandas"],
    "import frictionless": ["python", "-c", "import frictionless"],
}


def wall(tool: str) -> float:
    """Seconds that a whole command takes."""
    command = [str(Path(sys.executable).parent / COMMANDS[tool][0]), *COMMANDS[tool][1:]]
    start = time.perf_counter()
    subprocess.run(command, check=True, env=ENVIRONMENT, capture_output=True)
    return time.perf_counter() - start


def work(tool: str) -> float:
    """Seconds that the work takes once everything is imported."""
    code = WORK[tool].format(package=str(PACKAGE), descriptor="datapackage.json")
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env=ENVIRONMENT,
        cwd=PACKAGE,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def measure(what: str, time_one: Callable[[str], float], tools: list[str]) -> list[list[object]]:
    """Time the tools in turn; one round to warm up is not counted."""
    rounds = [[time_one(tool) for tool in tools] for _ in range(RUNS + 1)][1:]
    rows: list[list[object]] = []
    for tool, seconds in zip(tools, zip(*rounds, strict=True), strict=True):
        low, _, high = statistics.quantiles(seconds, n=4)
        middle = statistics.median(seconds)
        rows.append([what, tool, f"{middle:.3f}", f"{low:.3f}", f"{high:.3f}", RUNS])
        print(f"{what:16}{tool:24}{middle:6.3f} s   quartiles {low:.3f} to {high:.3f}")
    return rows


def main() -> None:
    """Measure, print, and keep the numbers beside this file."""
    rows = measure("whole command", wall, list(COMMANDS))
    rows += measure("work alone", work, list(WORK))
    with (Path(__file__).parent / "small_package.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["what", "tool", "median_s", "lower_quartile_s", "upper_quartile_s", "runs"]
        )
        writer.writerows(rows)


if __name__ == "__main__":
    main()
