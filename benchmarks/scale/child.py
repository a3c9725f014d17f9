"""One tool at work, in a process of its own: imports, a first small run, the work, timed apart."""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.scale.registry import TOOLS


def main(name: str, folder: str, form: str, sample: str, result: str) -> None:
    """Run a tool once on a package, and write what it took and what it found into a file.

    Tools import much of themselves when they first do something. So each is run on a `sample`
    first, a package of some rows, and the work is timed after that.
    """
    tool = TOOLS[name]
    start = time.perf_counter()
    module = import_module(f"benchmarks.scale.tools.{tool.module}")
    module.prepare(**tool.options)
    imported = time.perf_counter()
    module.run(Path(sample), form, **tool.options)
    first, before = time.perf_counter(), sum(os.times()[:4])
    counts = module.run(Path(folder), form, **tool.options)
    done, after = time.perf_counter(), sum(os.times()[:4])
    told = {
        "import_s": imported - start,
        "first_s": first - imported,
        "wall_s": done - first,
        "cpu_s": after - before,
        "counts": [[*check, rows] for check, rows in counts.items()],
    }
    Path(result).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
