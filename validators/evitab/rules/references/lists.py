"""Rules about the list of references: what is on it, and what points to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame


def _tell_uncited(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=f"no mention in the text leads to “{row['title']}”",
        expected="a mention in the text for each entry of the list",
        arithmetic="Other entries of the list are mentioned in the text, this one is not; so "
        "nothing tells which statement it supports.",
        assumption="A mention is one that names the work or gives its number or identifier. The "
        "list may hold works that were read and not cited, which some lists are meant to.",
    )


@rule(
    "references",
    reads=["reference_id", "title", "passage_id", SOURCE],
    beside={"citations": own("citations", "reference_id", SOURCE)},
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def reference_is_cited(references: DataFrame, *, citations: DataFrame) -> DataFrame:
    """An entry of the list of references is mentioned in the text.

    What it does: seeks, for each entry, a mention that is linked to it. A list to which no mention
    leads at all is taken for a reading list, and left alone.
    Why it matters: an entry without a mention lends weight to a text and supports no statement
    that a reader could check.
    What it cannot see: whether a mention was overlooked; why the entry is there.
    Example: a list of six, of which the text mentions four.
    What to do: look for a mention and link it; if there is none, nothing.
    Rests on: ICMJE Recommendations, on citing references in the text.
    """
    cited = citations.dropna(subset="reference_id")
    is_uncited = ~references["reference_id"].isin(cited["reference_id"])
    return told(references[is_uncited & references[SOURCE].isin(cited[SOURCE])], _tell_uncited)


def _tell_unlisted(row: Mapping[str, Any]) -> Grounds:
    parts = ("author", "container_title", "issued_year", "doi", "pmid")
    printed = ", ".join(str(row[part]) for part in parts if row[part] is not None)
    has_identifier = row["doi"] is not None or row["pmid"] is not None
    way = "its identifier" if has_identifier else "what the text says of it"
    return Grounds(
        observed=printed or "a mention that names no author, journal, year or identifier",
        expected="an entry of the list",
        arithmetic="The source has a list of references, and no entry of it could be linked to "
        f"this mention; a reader has only {way} to find the work by.",
        assumption="An entry under another name, another year or another journal was not "
        "recognised as the same work.",
    )


@rule(
    "citations",
    reads=["reference_id", "author", "container_title", "issued_year", "doi", "pmid", SOURCE],
    beside={"references": own("references", SOURCE)},
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def citation_has_an_entry(citations: DataFrame, *, references: DataFrame) -> DataFrame:
    """A work that the text mentions has an entry in the list of references, where there is a list.

    What it does: finds mentions that are linked to no entry. A source without a list is left alone.
    Why it matters: the list is where a reader looks for the title and the authors.
    What it cannot see: a link to the wrong entry.
    Example: "a 2021 trial found ..." beside a list that has no work of 2021.
    What to do: look for the entry and link it; if there is none, nothing.
    Rests on: ICMJE Recommendations, on references.
    """
    is_unlisted = citations["reference_id"].isna() & citations[SOURCE].isin(references[SOURCE])
    return told(citations[is_unlisted], _tell_unlisted)


def _tell_count(row: Mapping[str, Any]) -> Grounds:
    declared = f"{row['value_low']:g}"
    return Grounds(
        observed=declared,
        expected=f"{row['listed']:g}",
        unit="{reference}",
        arithmetic=f"The source says that it has {declared} references (“{row['value_reported']}”);"
        f" its list has {row['listed']:g}.",
        assumption="The list was taken over whole, and the number counts its entries and nothing "
        "else, such as further reading.",
    )


@rule(
    "quantities",
    reads=[
        "property",
        "value_low",
        "value_high",
        "value_comparator",
        "value_reported",
        "claim.is_negated",
        SOURCE,
    ],
    beside={"references": own("references", SOURCE)},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def declared_count_agrees_with_the_list(
    quantities: DataFrame, *, references: DataFrame
) -> DataFrame:
    """The source lists as many references as it says it has.

    What it does: compares a stated number of references with the number of entries in the list.
    Why it matters: works that are counted and not listed cannot be looked up.
    What it cannot see: a number with "over" or "about" before it; a source without a list, which
    may be shown elsewhere.
    Example: "References (12)" above a list of ten.
    What to do: see whether the list was taken over whole; if it was, nothing.
    """
    is_count = (quantities["property"] == "reference-count") & ~quantities["claim.is_negated"]
    is_count &= quantities["value_comparator"] == "="
    rows = quantities[is_count.fillna(False)]
    listed = rows[SOURCE].map(references[SOURCE].value_counts()).astype("double[pyarrow]")
    rows = rows.assign(listed=listed)
    is_other = (rows["value_low"] > listed) | (rows["value_high"] < listed)
    return told(rows[is_other.fillna(False)], _tell_count)
