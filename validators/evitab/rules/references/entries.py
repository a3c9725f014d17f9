"""A rule about what an entry of the list of references prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame

_OF_A_BODY = ["webpage", "pamphlet", "report", "dataset"]
_IN_A_CONTAINER = ["article-journal", "webpage", "pamphlet", "dataset"]


def _missing(references: DataFrame) -> DataFrame:
    """Which of the fields that a reader needs each entry does not print."""
    import pandas as pd

    kind, place = references["type"], references["container_title"]
    # What a body publishes may have the body for its author, named as publisher or site.
    has_body = kind.isin(_OF_A_BODY) & place.notna()
    has_place = place.notna() | references["url"].notna() | ~kind.isin(_IN_A_CONTAINER)
    return pd.DataFrame(
        {
            "title": references["title"].isna(),
            "author": references["author"].isna() & ~has_body,
            "journal, site or address": ~has_place,
            "year": references["issued_year"].isna(),
        },
        index=references.index,
    )


def _tell_missing(row: Mapping[str, Any]) -> Grounds:
    lacks = "lacks "
    missing = ", ".join(name.removeprefix(lacks) for name in row if name[:6] == lacks and row[name])
    identifier = row["doi"] or row["pmid"]
    rest = f" Its identifier ({identifier}) leads to the rest." if identifier else ""
    return Grounds(
        observed=f"no {missing}",
        expected="title, author, year, and journal, publisher or address",
        arithmetic=f"The entry “{row['title']}” does not print: {missing}.{rest}",
        assumption="The entry was taken over whole. A body that publishes a page or a report "
        "counts as its author. Lists in popular articles are often short.",
    )


@rule(
    "references",
    reads=[
        "passage_id",
        "title",
        "author",
        "container_title",
        "issued_year",
        "type",
        "doi",
        "pmid",
        "url",
    ],
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def reference_has_its_required_fields(references: DataFrame) -> DataFrame:
    """An entry names title, author, year, and the journal, publisher or address of the work.

    What it does: names what the printed entry leaves out. The container of a web page, pamphlet,
    report or data set stands for its author too; a book's publisher is not asked for.
    Why it matters: without author and year a work of a common title cannot be told from others.
    What it cannot see: whether what is printed is right; volume and pages, which it does not ask
    for.
    Example: an entry with a title and a journal, and neither author nor year.
    What to do: nothing in the tables, if the entry prints no more.
    Rests on: ICMJE Recommendations, sample references; CSL, the variables of its styles.
    """
    missing = _missing(references)
    rows = references.join(missing.add_prefix("lacks "))
    return told(rows[missing.any(axis="columns")], _tell_missing)
