"""Effects beside the observations of both arms that they compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evitab.rule import Beside, own
from evitab.rules.statistics.printed import answers, rows_with

if TYPE_CHECKING:
    from pandas import DataFrame

# What tells which observations an effect compares.
_WHICH = ["observation_id", "study_arm_id", "variable_id"]
_SIDES = {"our_": "study_arm_id", "their_": "comparator_study_arm_id"}
COMPARED = [*_SIDES.values(), "outcome_id"]


def observations_with(*columns: str) -> Beside:
    """The observations of the package, with what `beside_both` needs and these columns."""
    return own("observations", *_WHICH, *columns)


def beside_both(effects: DataFrame, observations: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The effects of which either arm has one observation of the outcome with `columns[0]`, and no
    second one: with the columns of both observations, `our_` and `their_` before their names.
    """
    known = rows_with(observations, "study_arm_id", columns[0])
    single = known.drop_duplicates(["study_arm_id", "variable_id"], keep=False)
    is_counted = [answers(effects[arm].isin(single["study_arm_id"])) for arm in _SIDES.values()]
    rows = effects[np.logical_and.reduce(is_counted)]
    if rows.empty:  # To merge takes long, also where there is nothing to be merged.
        return rows
    index = rows.index
    for side, arm in _SIDES.items():
        theirs = single[[*_WHICH, *columns]].add_prefix(side)
        keys = [f"{side}study_arm_id", f"{side}variable_id"]
        rows = rows.merge(theirs, how="left", left_on=[arm, "outcome_id"], right_on=keys)
    return rows_with(rows.set_index(index), *(f"{side}{columns[0]}" for side in _SIDES))
