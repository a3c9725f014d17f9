"""What each number stands for, in memory that hangs on how many there are and not on how great."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evitab.columns.made_up import Numbers
from evitab.columns.number_set import look_up

Values = npt.NDArray[np.int32]

# All numbers up to the greatest have a place where that takes no more than pairs would.
_DENSE = 2


class NumberMap:
    """Values from 0 by numbers; of a number that stands twice the first value counts.

    Each of the numbers takes eight bytes at the most.
    """

    def __init__(self, numbers: Numbers, values: Values) -> None:
        size = int(numbers.max(initial=0)) + 1
        self._numbers: Numbers | None = None
        if size <= _DENSE * len(numbers):
            self._values = np.full(size, -1, np.int32)
            # Of what is written to one place the last stays.
            self._values[numbers[::-1]] = values[::-1]
        else:
            self._numbers, rows = np.unique(numbers, return_index=True)
            self._values = values[rows]

    def of(self, numbers: Numbers) -> Values:
        """The value of each number; -1 where it has none."""
        values = np.full(len(numbers), -1, np.int32)
        if self._numbers is None:
            is_known = numbers < len(self._values)
            values[is_known] = self._values[numbers[is_known]]
        elif len(self._numbers):
            places, is_known = look_up(self._numbers, numbers)
            values[is_known] = self._values[places[is_known]]
        return values
