"""The source's cut-offs against those of recognised authorities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, authority, rule, told
from evitab.rules.ranges.bands import (
    AT_LARGE,
    BAND,
    BOUNDS,
    OF_ARTICLE,
    band_in_words,
    class_of,
    printed,
    records,
    spans,
)
from evitab.rules.ranges.lines import lines_of, unconfirmed
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame

_THEIRS = ["authority_id", "authority.label", "reference.issued_year", "population"]
_BESIDE = {
    "theirs": authority("reference_ranges", *BAND, *BOUNDS, *_THEIRS),
    "conclusions": authority(
        "conclusions", "authority.label", "reference.issued_year", "statement", "predicate",
        "is_negated",
    ),
    "labels": authority("concept_labels", "concept_id", "label"),
}  # fmt: skip


# A level that is to be reached says nothing of how far above it a value may lie.
_FLOORS = ("target", "population-protective")


Band = Mapping[str, Any]


def _who(band: Band) -> str:
    year = band["reference.issued_year"]
    return band["authority.label"] if year is None else f"{band['authority.label']} {year}"


def _for_whom(population: str | None) -> str:
    if population is None:
        return ""
    return f" (for {standard().label('population', population)})"


def _by_authority(
    bands: Sequence[Band], words: list[str], *, is_for_whom_told: bool = False
) -> str:
    """What each authority says, authorities in the order in which they come first."""
    said: dict[str, list[str]] = {}
    for band, text in zip(bands, words, strict=True):
        for_whom = _for_whom(band["population"]) if is_for_whom_told else ""
        said.setdefault(f"{_who(band)}{for_whom}", []).append(text)
    return "; ".join(f"{who}: {', '.join(texts)}" for who, texts in said.items())


def _part(band: Band) -> str:
    """The part of the source's band that an authority's band holds, and what it calls that."""
    low = max(band["start"], band["our_start"]) / band["our_size"]
    high = min(band["end"], band["our_end"]) / band["our_size"]
    called = f"“{standard().label('range_category', band['category'])}”"
    if band["category"] in _FLOORS:
        return f"at least {band['start'] / band['our_size']:.4g} {called}"
    if not np.isfinite(low):
        return f"below {high:.4g} {called}"
    if not np.isfinite(high):
        return f"above {low:.4g} {called}"
    return f"{low:.4g} to {high:.4g} {called}"


def _by_scale(theirs: DataFrame) -> dict[tuple[str, str], list[Band]]:
    """The authorities' bands of each analyte that lie on one scale, each once."""
    by_scale: dict[tuple[str, str], list[Band]] = {}
    for band in records(theirs.drop_duplicates(["reference_range_id", "dimension"])):
        by_scale.setdefault((band["analyte_id"], band["dimension"]), []).append(band)
    return by_scale


def _for_the_group(row: Band, bands: Sequence[Band]) -> list[Band]:
    """The authorities' bands that are for the people that a row is for, with what `our_` is."""
    whom = row["claim.population"]
    ours = {f"our_{name}": row[name] for name in ("start", "end", "size")}
    return [{**band, **ours} for band in bands if whom in {None, *AT_LARGE, band["population"]}]


def _at_odds(ranges: DataFrame, theirs: DataFrame) -> DataFrame:
    """The bands of the source that no authority confirms."""
    bands = spans(ranges.assign(row=np.arange(len(ranges))))
    ours = lines_of(bands)
    at_odds = ours["row"].isin(unconfirmed(ours, lines_of(theirs)))
    rows = ours[at_odds].drop_duplicates("row")
    rows = rows.set_axis(ranges.index[rows["row"]])
    return rows.assign(kind=class_of(rows["category"]))


def _holders(row: Band, alike: Sequence[Band], within: Sequence[Band]) -> list[Band]:
    """Good bands that hold a good band whole, of authorities that call no part of it otherwise.

    A narrower aim is a choice; a narrower "too high" leaves values without their warning.
    """
    if row["kind"] != "good":
        return []
    otherwise = {each["authority_id"] for each in within if each["kind"] not in {None, "good"}}
    return [
        each
        for each in alike
        if each["start"] <= row["start"]
        and each["end"] >= row["end"]
        and each["authority_id"] not in otherwise
    ]


def _withdrawn(conclusions: DataFrame, labels: DataFrame) -> Callable[[Band], str]:
    """What authorities themselves say of cut-offs of an analyte that they no longer endorse."""
    taken_back = (conclusions["predicate"] == "is-endorsed") & conclusions["is_negated"]
    said = records(conclusions[taken_back.fillna(False)])
    names = labels.groupby("concept_id")["label"].agg(list)

    def of_the_analyte(row: Band) -> str:
        called = names.get(row["analyte_id"], [])
        return "".join(
            f" {_who(each)}: {each['statement']}"
            for each in said
            if any(name in each["statement"] for name in called)
        )

    return of_the_analyte


def _grounds(row: Band, bands: Sequence[Band], withdrawn: str) -> Grounds:
    parts = [
        each
        for each in bands
        if min(each["end"] - row["start"], row["end"] - each["start"])
        > max(each["step"], row["step"])
    ]
    draw = [each for each in bands if each["kind"] == row["kind"]]
    holders = _holders(row, draw, parts)
    band = band_in_words(row)
    narrower = ""
    if holders:
        narrower = (
            f" The band lies wholly within {_who(holders[0])}: {band_in_words(holders[0])}. A "
            "narrower aim inside that one is a choice; only what lies outside it is called "
            "something else."
        )
    credited = (
        " The source credits the band to a work; what stands there was not compared."
        if row["claim.citation_id"] is not None
        else ""
    )
    return Grounds(
        observed=band,
        expected=_by_authority(draw, [band_in_words(each) for each in draw], is_for_whom_told=True),
        arithmetic=f"The source calls {row['analyte.label']} {band}. Of the authorities on record, "
        "none draws the same line for a band of that kind. What they call the values of the band, "
        f"in {printed(row['scale'])}: {_by_authority(parts, [_part(each) for each in parts])}.",
        assumption="One authority that draws the same line, within the last printed place or 1 %, "
        "would have been enough. The bands are held against each other as they are printed; "
        "methods of measurement, and what and whom each band is meant for, may differ; where no "
        "group is named here, none is on record. That a source has a cut-off of its own makes it "
        f"no error.{credited}{narrower}{withdrawn}",
        severity=Severity.INFO if holders or credited else None,
    )


@rule(
    "reference_ranges",
    reads=OF_ARTICLE,
    beside=_BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def cut_off_agrees_with_an_authority(
    ranges: DataFrame, *, theirs: DataFrame, conclusions: DataFrame, labels: DataFrame
) -> DataFrame:
    """A source's cut-off is one that some authority draws for a band of that kind.

    What it does: takes each band that the source calls deficient, insufficient, good or too high,
    and looks for an authority that draws the same lines for that kind of band of that analyte. A
    line counts from either side: an authority's "concern above 50" ends what is good at 50. One
    authority is enough. Where none agrees, the finding lists what each says, for whom, and what it
    calls the values in question. A good band that lies wholly inside one of an authority, and
    a band that the source credits to a work, are for information.
    Why it matters: who falls on which side of a cut-off decides who takes a treatment course. A
    wider "deficient" makes people take amounts that no authority on record would give them for
    their value, which is why the harm is medium.
    What it cannot see: authorities that the authority package does not have; bands for a group of
    people, for which only bands for that group are taken; bands under a condition; kinds that mean
    something of their own, like stages of a disease.
    Example: "below 30 ng/mL, you're deficient", where authorities draw that line at 20, 12 or 10.
    What to do: nothing in the tables, if they say what the source says. A cut-off that another
    recognised authority draws goes into the authority package, with its reference.
    """
    is_asked = ~ranges["claim.is_negated"].fillna(True) & ranges["claim.condition_reported"].isna()
    rows = ranges[is_asked & ranges["analyte_id"].isin(theirs["analyte_id"])]
    if rows.empty:
        return told(rows, lambda row: _grounds(row, [], ""))
    # A band that is nobody's, or of no name, is a fault of its package and agrees with none.
    theirs = theirs.dropna(subset=["authority_id", "category"])
    theirs = spans(theirs[theirs["analyte_id"].isin(rows["analyte_id"])])
    theirs = theirs.assign(kind=class_of(theirs["category"]))
    by_scale, withdrawn = _by_scale(theirs), _withdrawn(conclusions, labels)

    def tell(row: Band) -> Grounds:
        bands = by_scale.get((row["analyte_id"], row["dimension"]), [])
        return _grounds(row, _for_the_group(row, bands), withdrawn(row))

    return told(_at_odds(rows, theirs), tell)
