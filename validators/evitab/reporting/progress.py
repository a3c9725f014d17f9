"""What is under way, told on a terminal while the work is long, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from threading import Timer
from typing import TypeVar

from rich.console import Console

_PATIENCE = 2.0
_Item = TypeVar("_Item")


def told(items: Iterable[tuple[str, _Item]], total: int) -> Iterator[tuple[str, _Item]]:
    """Named items one by one; their names appear once the work has lasted for two seconds.

    They go to standard error if that is a terminal, so that no file or pipe gets them.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    status = Console(stderr=True).status("")
    timer = Timer(_PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        for number, (name, item) in enumerate(items, 1):
            status.update(f"{number} of {total}: {name}")
            yield name, item
    finally:
        timer.cancel()
        timer.join()
        status.stop()
