"""Rules about one entry of the list of references: whole, once, and of the kind that is claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import DOI, ISBN, PMID, bare, title_keys
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_WORK = ["reference_id", "title", "container_title", "issued_year", "doi", "pmid", "isbn"]


def _twins(references: DataFrame) -> DataFrame:
    """Each entry with the first entry before it that is the same work (`twin`), and by what.

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
        known = keys.dropna(subset=column)
        pairs = known.merge(known, on=column, suffixes=("", "_before"))
        pairs = pairs[(pairs["row_before"] < pairs["row"]).fillna(False)]
        if by == "title":
            pairs = pairs[_is_same_work(pairs)]
        first = pairs.sort_values("row_before").drop_duplicates("row")
        places = references.index[first["row"]]
        found.loc[places, "twin"] = first["reference_id_before"].to_numpy()
        found.loc[places, "by"] = by
    return found


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


def _explain_twin(references: DataFrame, flagged: Series[bool]) -> DataFrame:
    return told(_twins(references)[flagged], _tell_twin)


@rule(
    "references",
    reads=_WORK,
    about="source",
    kind="conformance",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_twin,
)
def reference_is_listed_once(references: DataFrame) -> Series[bool]:
    """A work stands once in a list of references.

    What it does: compares entries by DOI, by PubMed identifier, and by title with container or
    ISBN. Entries whose year or whose identifiers differ are two works, whatever their titles.
    Why it matters: one work that is listed twice looks like two that agree.
    What it cannot see: one study told in two papers; a title that is worded otherwise.
    Example: entries 3 and 9 have the same DOI.
    What to do: nothing in the tables, if the list prints both.
    """
    return _twins(references)["twin"].isna()


# Fields ----------------------------------------------------------------------------------------

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


def _explain_missing(references: DataFrame, flagged: Series[bool]) -> DataFrame:
    return told(references.join(_missing(references).add_prefix("lacks "))[flagged], _tell_missing)


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
    explain=_explain_missing,
)
def reference_has_its_required_fields(references: DataFrame) -> Series[bool]:
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
    return ~_missing(references).any(axis="columns")


# Policy ----------------------------------------------------------------------------------------

_NOT_REVIEWED = {"webpage": "web page", "pamphlet": "fact sheet or pamphlet", "dataset": "data set"}


def _policies(claims: DataFrame) -> tuple[str, list[str]]:
    """The claims that call the list peer-reviewed, and what else the source says that it cites."""
    asserted = claims[(~claims["is_negated"]).fillna(False)]
    is_policy = asserted["subject_id"] == "reference-list"
    is_policy &= asserted["predicate"] == "has-attribute"
    is_policy &= asserted["object_id"] == "peer-reviewed"
    others = asserted[(asserted["predicate"] == "cites-among-few").fillna(False)]
    keys = asserted.loc[is_policy.fillna(False), "claim_id"]
    return " ".join(keys), others["object.label"].dropna().tolist()


def _tell_policy(row: Mapping[str, Any]) -> Grounds:
    kind = _NOT_REVIEWED[row["type"]]
    others = (
        f" Elsewhere the source says that it cites {row['others']}; by that statement the entry "
        "may be in order, and it is the two statements that differ."
        if row["others"]
        else ""
    )
    return Grounds(
        observed=f"a {kind}: “{row['title']}”",
        expected="a peer-reviewed source, as the source calls all of its list",
        arithmetic=f"The source calls the sources of its list peer-reviewed. This entry is a {kind}"
        ", which does not go through a journal's peer review.",
        assumption="Peer-reviewed means reviewed by peers for a journal. A fact sheet of a public "
        f"body can be reliable, and may be reviewed within that body.{others}",
        related_rows=row["policy"],
    )


def _listed(names: list[str]) -> str | None:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names) or None


def _explain_policy(
    references: DataFrame, flagged: Series[bool], *, claims: DataFrame
) -> DataFrame:
    policy, others = _policies(claims)
    rows = references[flagged].assign(policy=policy, others=_listed(others))
    return told(rows, _tell_policy)


@rule(
    "references",
    reads=["passage_id", "title", "type"],
    beside={
        "claims": own(
            "claims", "claim_id", "subject_id", "predicate", "object_id", "object.label",
            "is_negated",
        )
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
    explain=_explain_policy,
)  # fmt: skip
def reference_type_fits_the_stated_policy(
    references: DataFrame, *, claims: DataFrame
) -> Series[bool]:
    """Where a source calls its list peer-reviewed, no entry is of a kind that is not.

    What it does: where a claim says that `reference-list` `has-attribute` `peer-reviewed` (these
    three are a convention), finds web pages, pamphlets and data sets in the list. What the source
    `cites-among-few` is named as a second statement that may cover them.
    Why it matters: "peer-reviewed" is what readers rely on when they do not look up a source.
    What it cannot see: an entry of unknown kind; a book or a report, which may be reviewed; a
    journal article that nobody reviewed.
    Example: a fact sheet in a list that is headed "peer-reviewed sources".
    What to do: nothing in the tables, if the kind of the entry is right.
    """
    policy, _ = _policies(claims)
    return ~references["type"].isin(list(_NOT_REVIEWED)) | (not policy)
