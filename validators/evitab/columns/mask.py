"""What a structural rule is: a mask over the values of one or more columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Mask:
    """A structural rule: the keyword it enforces, the columns it reads, what it expects.

    `holds` takes one Arrow array per column, all of one length, and gives a boolean array of
    that length without nulls. A null value satisfies every mask but `required`.
    """

    name: str
    reads: tuple[str, ...]
    expected: str
    advice: str
    holds: Callable[..., pa.Array]
