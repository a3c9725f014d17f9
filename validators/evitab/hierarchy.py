"""Concepts and the broader ones that include them, as SKOS's broaderTransitive has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame


def ancestors(concepts: DataFrame) -> DataFrame:
    """Each concept with itself and with every broader one.

    `concepts` has the columns `concept_id` and `broader_id`. Gives a DataFrame with the columns
    `concept_id` and `ancestor_id`, one row a pair, each pair once.
    """
    return _as_table(_upwards(concepts), "ancestor_id", concepts)


def _upwards(concepts: DataFrame) -> list[tuple[str, str]]:
    above: dict[str, list[str]] = {}
    for concept, broader in concepts[["concept_id", "broader_id"]].dropna().to_numpy():
        above.setdefault(concept, []).append(broader)
    ids = dict.fromkeys(concepts["concept_id"].dropna())
    return [(each, one) for each in ids for one in _climb(each, above)]


def _as_table(pairs: list[tuple[str, str]], other: str, concepts: DataFrame) -> DataFrame:
    import pandas as pd

    found = pd.DataFrame(pairs, columns=["concept_id", other])
    return found.astype(concepts["concept_id"].dtype)


def _climb(concept: str, above: Mapping[str, list[str]]) -> Iterator[str]:
    """A concept and all that lie above it, each once; two packages may name two broader ones."""
    level, seen = [concept], {concept}
    while level:
        yield from level
        found = dict.fromkeys(broader for each in level for broader in above.get(each, ()))
        level = [broader for broader in found if broader not in seen]
        seen.update(level)


def kin(concepts: DataFrame) -> DataFrame:
    """Each concept with itself, with the broader ones and with the narrower ones.

    Columns as `ancestors` has them, but `kin_id` for the other.
    """
    up = _upwards(concepts)
    down = [(broader, narrower) for narrower, broader in up]
    return _as_table(list(dict.fromkeys([*up, *down])), "kin_id", concepts)


def named_parts(concepts: DataFrame, labels: DataFrame) -> DataFrame:
    """Each combination with the substances that its preferred label names.

    `concepts` has the columns `concept_id` and `kind`, `labels` `concept_id`, `label` and `type`.
    Gives pairs of `concept_id` (a combination) and `part_id` (a substance); of two names of which
    one stands inside the other, the longer one counts ("vitamin D3", not "vitamin D").
    """
    kinds = concepts.drop_duplicates("concept_id").set_index("concept_id")["kind"]
    of = labels["concept_id"].map(kinds)
    wholes = labels[((labels["type"] == "preferred") & (of == "combination")).fillna(False)]
    parts = labels[(of == "substance").fillna(False)]
    parts = parts.assign(key=parts["label"].str.lower()).drop_duplicates("key")
    if wholes.empty or parts.empty:
        return labels.iloc[:0].assign(part_id="")[["concept_id", "part_id"]]
    longest = sorted(parts["key"], key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)"
    found = wholes.set_index("concept_id")["label"].str.lower().str.extractall(pattern)[0]
    pairs = found.map(parts.set_index("key")["concept_id"]).reset_index()[["concept_id", 0]]
    return pairs.rename(columns={0: "part_id"}).drop_duplicates(ignore_index=True)
