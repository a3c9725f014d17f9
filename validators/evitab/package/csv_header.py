"""The first row of a CSV file: the names of its columns."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection

from evitab.finding import CannotJudge

_MAX_HEADER = 100_000


def read_header(line: bytes, file: str, columns: Collection[str]) -> list[str]:
    """The names of the columns in the first row; raises CannotJudge as `read_csv_text` does."""
    if len(line) > _MAX_HEADER:
        raise CannotJudge(
            f"a header of more than {_MAX_HEADER:,} bytes",
            file=file,
            line=1,
            advice="Is this the file?",
        )
    names = next(csv.reader([line.decode("utf-8")]), [])
    if not names:
        raise CannotJudge("no header", file=file, line=1, advice="Name the columns in line 1.")
    if columns and not set(columns) & set(names):
        raise CannotJudge(
            f"line 1 is no header: it names none of {', '.join(columns)}",
            file=file,
            line=1,
            advice="Put the columns' names there.",
        )
    for name, count in Counter(names).items():
        if count > 1:
            raise CannotJudge(
                f"the column {name[:80]!r} stands {count} times in the header",
                file=file,
                line=1,
                advice="Keep one of them.",
            )
    return names


def refuse_other_delimiter(data: bytes, file: str) -> None:
    """Raise CannotJudge where the first line parts its cells by something else than commas."""
    first = data[: data.index(b"\n")]
    for name, other in (("semicolons", b";"), ("tabs", b"\t")):
        if b"," not in first and other in first:
            raise CannotJudge(
                f"the cells are parted by {name}, not by commas",
                file=file,
                line=1,
                advice="Save the file as comma-separated CSV.",
            )
