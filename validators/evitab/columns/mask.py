"""What a structural rule is: a mask over the values of one or more columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from evitab.standard import Field


@dataclass(frozen=True)
class Mask:
    """A structural rule: the keyword it enforces, the columns it reads, what it expects.

    `holds` takes one Arrow array per column, all of one length, and gives a boolean array of
    that length without nulls. A null value satisfies every mask but `required`. `choices` are
    the values of a closed list. Where the `scope` is a row, the answer for one hangs on no other;
    where it is the table, all rows must come at once.
    """

    name: str
    reads: tuple[str, ...]
    expected: str
    advice: str
    holds: Callable[..., pa.Array]
    choices: tuple[str, ...] = ()
    scope: Literal["row", "table"] = "row"


def one(
    field: Field,
    rule: str,
    expected: str,
    advice: str,
    holds: Callable[[pa.Array], pa.Array],
    *,
    choices: tuple[str, ...] = (),
) -> Mask:
    """Make a mask of one column; where `holds` gives a null, the mask is satisfied."""
    return Mask(rule, (field.name,), expected, advice, partial(_or_null, holds), choices)


def _or_null(holds: Callable[[pa.Array], pa.Array], values: pa.Array) -> pa.Array:
    answer = holds(values)
    return pc.fill_null(answer, True) if answer.null_count else answer


def matches(pattern: str, values: pa.Array) -> pa.Array:
    """Whether a pattern (RE2) is found in each text."""
    return pc.match_substring_regex(values, pattern)
