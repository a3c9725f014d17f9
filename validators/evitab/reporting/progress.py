"""What is under way, told on a terminal while the work is long, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from threading import Timer
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_PATIENCE = 2.0
_Item = TypeVar("_Item")
# What is done to rows, how many are done, of how many.
Tell = Callable[[str, int, int], None]


def told(items: Iterable[tuple[str, _Item]], total: int) -> Iterator[tuple[str, _Item, Tell]]:
    """Named items one by one, each with what takes word of its rows.

    Names, and bars with the rate and the time left, appear once the work has lasted for two
    seconds. They go to standard error if that is a terminal, so that no file or pipe gets them.
    """
    if not sys.stderr.isatty():
        for name, item in items:
            yield name, item, lambda *_: None
        return
    bars = Bars(Console(stderr=True))
    timer = Timer(_PATIENCE, bars.progress.start)
    timer.daemon = True
    timer.start()
    try:
        for number, (name, item) in enumerate(items, 1):
            bars.begin(f"{number} of {total}: {name}")
            yield name, item, bars.tell
    finally:
        timer.cancel()
        timer.join()
        bars.progress.stop()


class Bars:
    """A line that names what is under way, and a bar for each pass over its rows."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            _Rate(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
            transient=True,
        )
        self._passes: dict[str, TaskID] = {}

    def begin(self, name: str) -> None:
        """Name the item that is under way, of which no row is done yet."""
        for task in self.progress.task_ids:
            self.progress.remove_task(task)
        self._passes.clear()
        self.progress.add_task(name, total=None)

    def tell(self, work: str, done: int, total: int) -> None:
        """Show how many rows are done."""
        if work not in self._passes:
            self._passes[work] = self.progress.add_task(f"  {work}", total=total)
        self.progress.update(self._passes[work], completed=done, total=max(total, done))


class _Rate(ProgressColumn):
    """How many rows are done, and how many more in a second."""

    def render(self, task: Task) -> Text:
        if task.total is None:
            return Text("")
        speed = task.finished_speed or task.speed
        rate = "" if speed is None else f", {speed:,.0f} a second"
        return Text(f"{task.completed:,.0f} of {task.total:,.0f} rows{rate}")
