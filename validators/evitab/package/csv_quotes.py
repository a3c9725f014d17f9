"""The quotes of CSV: that they are paired, and where rows end for them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evitab.finding import CannotJudge
from evitab.package.csv_bytes import line_at

Offsets = npt.NDArray[np.int64]

QUOTE, COMMA, NEWLINE = b'",\n'
_IS_NEIGHBOUR = np.isin(np.arange(256), (COMMA, NEWLINE, QUOTE))


def row_ends(data: bytes | memoryview) -> Offsets:
    """Where each row's line feed stands: those with an even number of quotes before them."""
    text = np.frombuffer(data, np.uint8)
    places = np.flatnonzero((text == NEWLINE) | (text == QUOTE))
    is_quote = text[places] == QUOTE
    is_within = np.logical_xor.accumulate(is_quote)
    return places[~is_quote & ~is_within]


def refuse_unpaired(data: bytes, file: str, line: int) -> None:
    """Raise CannotJudge where a quote of rows that begin on a line is not paired.

    A quote opens after a comma, a line's end or its own twin, and closes before one. A file
    that keeps to that can be read in one way only. A cell that is never closed swallows text up
    to the next cell's opening quote: the quote to name is the one that opened it.
    """
    if QUOTE not in data:
        return
    text = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(text == QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, text[opening - 1], NEWLINE)
    after = text[closing + 1]
    wrong = np.concatenate(
        [
            opening[~_IS_NEIGHBOUR[before]],
            opening[: len(closing)][~_IS_NEIGHBOUR[after]],
            opening[len(closing) :],
        ]
    )
    if len(wrong):
        raise CannotJudge(
            "a quote is not paired: it stands inside a cell, or its cell is never closed",
            file=file,
            line=line + line_at(data, int(wrong.min())) - 1,
            advice='Close the cell, or write "" for a quote inside one.',
        )
