"""Rules about citations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import DOI, PMID, bare
from evitab.rule import Grounds, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _word(names: Series[str], *, last: bool = False) -> Series[str]:
    """The first word of each name, or the last, in lower case."""
    others = r"^.*\s" if last else r"\s.*$"
    return names.str.strip().str.replace(others, "", regex=True).str.lower()


@rule(
    "citations",
    reads=[
        "reference_id",
        "link_basis",
        "author",
        "reference.author",
        "container_title",
        "reference.container_title",
        "doi",
        "reference.doi",
        "pmid",
        "reference.pmid",
    ],
    kind="plausibility",
)
def link_has_the_basis_that_it_names(citations: DataFrame) -> Series[bool]:
    """A mention and the entry that it is linked to have in common what the link says.

    What it does: compares mention and entry by the basis of the link: the last word of the authors'
    names, the first word of the journals' names, or a DOI or PMID. A link without a basis fails,
    and a basis without a link.
    Why it matters: a mention that leads to another work credits that work with its claims.
    What it cannot see: a link by the list alone; two authors of one surname; two journals whose
    names begin with one word.
    Example: a mention of Nutrients that is linked, by its container title, to an entry in a
    journal of bone research.
    What to do: mend the link or its basis.
    """
    basis = citations["link_basis"]
    surname, theirs = (
        _word(citations["author"], last=True),
        _word(citations["reference.author"], last=True),
    )
    word, other = _word(citations["container_title"]), _word(citations["reference.container_title"])
    same_doi = (citations["doi"] == citations["reference.doi"]).fillna(False)
    same_pmid = (citations["pmid"] == citations["reference.pmid"]).fillna(False)
    holds = (basis != "author") | (surname == theirs).fillna(False)
    holds &= (basis != "container-title") | (word == other).fillna(False)
    holds &= (basis != "identifier") | same_doi | same_pmid
    return holds.fillna(True) & (citations["reference_id"].isna() == basis.isna())


_NAMES = {"issued_year": "year", "doi": "DOI", "pmid": "PubMed identifier"}


def _differing(citations: DataFrame) -> DataFrame:
    """The mentions that differ from their entries, and in which of the facts that both print."""
    years = citations["issued_year"] - citations["reference.issued_year"]
    differing = citations[[]].assign(issued_year=(years.abs() > 1).fillna(False))
    for column, kind in (("doi", DOI), ("pmid", PMID)):
        ours, theirs = (
            bare(citations[name], kind).str.lower() for name in (column, f"reference.{column}")
        )
        differing[column] = (ours != theirs).fillna(False)
    rows = citations.join(differing.add_prefix("differs_"))
    return rows[differing.any(axis="columns")]


def _tell_difference(row: Mapping[str, Any]) -> Grounds:
    names = [name for name in _NAMES if row[f"differs_{name}"]]
    pairs = {_NAMES[name]: (row[name], row[f"reference.{name}"]) for name in names}
    return Grounds(
        observed=", ".join(f"{name} {ours}" for name, (ours, _) in pairs.items()),
        expected=", ".join(f"{name} {theirs}" for name, (_, theirs) in pairs.items()),
        arithmetic=" ".join(
            f"The text gives the {name} {ours}, the entry {theirs}."
            for name, (ours, theirs) in pairs.items()
        ),
        assumption="The mention is linked to the right entry. One year apart was let pass; a "
        "preprint, or another version of the same work, has an identifier of its own.",
        related_rows=row["reference_id"],
    )


@rule(
    "citations",
    reads=[
        "reference_id",
        "issued_year",
        "reference.issued_year",
        "doi",
        "reference.doi",
        "pmid",
        "reference.pmid",
    ],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def citation_agrees_with_its_entry(citations: DataFrame) -> DataFrame:
    """A mention and its entry in the list give the same year, DOI and PubMed identifier.

    What it does: compares what both print. Years may lie one apart; labels before an identifier
    and case do not count.
    Why it matters: a reader who follows the one or the other ends up at two works.
    What it cannot see: what only one of them prints; a mention that is linked to the wrong entry.
    Example: "a 2020 trial" in the text, and its entry in the list with the year 2012.
    What to do: see whether the link is right; if it is, nothing.
    """
    return told(_differing(citations), _tell_difference)
