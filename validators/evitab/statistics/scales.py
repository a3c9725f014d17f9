"""A printed estimate and its interval on the scale on which an interval is symmetric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evitab.statistics.rounding import Box, Floats

# How a printed number is read, and what equality is then: a difference (0), a ratio (1), a change
# in percent upwards (0: 24 % more) or downwards (0: 24 % less), a ratio in percent (100), a ratio
# that is not turned into a logarithm (1).
READINGS = ("difference", "ratio", "more", "less", "share", "excess")


@dataclass(frozen=True, eq=False)
class Interval:
    """Estimate and bounds, each with all that rounds to it: boxes of one shape."""

    estimate: Box
    low: Box
    high: Box

    def read_as(self, reading: str) -> Interval:
        """The same on the scale of a reading: equality lies at 0, a ratio is a logarithm.

        nan where a number cannot be read so: a ratio has no value at or below 0.
        """
        estimate, low, high = (_read(box, reading) for box in (self.estimate, self.low, self.high))
        if reading == "less":
            low, high = high, low
        return Interval(estimate, low, high)

    def at(self, rows: npt.NDArray[np.bool_]) -> Interval:
        """Those of some rows."""
        return Interval(at(self.estimate, rows), at(self.low, rows), at(self.high, rows))

    def contains(self, value: Box) -> npt.NDArray[np.bool_]:
        """Whether anything that rounds to `value` may lie within bounds that round to these."""
        return (value[1] >= self.low[0]) & (value[0] <= self.high[1])

    def may_be_symmetric(self) -> npt.NDArray[np.bool_]:
        """Whether the estimate may lie halfway between the bounds; False where one is nan."""
        least, most = self.low[0] + self.high[0], self.low[1] + self.high[1]
        return (2 * self.estimate[0] <= most) & (2 * self.estimate[1] >= least)


def _read(box: Box, reading: str) -> Box:
    if reading == "difference":
        return box
    if reading == "excess":
        return box[0] - 1, box[1] - 1
    if reading == "ratio":
        return _logarithms(box)
    low, high = box
    if reading == "more":
        return _logarithms((1 + low / 100, 1 + high / 100))
    if reading == "less":
        return _logarithms((1 - high / 100, 1 - low / 100))
    return _logarithms((low / 100, high / 100))


@np.errstate(all="ignore")
def _logarithms(box: Box) -> Box:
    """Logarithms of a box; what reaches down to 0 reaches down without end."""
    high = np.where(box[1] > 0, np.log(np.where(box[1] > 0, box[1], 1)), np.nan)
    low = np.where(box[0] > 0, np.log(np.where(box[0] > 0, box[0], 1)), -np.inf)
    return np.where(np.isnan(box[0]) | np.isnan(high), np.nan, low), high


def at(box: Box, rows: npt.NDArray[np.bool_]) -> Box:
    """The box of some rows."""
    return box[0][rows], box[1][rows]


def crossed(box: Box, value: float | Floats) -> npt.NDArray[np.bool_]:
    """Whether a value lies anywhere in a box."""
    return (box[0] <= value) & (box[1] >= value)
