"""Concepts and the broader ones that include them, as SKOS's broaderTransitive has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

# A chain is no longer in any package; a circle ends here too.
_DEPTH = 10


def ancestors(concepts: DataFrame) -> DataFrame:
    """Each concept with itself and with every broader one.

    `concepts` has the columns `concept_id` and `broader_id`. Gives a DataFrame with the columns
    `concept_id` and `ancestor_id`, one row a pair, each pair once.
    """
    import pandas as pd

    step = concepts[["concept_id", "broader_id"]].dropna()
    found = concepts[["concept_id"]].assign(ancestor_id=concepts["concept_id"])
    frontier = found
    for _ in range(_DEPTH):
        above = frontier.merge(
            step, left_on="ancestor_id", right_on="concept_id", suffixes=("", "_")
        )
        frontier = above[["concept_id"]].assign(ancestor_id=above["broader_id"])
        if frontier.empty:
            break
        found = pd.concat([found, frontier]).drop_duplicates(ignore_index=True)
    return found
