"""Two values side by side: whether they are alike, their difference, their ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.rules.statistics.printed import Answers, answers
from evitab.statistics.rounding import Box

if TYPE_CHECKING:
    from pandas import Series


def alike(ours: Series[Any], theirs: Series[Any]) -> Answers:
    """Whether two columns say the same, or both nothing."""
    return answers((ours == theirs).fillna(False) | (ours.isna() & theirs.isna()))


def difference(ours: Box, theirs: Box) -> Box:
    """All that one value less the other can be."""
    return ours[0] - theirs[1], ours[1] - theirs[0]


@np.errstate(all="ignore")
def ratio(ours: Box, theirs: Box) -> Box:
    """All that one value divided by the other can be; nan where one may not be positive."""
    is_positive = (ours[0] > 0) & (theirs[0] > 0)
    low, high = ours[0] / theirs[1], ours[1] / theirs[0]
    return np.where(is_positive, low, np.nan), np.where(is_positive, high, np.nan)
