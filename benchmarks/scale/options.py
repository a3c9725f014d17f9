"""What is written on the command line: sizes, and names that must be known."""

from __future__ import annotations

from collections.abc import Sequence


def sizes(text: str) -> tuple[int, ...]:
    """Read sizes as `10k,1M`. Raises ValueError where one is no whole number of rows."""
    return tuple(_size(each.strip()) for each in text.split(","))


def _size(text: str) -> int:
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    digits = text if factor == 1 else text[:-1]
    if not digits.isdecimal() or int(digits) * factor < 1000:
        raise ValueError(f"{text!r} is no size: write 10k, 1M or a number of rows from 1,000 on")
    return int(digits) * factor


def known(names: Sequence[str], among: Sequence[str], what: str) -> tuple[str, ...]:
    """The names, all of which must be known; raises ValueError for the first that is not."""
    for name in names:
        if name not in among:
            raise ValueError(f"there is no {what} {name!r}; there are: {', '.join(among)}")
    return tuple(dict.fromkeys(names))
