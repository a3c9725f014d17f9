"""Ways in which an interval and a p value may have been made, and the p that each gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evitab.rules.statistics.p_sets import one_tailed
from evitab.rules.statistics.printed import (
    ONLY_IF_SYMMETRIC,
    Answers,
    answers,
    interval,
    readings,
)
from evitab.statistics.p_values import p_range_from_interval
from evitab.statistics.rounding import Box, Floats, as_floats
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Method:
    """How interval and p may have been made: by the normal distribution, or by t where degrees of
    freedom are given (from, to). `words` say so, with {df} for the degrees of freedom. One tail may
    face away from the effect, unless told.
    """

    words: str
    df_interval: Box | None = None
    df_test: Box | None = None
    tails: int = 2
    faces_away: bool = True
    slack: float = 1.0

    @property
    def df(self) -> Box | None:
        """The degrees of freedom that the words speak of."""
        return self.df_interval or self.df_test

    def ranges(self, read: Interval, level: Floats) -> tuple[Box, ...]:
        """The p values on one scale: one range, or two with one tail (either way it may face)."""
        both = _hull(
            [
                p_range_from_interval(
                    (read.estimate[0] * slack, read.estimate[1] * slack),
                    read.low,
                    read.high,
                    level=level,
                    df_interval=np.inf if self.df_interval is None else self.df_interval[end],
                    df_test=np.inf if self.df_test is None else self.df_test[end],
                )
                for slack in sorted({self.slack, 1 / self.slack})
                for end in ((0, 1) if self.df else (0,))
            ]
        )
        if self.tails == 2:
            return (both,)
        return one_tailed(both) if self.faces_away else one_tailed(both)[:1]


def _hull(ranges: list[Box]) -> Box:
    """From the least to the greatest of several ranges; p is monotone in between."""
    low, high = zip(*ranges, strict=True)
    return np.minimum.reduce(low), np.maximum.reduce(high)


@dataclass(frozen=True, eq=False)
class Printed:
    """What the effects print, with all that rounds to it, and how it may be read."""

    interval: Interval
    level: Floats
    readings: Mapping[str, Answers]

    def at(self, rows: Answers) -> Printed:
        """What some of the effects print."""
        read = {reading: is_read_so[rows] for reading, is_read_so in self.readings.items()}
        return Printed(self.interval.at(rows), self.level[rows], read)

    def ranges(
        self, method: Method, which: Mapping[str, Answers], symmetric: frozenset[str]
    ) -> Iterator[tuple[str, Box]]:
        """The p values that a method gives on each scale; nan where an effect is not read so.

        On the scales named `symmetric`, only an interval that is symmetric there counts.
        """
        for reading, is_read_so in which.items():
            read = self.interval.read_as(reading)
            counts = is_read_so & (read.may_be_symmetric() | (reading not in symmetric))
            if not counts.any():
                continue
            for low, high in method.ranges(read, self.level):
                yield reading, (np.where(counts, low, np.nan), np.where(counts, high, np.nan))


def printed(effects: DataFrame) -> Printed:
    """What the effects print."""
    return Printed(interval(effects), as_floats(effects["ci_level"]), readings(effects))


def base(effects: DataFrame, shown: Printed, df: Box | None = None) -> Iterator[tuple[str, Box]]:
    """The p values of the plain method: normal, or by t where degrees of freedom are given, with
    two tails or as many as are declared.
    """
    is_one = answers(effects["tails"] == 1)
    for tails, is_meant in ((2, ~is_one), (1, is_one)):
        meant = {reading: mask & is_meant for reading, mask in shown.readings.items()}
        method = Method("as stated", df, df, tails=tails)
        yield from shown.ranges(method, meant, ONLY_IF_SYMMETRIC)
