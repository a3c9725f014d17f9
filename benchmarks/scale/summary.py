"""The tables of `benchmarks/README.md`: seconds, ratios, memory, and where a peer is ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scale.measured import newest, ratios, timed
from benchmarks.scale.registry import FLOOR, STREAM, TOOLS
from benchmarks.scale.results import NOTHING, PLACE, SAME
from benchmarks.scale.work import FORMS

if TYPE_CHECKING:
    import pandas as pd

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- scale.csv, by make bench: begin -->", "<!-- scale.csv, by make bench: end -->"
_NAMES = {"parquet": "Parquet", "csv": "CSV"}


def write(readme: Path = README, place: Path = PLACE) -> Path:
    """Put the tables between the markers of the README."""
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = "\n\n".join(paragraphs(newest(place)))
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return readme


def paragraphs(rows: pd.DataFrame) -> Iterator[str]:
    """The tables and sentences of the newest measurements, as Markdown."""
    yield _conditions(rows)
    for form in FORMS:
        runs = timed(rows, form)
        if runs.empty:
            continue
        yield f"**{_NAMES[form]}**, seconds of work: median (least to most), and memory at most"
        yield _seconds(runs)
        for base, words in ((STREAM, "`evitab` takes with `stream`"), (FLOOR, "the floor takes")):
            if base in set(runs["tool"]):
                yield f"**{_NAMES[form]}**, times what {words} in the same round: median (least to most)"
                yield _table(runs, ratios(runs, base), "ratio")
        yield from _ahead(runs, form)
    yield from _not_run(rows)
    yield _findings(rows)


def _conditions(rows: pd.DataFrame) -> str:
    last = rows.sort_values("run").iloc[-1]
    used = rows.loc[rows["versions"].notna(), "versions"].str.split(", ").explode().unique()
    rounds = int(rows["round"].max())
    return (
        f"Run on {last['run'][:10]} at {last['commit']}: {last['cores']} cores ({last['processor']}), "
        f"{last['memory_gb']:g} GB, Python {last['python']}, seed {last['seed']}, {rounds} rounds; "
        f"{rows['load'].median():.1f} processes wanted a core while they began. "
        f"{', '.join(sorted(used))}."
    )


def _seconds(runs: pd.DataFrame) -> str:
    largest = runs["rows"].max()
    memory = runs[runs["rows"] == largest].groupby("tool")["peak_mb"].max()
    extra = {tool: f"{peak:,.0f} MB" for tool, peak in memory.items()}
    return _table(runs, runs, "wall_s", (f"memory at {_short(largest)}", extra))


def _table(
    runs: pd.DataFrame,
    values: pd.DataFrame,
    column: str,
    extra: tuple[str, dict[str, str]] | None = None,
) -> str:
    """A row for each tool, the quickest at the largest size first; a column for each size."""
    sizes = sorted(runs["rows"].unique())
    medians = runs.groupby(["tool", "rows"])["wall_s"].median().unstack()
    order = medians.sort_values(sizes[::-1]).index
    grouped = dict(tuple(values.groupby(["tool", "rows"])[column]))
    head = ["", *map(_short, sizes), *([extra[0]] if extra else [])]
    body = [
        [
            TOOLS[tool].title,
            *(_spread(grouped[tool, size]) if (tool, size) in grouped else "–" for size in sizes),
            *([extra[1].get(tool, "–")] if extra else []),
        ]
        for tool in order
    ]
    return markdown([head, ["---"] * len(head), *body])


def _ahead(runs: pd.DataFrame, form: str) -> Iterator[str]:
    """Where a peer is quicker than `stream`, or takes less memory."""
    peers = [name for name, tool in TOOLS.items() if tool.finds and tool.module != "evitab"]
    told = []
    for column, words in (("wall_s", "the seconds"), ("peak_mb", "the memory")):
        for (tool, size), found in ratios(runs, STREAM, column).groupby(["tool", "rows"])["ratio"]:
            if tool in peers and found.median() < 1:
                told.append(
                    f"- {TOOLS[tool].title} with {_short(size)} rows takes {_spread(found)} times "
                    f"{words} of `stream`."
                )
    if STREAM not in set(runs["tool"]):
        return
    yield f"Where a peer is ahead of `stream`, in {_NAMES[form]}:"
    yield "\n".join(told) if told else "- nowhere, in seconds and in memory."


def _not_run(rows: pd.DataFrame) -> Iterator[str]:
    missing = rows[rows["status"] != "ok"]
    told = [
        f"- {TOOLS[row.tool].title}, {_short(row.rows)} rows in {_NAMES[row.form]}: {row.status}"
        f"{'' if row.reason != row.reason else f', {row.reason}'}."
        for row in missing.itertuples()
    ]
    if told:
        yield "Without numbers:"
        yield "\n".join(dict.fromkeys(told))


def _findings(rows: pd.DataFrame) -> str:
    asked = rows[(rows["status"] == "ok") & (rows["findings"] != NOTHING)]
    wrong = asked[asked["findings"] != SAME]
    if wrong.empty:
        return "In every run every tool found exactly the rows that are damaged, check by check."
    told = [
        f"- {TOOLS[row.tool].title}, {_short(row.rows)} rows in {_NAMES[row.form]}: {row.findings}."
        for row in wrong.itertuples()
    ]
    return "Found otherwise than damaged:\n\n" + "\n".join(dict.fromkeys(told))


def _spread(values: pd.Series[float]) -> str:
    low, middle, high = (_number(v) for v in (values.min(), values.median(), values.max()))
    return middle if low == high else f"{middle} ({low} to {high})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.1 else f"{value:.2g}"


def _short(size: int) -> str:
    return f"{size // 1_000_000} M" if size % 1_000_000 == 0 else f"{size / 1000:g} k"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table of Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
