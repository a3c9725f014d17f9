"""Rules about what is credited to a work, and figures that are credited to none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_FACTS = [
    "property",
    "comparison",
    "reference-range",
    "composition",
    "study-design",
    "study-result",
    "mechanism",
]


def _figures(tables: Mapping[str, DataFrame]) -> Series[str]:
    """What the rows of each claim print with a digit in it, by the key of the claim."""
    import pandas as pd

    columns = [
        table.set_index("claim_id")[name]
        for table in tables.values()
        for name in table.columns.drop("claim_id")
    ]
    found = pd.concat(columns).dropna().rename("figure")
    found = found[found.str.contains(r"\d")].reset_index().drop_duplicates()
    return found.groupby("claim_id")["figure"].agg(", ".join)


def _tell_uncited(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=row["figure"],
        expected="a figure with a work beside it",
        arithmetic=f"The source says: {row['statement']} No work is mentioned in that passage, nor "
        "in one that it takes its context from.",
        assumption="A work that is mentioned further away was not taken to be meant. The figure "
        "may be common knowledge among professionals, or right for other reasons.",
    )


@rule(
    "claims",
    reads=["claim_id", "passage_id", "context_passage_id", "citation_id", "type", "statement"],
    beside={
        "citations": own("citations", "passage_id"),
        "quantities": own("quantities", "claim_id", "value_reported"),
        "ranges": own("reference_ranges", "claim_id", "range_reported"),
        "foods": own("nutrient_sources", "claim_id", "serving_reported", "content_reported"),
        "observations": own("observations", "claim_id", "value_reported"),
        "effects": own(
            "effects", "claim_id", "estimate_reported", "ci_reported", "p_value_reported"
        ),
        "studies": own("studies", "claim_id", "k_reported", "n_reported", "duration_reported"),
    },
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def figure_has_a_citation(
    claims: DataFrame, *, citations: DataFrame, **tables: DataFrame
) -> DataFrame:
    """A figure about substances, foods, ranges or studies is credited to a work.

    What it does: finds claims about facts that carry a figure in digits and that neither cite a
    work nor stand in, or take their context from, a passage that mentions one. Advice, doses, what
    the author saw in a case and what the source says of itself are left alone.
    Why it matters: a figure without a work cannot be checked by the reader.
    What it cannot see: a work that is meant and mentioned elsewhere; figures in words; whether
    the work that is cited has the figure.
    Example: "its half-life is about 3 days", and no work beside it.
    What to do: look for the mention that the figure rests on and name it in the claim; if there
    is none, nothing.
    """
    mentions = citations["passage_id"].dropna()
    is_near = claims["passage_id"].isin(mentions) | claims["context_passage_id"].isin(mentions)
    is_asked = claims["type"].isin(_FACTS) & claims["citation_id"].isna() & ~is_near
    rows = claims[is_asked]
    if rows.empty:
        return told(rows, _tell_uncited)
    rows = rows.assign(figure=rows["claim_id"].map(_figures(tables)))
    return told(rows.dropna(subset="figure"), _tell_uncited)


# Years -----------------------------------------------------------------------------------------

_CITED = ["claim.citation.issued_year", "claim.citation.reference.issued_year"]


def _tell_older(row: Mapping[str, Any]) -> Grounds:
    year, start = int(row["year"]), int(row["value_low"])
    return Grounds(
        observed=f"{row['value_reported']}, with a work of {year}",
        expected=f"a work of {start} or later",
        arithmetic=f"What began in {start} is credited to a work of {year}, {start - year} years "
        "before it began.",
        assumption="The work was issued in the year printed, the later one where text and list "
        "differ. One year was let pass. The work may be cited for what came before.",
    )


@rule(
    "quantities",
    reads=["property", "value_low", "value_comparator", "value_reported", *_CITED],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def work_is_not_older_than_what_it_is_credited_with(quantities: DataFrame) -> DataFrame:
    """A work was issued no earlier than the year in which what it is credited with began.

    What it does: compares a stated year of beginning with the year of the work that is cited for
    it; one year apart is let pass.
    Why it matters: a work cannot tell of what came after it; one of the two years is wrong, or
    the work is another one.
    What it cannot see: works without a year; a beginning that is not stated as a year.
    Example: "developed since 2012", with a paper of 2006.
    What to do: see whether the claim names the right citation; if it does, nothing.
    """
    is_start = (quantities["property"] == "start-year") & (quantities["value_comparator"] == "=")
    rows = quantities[is_start]
    rows = rows.assign(year=rows[_CITED].max(axis="columns"))
    return told(rows[rows["year"] < rows["value_low"] - 1], _tell_older)
