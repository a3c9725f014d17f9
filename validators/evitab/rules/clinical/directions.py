"""Statements of one source that point in opposite directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame

# Predicates that are opposites though neither is negated: which way each points on its axis.
_AXES = {
    "increases": ("amount", 1),
    "decreases": ("amount", -1),
    "moves-calcium-into": ("calcium", 1),
    "keeps-calcium-out-of": ("calcium", -1),
    "is-advised": ("advice", 1),
    "is-rarely-advised": ("advice", -1),
}
_CLAIM = [
    "claim_id",
    "subject_id",
    "predicate",
    "object_id",
    "is_negated",
    "condition_reported",
    "assertion_strength",
    "statement",
    "population",
    SOURCE,
]


def _directed(claims: DataFrame) -> DataFrame:
    """Each firm statement without a condition, once for each axis on which it points somewhere.

    A statement is affirmed or denied on the axis of its own predicate, and an affirmed one points
    one way on the axis of its opposite: "does not increase" is no "decreases".
    """
    import pandas as pd

    firm = claims["condition_reported"].isna() & (claims["assertion_strength"] != "hedged")
    rows = claims[(firm & claims["subject_id"].notna()).fillna(False)]
    rows = rows.fillna({"object_id": "", "population": ""}).reset_index(names="place")
    own_axis = rows.assign(axis=rows["predicate"], direction=1)
    own_axis["direction"] = own_axis["direction"].where(~rows["is_negated"], -1)
    affirmed = rows[(rows["predicate"].isin(_AXES) & ~rows["is_negated"]).fillna(False)]
    places = affirmed["predicate"].map(_AXES)
    opposites = affirmed.assign(axis=places.str[0], direction=places.str[1].astype("int64"))
    return pd.concat([own_axis, opposites], ignore_index=True)


def _opposed(rows: DataFrame) -> DataFrame:
    """Each statement with the first that points against it on one subject, object, population and
    axis.
    """
    keys = [SOURCE, "subject_id", "object_id", "population", "axis", "direction"]
    first = rows.drop_duplicates(keys)
    others = first.assign(direction=-first["direction"])
    pairs = rows.merge(others, on=keys, suffixes=("", "_other"))
    return pairs.drop_duplicates("place").set_index("place")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=row["statement"],
        expected=row["statement_other"],
        assumption="Both are meant of the same people in the same state; no condition is named.",
        arithmetic=f"The source says: {row['statement']} It also says: {row['statement_other']} "
        "Of one pair of things these point in opposite directions.",
        related_rows=row["claim_id_other"],
    )


@rule(
    "claims",
    reads=_CLAIM,
    by=SOURCE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def directions_of_one_pair_agree(claims: DataFrame) -> DataFrame:
    """Of one subject and one object the source does not assert opposite directions.

    What it does: groups the statements that name no condition and are not hedged by subject,
    object and population, and looks for one that is affirmed and denied, or for two predicates
    that are opposites (increases, decreases).
    Why it matters: a reader cannot tell which of the two to go by.
    What it cannot see: opposites that are told of a broader or narrower thing, or in words that no
    predicate holds.
    Example: "X raises absorption" and "X lowers absorption".
    What to do: look whether one of them has a condition that the row lacks; if not, leave them.
    """
    return told(_opposed(_directed(claims)), _grounds)
