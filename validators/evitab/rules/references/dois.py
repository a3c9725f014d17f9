"""Rules about what a DOI itself says: a year, or a first version of a Cochrane review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import (
    COCHRANE_FIRST_VERSION,
    DOI,
    VOLUME_FORM,
    bare,
    volumes_said,
    years_said,
)
from evitab.rule import Grounds, authority, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _known_volumes(known: DataFrame) -> DataFrame:
    """The year of each journal's volume that a DOI of a known work names, with that DOI."""
    volumes = volumes_said(bare(known["doi"], DOI)).assign(
        printed=known["volume"], volume_year=known["issued_year"], known_doi=known["doi"]
    )
    # A volume that the DOI and the entry both name shows that the DOI is read right.
    volumes = volumes[(volumes["volume"] == volumes["printed"]).fillna(False)]
    volumes = volumes.dropna(subset="volume_year").drop_duplicates(["journal", "volume"])
    return volumes.drop(columns="printed")


def _with_years(works: DataFrame, known: DataFrame) -> DataFrame:
    """The works whose DOI says something of their year (`said`): it carries the year, or names a
    volume of which the authority package has a work.
    """
    dois = bare(works["doi"], DOI)
    rows = works.join(years_said(dois)).join(volumes_said(dois))
    rows = rows.dropna(subset=["carried", "volume"], how="all")
    if rows.empty:
        return rows.assign(said=rows["carried"])
    found = rows.merge(_known_volumes(known), on=["journal", "volume"], how="left")
    found = found.set_axis(rows.index)
    return found.assign(said=found["carried"].fillna(found["volume_year"]))


def _tell_year(row: Mapping[str, Any]) -> Grounds:
    said, printed = int(row["said"]), int(row["issued_year"])
    if row["carried"] is not None:
        how = f"{row['form']}. {row['doi']} carries {said}."
    else:
        how = (
            f"{VOLUME_FORM.source}. {row['doi']} names volume {row['volume']} of the journal "
            f"{row['journal']}; a known work in that volume ({row['known_doi']}) is of {said}."
        )
    return Grounds(
        observed=str(printed),
        expected=f"{said}, a year more or less",
        arithmetic=f"{how} The source gives {printed}: {abs(said - printed)} years apart.",
        assumption="The publisher kept to its form; a DOI need not say anything of its work. One "
        "year apart was let pass, as a work may come out online the year before.",
    )


@rule(
    "references",
    "citations",
    reads=["doi", "issued_year"],
    beside={
        "known": authority("references", "doi", "volume", "issued_year", is_needed=False),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def doi_says_the_same_year(works: DataFrame, *, known: DataFrame) -> DataFrame:
    """The year printed with a work is the one that its DOI says, a year more or less.

    What it does: reads the year from DOIs of publishers that put it there, and from the volume
    where the DOI names one and the authority package has a work of that journal and volume.
    Why it matters: identifier and year that do not go together lead to two works, and a reader
    cannot tell which of them was meant.
    What it cannot see: DOIs without a year or a volume, which are most; volumes of which the
    authority package has no work; a year that is one off, as works come out online earlier.
    Example: "a 2015 opinion (doi 10.2903/j.efsa.2023.8145)".
    What to do: nothing in the tables, if they print what the source prints.
    """
    rows = _with_years(works.dropna(subset=["doi", "issued_year"]), known)
    return told(rows[(rows["said"] - rows["issued_year"]).abs() > 1], _tell_year)


# Cochrane --------------------------------------------------------------------------------------


def _results(claims: DataFrame) -> Series[str]:
    """The results of a study that are credited to each mention, as keys of claims."""
    results = claims[(claims["type"] == "study-result").fillna(False)].dropna(subset="claim_id")
    return results.groupby("citation_id")["claim_id"].agg(" ".join)


def _tell_protocol(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=row["cited"],
        expected=f"{row['cited']}.pub2 or a later version, if results were read",
        arithmetic=f"Cochrane gives the first version of a review a DOI without .pub and a number, "
        "and each later version one with it. The first version is usually a protocol, and a "
        f"protocol has no results; the source credits {_count(row['results'])} to this DOI.",
        assumption="The DOI is printed whole. Two innocent readings are left: .pub was dropped, "
        "or the first version under this DOI is a full review, as some are.",
        related_rows=row["results"],
    )


def _count(keys: str) -> str:
    count = len(keys.split())
    return "a result" if count == 1 else f"{count} results"


@rule(
    "citations",
    reads=["citation_id", "doi", "reference.doi"],
    beside={"claims": own("claims", "claim_id", "citation_id", "type")},
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def cochrane_review_is_no_protocol(citations: DataFrame, *, claims: DataFrame) -> DataFrame:
    """A Cochrane review to which results are credited is cited by a version that can have some.

    What it does: finds mentions with Cochrane's DOI of a first version, which is usually a
    protocol, where the source tells what the review found.
    Why it matters: a protocol tells what will be done; a reader who follows the DOI to see the
    result may not find it there.
    What it cannot see: whether the first version is a full review after all, as some are; a DOI
    with .pub that belongs to another version than the one that was read.
    Example: what "a Cochrane review (doi 10.1002/14651858.CD000000)" is said to have found.
    What to do: nothing in the tables. A reader can look whether a later version is out.
    Rests on: Cochrane's rule for its DOIs, as told in the note on reference checks.
    """
    cited = bare(citations["doi"].fillna(citations["reference.doi"]), DOI)
    is_first = cited.str.fullmatch(COCHRANE_FIRST_VERSION)
    rows = citations.assign(cited=cited)[is_first]
    if rows.empty:
        return told(rows, _tell_protocol)
    rows = rows.assign(results=rows["citation_id"].map(_results(claims)))
    return told(rows.dropna(subset="results"), _tell_protocol)
