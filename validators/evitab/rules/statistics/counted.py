"""Effects beside the observations of both arms that they compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.rule import Beside, own

if TYPE_CHECKING:
    from pandas import DataFrame

# What tells which observations an effect compares.
_WHICH = ["observation_id", "study_arm_id", "variable_id"]
COMPARED = ["study_arm_id", "comparator_study_arm_id", "outcome_id"]


def observations_with(*columns: str) -> Beside:
    """The observations of the package, with what `beside_both` needs and these columns."""
    return own("observations", *_WHICH, *columns)


def beside_both(effects: DataFrame, observations: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The effects with the columns of the observation of the outcome in either arm, `our_` and
    `their_` before their names; nulls where an arm has none, or several, with `columns[0]`.
    """
    known = observations[observations["study_arm_id"].notna() & observations[columns[0]].notna()]
    single = known.drop_duplicates(["study_arm_id", "variable_id"], keep=False)
    rows = effects
    for side, arm in (("our_", "study_arm_id"), ("their_", "comparator_study_arm_id")):
        theirs = single[[*_WHICH, *columns]].add_prefix(side)
        keys = [f"{side}study_arm_id", f"{side}variable_id"]
        rows = rows.merge(theirs, how="left", left_on=[arm, "outcome_id"], right_on=keys)
    return rows.set_index(effects.index)
