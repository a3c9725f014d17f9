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

    `crash` says what went wrong where the condition itself broke down. `grounds` are those of a
    rule about the source: the columns of `Grounds`, by the places of the rows.
    """

    condition: Condition
    rows: tuple[int, ...]
    crash: str | None = None
    grounds: DataFrame | None = None
