"""What does not add up in a source, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from evitab.finding import Severity
from evitab.package import Contents
from evitab.reporting.terminal import grid, plain

Row = Mapping[str, str | None]
HARMS = ("critical", "high", "medium", "low")
SEVERITIES = tuple(severity.value for severity in Severity)
_PARTS = ("observed", "expected", "arithmetic", "assumption")
_LONG = 2000
_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "blue"}


def gravity(harm: str, severity: str) -> tuple[int, int]:
    """The place of a finding among others, the worst first: by harm, then by severity."""
    return HARMS.index(harm), SEVERITIES.index(severity)


def worst_first(rows: Sequence[Row]) -> list[Row]:
    """Findings in the order in which to read them: by gravity, rule and row."""
    return sorted(
        rows,
        key=lambda row: (
            gravity(str(row["harm"]), str(row["severity"])),
            str(row["rule"]),
            str(row["row"]),
        ),
    )


def print_source_findings(contents: Contents, rows: Sequence[Row], console: Console) -> None:
    """Print findings about the source, worst first, each with the words that it is about."""
    quotes = quotes_of(contents)
    for row in worst_first(rows):
        console.print(_head(row))
        console.print(Padding(_body(row, quotes), (0, 0, 1, 2)))


def _head(row: Row) -> Text:
    harm = str(row["harm"])
    head = Text(f"{row['table']} {plain(str(row['row']), 60)}", "bold")
    head.append(f"  {row['rule']}", "cyan")
    return head.append(f"  {row['severity']}, harm {harm}", _COLOURS[harm])


def _body(row: Row, quotes: Mapping[str, str]) -> RenderableType:
    lines = [("source", quotes.get(row["passage_id"] or "", ""))]
    lines += [(part, row[part] or "") for part in _PARTS]
    lines += [("with", row["related_rows"] or "")]
    return grid((), [(name, text) for name, text in lines if text], limit=_LONG)


def quotes_of(contents: Contents) -> dict[str, str]:
    """The words of each passage that is quoted, in quotation marks."""
    passages = contents.tables.get("passages")
    if passages is None or not passages.has(["passage_id", "exact"]):
        return {}
    words = passages.data.select(["passage_id", "exact"]).to_pylist()
    return {row["passage_id"]: f"“{row['exact']}”" for row in words if row["exact"]}
