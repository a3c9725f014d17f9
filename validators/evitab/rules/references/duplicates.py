"""A rule about works that stand twice in a list of references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import DOI, ISBN, PMID, bare, title_keys
from evitab.rule import SOURCE, Grounds, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_WORK = ["reference_id", "title", "container_title", "issued_year", "doi", "pmid", "isbn", SOURCE]


def _twins(references: DataFrame) -> DataFrame:
    """The entries that are the same work as one before, with the first such (`twin`) and by what.

    One DOI or one PubMed identifier is one work. So is one title, if container or ISBN is the same
    as well and nothing that both print, year included, tells the two apart.
    """
    keys = references.assign(
        row=range(len(references)),
        doi=bare(references["doi"], DOI).str.lower(),
        pmid=bare(references["pmid"], PMID),
        isbn=bare(references["isbn"], ISBN).str.replace("-", ""),
        title=title_keys(references["title"]),
        place=title_keys(references["container_title"].fillna("")),
    )
    found = references.assign(twin=None, by=None)
    for by, column in (("title", "title"), ("PubMed identifier", "pmid"), ("DOI", "doi")):
        known = keys[keys.duplicated([SOURCE, column], keep=False)].dropna(subset=column)
        if known.empty:
            continue
        pairs = known.merge(known, on=[SOURCE, column], suffixes=("", "_before"))
        pairs = pairs[(pairs["row_before"] < pairs["row"]).fillna(False)]
        if by == "title":
            pairs = pairs[_is_same_work(pairs)]
        first = pairs.sort_values("row_before").drop_duplicates("row")
        places = references.index[first["row"]]
        found.loc[places, "twin"] = first["reference_id_before"].to_numpy()
        found.loc[places, "by"] = by
    return found.dropna(subset="twin")


def _is_same_work(pairs: DataFrame) -> Series[bool]:
    """Whether two entries of one title are one work."""
    same = (pairs["place"] == pairs["place_before"]) | (pairs["isbn"] == pairs["isbn_before"])
    for column in ("doi", "pmid", "isbn", "issued_year"):
        same &= ~(pairs[column] != pairs[f"{column}_before"]).fillna(False)
    return same.fillna(False)


def _tell_twin(row: Mapping[str, Any]) -> Grounds:
    is_title = row["by"] == "title"
    innocent = (
        "Two editions, or two parts, under one title would look the same."
        if is_title
        else "Two chapters of a book may both give the book's; else one of the two is wrong."
    )
    return Grounds(
        observed=f"“{row['title']}” has the {row['by']} of {row['twin']}",
        expected="each work once",
        arithmetic=f"{row['reference_id']} and {row['twin']} have the same {row['by']}"
        + (" and nothing that tells them apart." if is_title else "."),
        assumption=f"Case, punctuation and blanks were left out of account. {innocent}",
        related_rows=row["twin"],
        severity=Severity.INFO if is_title else Severity.WARNING,
    )


@rule(
    "references",
    reads=_WORK,
    by=SOURCE,
    about="source",
    kind="conformance",
    severity=Severity.WARNING,
    harm="low",
)
def reference_is_listed_once(references: DataFrame) -> DataFrame:
    """A work stands once in a list of references.

    What it does: compares entries by DOI, by PubMed identifier, and by title with container or
    ISBN. Entries whose year or whose identifiers differ are two works, whatever their titles.
    Why it matters: one work that is listed twice looks like two that agree.
    What it cannot see: one study told in two papers; a title that is worded otherwise.
    Example: entries 3 and 9 have the same DOI.
    What to do: nothing in the tables, if the list prints both.
    """
    return told(_twins(references), _tell_twin)
