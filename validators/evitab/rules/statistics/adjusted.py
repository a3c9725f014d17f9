"""Whether a reported effect may be an adjusted one, beside the one that plain figures give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evitab.rules.statistics.printed import Answers, interval
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import crossed

if TYPE_CHECKING:
    from pandas import DataFrame

ADJUSTED = "an adjusted estimate"
# Without an interval nothing tells how far adjustment may go; twofold is more than is usual.
_FOLD = 2.0


def may_be_adjusted(effects: DataFrame, plain: Sequence[Floats]) -> Answers:
    """Whether the interval holds one of the plain numbers or, without an interval, whether one
    of them differs from the estimate less than twofold.
    """
    printed = interval(effects)
    within = (printed.low[0], printed.high[1])
    has_none = np.isnan(as_floats(effects["ci_low"])) | np.isnan(as_floats(effects["ci_high"]))
    with np.errstate(all="ignore"):
        folds = [as_floats(effects["estimate"]) / number for number in plain]
    near = [(fold <= _FOLD) & (fold >= 1 / _FOLD) for fold in folds]
    held = [crossed(within, number) for number in plain]
    is_near, is_held = np.logical_or.reduce(near), np.logical_or.reduce(held)
    return (has_none & is_near) | (~has_none & is_held)
