"""A figure as a text prints it."""

from __future__ import annotations

from dataclasses import dataclass

# A third is printed as a word and stored with as many decimals as one likes.
_SLACK = 0.005


@dataclass(frozen=True)
class Figure:
    """A number, a range or a ratio of a text.

    `start` and `end` bound the digits or words of the number, in code points from 0; `after`
    stands behind its unit. `low` and `high` are equal for one number, in printed order for a
    ratio, and None where the digits are an identifier or cannot be read. `comparators` are those
    that the words allow, one unless they are ambiguous. `units` are the UCUM codes that the
    printed unit allows, none where none is printed; `lent_units` those of a later number of the
    same list. True are, where it is so: `is_ratio`; `is_change`, for "from 22 to 34", of which a
    row may hold one end; `may_be_less`, beside words of decline, where a number may be stored
    with a minus; `may_borrow`, where no unit is printed and one of another figure could be meant
    ("40-60 ng/mL ... below 30"). False are: `is_exact`, for a fraction in words; `counts`, for an
    article or a pronoun that a number can rest on but that nobody would call a figure.
    """

    start: int
    end: int
    after: int
    low: float | None
    high: float | None
    comparators: frozenset[str] = frozenset({"="})
    units: frozenset[str] = frozenset()
    lent_units: frozenset[str] = frozenset()
    is_ratio: bool = False
    is_change: bool = False
    is_exact: bool = True
    may_be_less: bool = False
    may_borrow: bool = False
    counts: bool = True

    def is_about(self, low: float | None, high: float | None) -> bool:
        """Whether the figure's numbers are these; None stands for a side that is open."""
        if self.low is None or self.high is None:
            return False
        if low is None or high is None:
            single = low if high is None else high
            return self.low == self.high and single is not None and self.is_about(single, single)
        if self.is_change and low == high:
            return self._equal(self.low, low) or self._equal(self.high, high)
        if self._equal(self.low, low) and self._equal(self.high, high):
            return True
        return self.may_be_less and self._equal(self.low, -low) and self._equal(self.high, -high)

    def _equal(self, printed: float, stored: float) -> bool:
        slack = abs(printed) * 1e-9 if self.is_exact else _SLACK
        return abs(printed - stored) <= slack
