"""What an engine is asked, and what it answers: conditions, and the rows for which one fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evitab.columns import Mask
from evitab.rule import Rule

if TYPE_CHECKING:
    from pandas import DataFrame

Condition = Mask | Rule


@dataclass(frozen=True)
class Failure:
    """The rows, by their place in the table, for which a condition does not hold.

    `crash` says what went wrong where the condition itself broke down. `grounds` has,
    by the places of the rows, what a rule says of them: the columns of `Grounds` where it is about
    the source; `expected` alone where it is about the tables and can tell what would be right.
    """

    condition: Condition
    rows: tuple[int, ...]
    crash: str | None = None
    grounds: DataFrame | None = None


def crash_text(error: Exception) -> str:
    """What went wrong where a condition broke down, as pandera would tell it."""
    said = f'"{error.args[0]}"' if error.args else ""
    return f"{type(error).__name__}({said})"[:300]
