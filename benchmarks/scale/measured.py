"""The newest measurements of each size and form, for the tables and the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scale.registry import TOOLS
from benchmarks.scale.results import PLACE

if TYPE_CHECKING:
    import pandas as pd


def newest(place: Path = PLACE) -> pd.DataFrame:
    """The rows of `scale.csv`; of each size and form those of the last run that has it.

    Numbers are numbers, and a tool that is no longer known is left out.
    """
    import pandas as pd

    rows = pd.read_csv(place, dtype={"findings": "str", "reason": "str"})
    last = rows.groupby(["rows", "form"])["run"].transform("max")
    return rows[(rows["run"] == last) & rows["tool"].isin(list(TOOLS))]


def timed(rows: pd.DataFrame, form: str) -> pd.DataFrame:
    """The runs of a form that gave numbers."""
    return rows[(rows["form"] == form) & (rows["status"] == "ok")]


def ratios(rows: pd.DataFrame, to: str, column: str = "wall_s") -> pd.DataFrame:
    """What each run took, divided by what the tool `to` took in the same round.

    `rows` are runs that gave numbers; gives tool, rows and ratio.
    """
    key = ["run", "form", "rows", "round"]
    base = rows.loc[rows["tool"] == to, [*key, column]]
    both = rows.merge(base, on=key, suffixes=("", "_base"))
    both["ratio"] = both[column] / both[f"{column}_base"]
    return both[["tool", "rows", "ratio"]]


def short(size: int) -> str:
    """A number of rows as it is shown: 10 k, 1 M."""
    return f"{size // 1_000_000} M" if size % 1_000_000 == 0 else f"{size / 1000:g} k"
