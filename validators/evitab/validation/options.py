"""How a package is judged."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evitab.engines.crew import cores
from evitab.engines.engine import Engine
from evitab.finding import LISTED, AnyFinding
from evitab.rule import Rule
from evitab.validation.budget import Budget
from evitab.validation.parts.cut import ROWS
from evitab.validation.parts.record import Record

# Up to so many rows, all rules are done with a package sooner where it is read at once: parts of it
# are judged by processes of their own, which take a second to begin.
AT_ONCE = 100_000
_ASKED = 500_000


def nothing(_: object) -> None:
    """Take in what nobody wants."""


@dataclass(frozen=True)
class Options:
    """How a package is judged.

    Whatever `engine` asks the rules, pandera words what is found. What has more than `at_once`
    rows is read in pieces, and judged in parts of about `part` rows, on `workers` cores (0: all; a
    cluster has its own). What is read and judged at once on one machine is held to so many bytes of
    `memory`, where that is given. `rules` are those of the rule book unless told; `tell` is told
    what is done to the rows, how many are done, and of how many. With a `record` a package is
    judged part by part whatever its size, and the verdicts are kept there; a cluster keeps none. A
    `sink` is told of every finding, also of those beyond the first thousand of a check.
    """

    engine: Engine = Engine.STREAM
    workers: int = 0
    at_once: int = AT_ONCE
    part: int = ROWS
    memory: int | None = None
    rules: Sequence[Rule] | None = None
    tell: Callable[[str, int, int], None] = lambda *_: None
    record: Record | None = None
    sink: Callable[[Sequence[AnyFinding]], None] = nothing

    @property
    def budget(self) -> Budget:
        """The cores and the memory that may be taken."""
        return Budget(self.memory, self.workers or cores())

    @property
    def together(self) -> int:
        """Of about how many rows an engine is asked at once; 0: of each piece alone.

        pandera's cost is by the question: it is asked of many rows, unless memory is bounded.
        """
        return _ASKED if self.engine is Engine.PANDERA and self.memory is None else 0

    @property
    def listed(self) -> int:
        """How many findings of a check are made of flagged rows: all, or those of the report."""
        return LISTED if self.sink is nothing else sys.maxsize


@dataclass
class Pass:
    """One pass over the rows of a package, of which word is given."""

    tell: Callable[[str, int, int], None]
    work: str
    rows: int
    done: int = 0

    def __call__(self, rows: int) -> None:
        """Count rows that are done."""
        self.done += rows
        self.tell(self.work, self.done, self.rows)
