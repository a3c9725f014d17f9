"""What rules about authorities see: their interactions, and the concepts of both packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.hierarchy import kin
from evitab.rule import SOURCE, authority, own

if TYPE_CHECKING:
    from pandas import DataFrame

KNOWN = authority(
    "contraindications",
    "contraindication_id",
    "substance_id",
    "substance.label",
    "interactant_id",
    "interactant.label",
    "effect.label",
    "effect.kind",
    "is_negated",
    "action",
    "threshold_reported",
    "authority.label",
    "population",
)
CONCEPTS = own("concepts", "concept_id", "broader_id")
THEIR_CONCEPTS = authority("concepts", "concept_id", "broader_id")
DOSES = own("dosages", "substance_id", "form_id", "use", "dose_reported", "dose_high_mcg", SOURCE)


def all_concepts(concepts: DataFrame, their_concepts: DataFrame) -> DataFrame:
    """The concepts of both packages; an id means the same in each."""
    import pandas as pd

    return pd.concat([concepts, their_concepts], ignore_index=True)


def kin_pairs(concepts: DataFrame, columns: tuple[str, str]) -> DataFrame:
    """Each concept with its kin, under the names of two columns to merge by."""
    return kin(concepts).set_axis(list(columns), axis="columns")
