"""Rules about citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

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
