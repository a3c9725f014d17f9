"""The tables of `benchmarks/README.md`: seconds, ratios, memory, and where a peer is ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scale.measured import newest, ratios, short, timed
from benchmarks.scale.registry import FLOOR, STREAM, TOOLS
from benchmarks.scale.results import NOTHING, PLACE, SAME
from benchmarks.scale.work import FORMS

if TYPE_CHECKING:
    import pandas as pd

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- scale.csv, by make bench: begin -->", "<!-- scale.csv, by make bench: end -->"
PICTURE = "Seconds of work against rows, a line for each tool, for Parquet and for CSV"
_NAMES = {"parquet": "Parquet", "csv": "CSV"}


def write(readme: Path = README, place: Path = PLACE) -> Path:
    """Put the tables between the markers of the README."""
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = "\n\n".join(paragraphs(newest(place)))
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return readme


def paragraphs(rows: pd.DataFrame) -> Iterator[str]:
    """The picture, tables and sentences of the newest measurements, as Markdown."""
    yield f"![{PICTURE}](scale.svg)"
    yield _conditions(rows)
    for form in FORMS:
        runs = timed(rows, form)
        if runs.empty:
            continue
        yield f"**{_NAMES[form]}**, seconds of work: median (least to most), and memory at most"
        yield _seconds(runs)
        for base in (STREAM, FLOOR):
            if base in set(runs["tool"]):
                yield f"**{_NAMES[form]}**, times what “{TOOLS[base].title}” took in the same round"
                yield _table(runs, ratios(runs, base), "ratio")
        yield from _ahead(runs, form)
    yield from _not_run(rows)
    yield _findings(rows)


def _conditions(rows: pd.DataFrame) -> str:
    last = rows.sort_values("run").iloc[-1]
    used = rows.loc[rows["versions"].notna(), "versions"].str.split(", ").explode().unique()
    rounds = int(rows["round"].max())
    return (
        f"Run on {last['run'][:10]} at {last['commit']}: {last['cores']} cores "
        f"({last['processor']}), {last['memory_gb']:g} GB, Python {last['python']}, seed "
        f"{last['seed']}, {rounds} rounds; {rows['load'].median():.1f} processes wanted a core "
        f"while they began. {', '.join(sorted(used))}."
    )


def _seconds(runs: pd.DataFrame) -> str:
    largest = runs["rows"].max()
    memory = runs[runs["rows"] == largest].groupby("tool")["peak_mb"].max()
    extra = {tool: f"{peak:,.0f} MB" for tool, peak in memory.items()}
    return _table(runs, runs, "wall_s", (f"memory at {short(largest)}", extra))


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
    grouped = _by_tool(values, column)
    head = ["", *map(short, sizes), *([extra[0]] if extra else [])]
    body = [
        [
            TOOLS[tool].title,
            *(_spread(grouped[tool, size]) if (tool, size) in grouped else "–" for size in sizes),
            *([extra[1].get(tool, "–")] if extra else []),
        ]
        for tool in order
    ]
    return markdown([head, ["---"] * len(head), *body])


def _by_tool(values: pd.DataFrame, column: str) -> dict[tuple[str, int], pd.Series[float]]:
    """The values of a column by tool and size."""
    return {
        (tool, size): values.loc[(values["tool"] == tool) & (values["rows"] == size), column]
        for tool, size in dict.fromkeys(zip(values["tool"], values["rows"], strict=True))
    }


def _ahead(runs: pd.DataFrame, form: str) -> Iterator[str]:
    """Where a peer is quicker than `stream`, or takes less memory."""
    if STREAM not in set(runs["tool"]):
        return
    told = [
        f"- with {short(size)} rows, times {words} of `stream`: {', '.join(ahead)}."
        for column, words in (("wall_s", "the seconds"), ("peak_mb", "the memory"))
        for size in sorted(runs["rows"].unique())
        if (ahead := _least(runs[runs["rows"] == size], column))
    ]
    yield f"Where a peer is ahead of `stream`, in {_NAMES[form]}:"
    yield "\n".join(told) if told else "- nowhere, in seconds and in memory."


def _least(runs: pd.DataFrame, column: str) -> list[str]:
    """The peers that take less than `stream`, the least first, each with how many times it."""
    peers = {name for name, tool in TOOLS.items() if tool.finds and tool.module != "evitab"}
    medians = ratios(runs, STREAM, column).groupby("tool")["ratio"].median().sort_values()
    return [
        f"{TOOLS[str(tool)].title} {_number(ratio)}"
        for tool, ratio in medians.items()
        if tool in peers and ratio < 1
    ]


def _not_run(rows: pd.DataFrame) -> Iterator[str]:
    missing = rows[rows["status"] != "ok"].fillna({"reason": ""})
    told = [
        f"- {TOOLS[tool].title}: {status}{f', {reason}' if reason else ''} ({_where(found)})."
        for tool, status, reason, found in _alike(missing, "tool", "status", "reason")
    ]
    if told:
        yield "Without numbers:"
        yield "\n".join(told)


def _findings(rows: pd.DataFrame) -> str:
    asked = rows[(rows["status"] == "ok") & (rows["findings"] != NOTHING)]
    wrong = asked[asked["findings"] != SAME]
    if wrong.empty:
        return "In every run every tool found exactly the rows that are damaged, check by check."
    told = [
        f"- {TOOLS[tool].title}: {findings} ({_where(found)})."
        for tool, findings, found in _alike(wrong, "tool", "findings")
    ]
    return "Found otherwise than damaged:\n\n" + "\n".join(told)


def _alike(rows: pd.DataFrame, *columns: str) -> Iterator[Any]:
    """The rows that agree in some columns: what they have there, and the rows."""
    for values, found in rows.groupby(list(columns)):
        yield (*values, found)


def _where(rows: pd.DataFrame) -> str:
    places = [
        f"{short(size)} rows in {_NAMES[form]}"
        for size, form in zip(rows["rows"], rows["form"], strict=True)
    ]
    return "; ".join(dict.fromkeys(places))


def _spread(values: pd.Series[float]) -> str:
    low, middle, high = (_number(v) for v in (values.min(), values.median(), values.max()))
    return middle if low == high else f"{middle} ({low} to {high})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.1 else f"{value:.2g}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table of Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
