"""Rules about concepts and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("concepts", reads=["concept_id", "broader_id"], kind="conformance")
def concept_is_not_broader_than_itself(concepts: DataFrame) -> Series[bool]:
    """A concept is not its own broader concept.

    What it does: compares broader_id with concept_id.
    Why it matters: whoever climbs from a concept to the broader ones would never arrive.
    What it cannot see: a longer circle.
    Example: vitamin-d with the broader concept vitamin-d.
    What to do: name the concept that includes it, or leave the cell empty.
    """
    return concepts["broader_id"] != concepts["concept_id"]


@rule(
    "concept_labels",
    reads=["concept_id", "language", "type"],
    by="concept_id",
    kind="conformance",
)
def concept_has_one_preferred_label(labels: DataFrame) -> Series[bool]:
    """A concept has exactly one preferred label in each of its languages.

    What it does: counts the preferred labels of each concept in each language in which it has any
    label.
    Why it matters: a chart or a report must know which name to show (SKOS, integrity condition
    S14, allows one at most).
    What it cannot see: a preferred label that nobody uses.
    Example: vitamin-d3 with the preferred labels "vitamin D3" and "cholecalciferol", both "en".
    What to do: keep one as preferred, and make the others alternative.
    """
    group = [labels["concept_id"], labels["language"]]
    preferred = (labels["type"] == "preferred").fillna(False).astype("int64")
    return preferred.groupby(group).transform("sum") == 1
