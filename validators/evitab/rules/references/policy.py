"""A rule about the kinds of source that a source says it uses, and those on its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame

_NOT_REVIEWED = {"webpage": "web page", "pamphlet": "fact sheet or pamphlet", "dataset": "data set"}


def _policies(claims: DataFrame) -> DataFrame:
    """By source, the claims that call its list peer-reviewed (`policy`), and what `others` it says
    that it cites.
    """
    asserted = claims[(~claims["is_negated"]).fillna(False)]
    is_policy = asserted["subject_id"] == "reference-list"
    is_policy &= asserted["predicate"] == "has-attribute"
    is_policy &= asserted["object_id"] == "peer-reviewed"
    others = asserted[(asserted["predicate"] == "cites-among-few").fillna(False)]
    keys = asserted[is_policy.fillna(False)].groupby(SOURCE)["claim_id"].agg(" ".join)
    cited = others.dropna(subset="object.label").groupby(SOURCE)["object.label"].agg(_listed)
    return keys.to_frame("policy").assign(others=cited)


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


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


@rule(
    "references",
    reads=["passage_id", "title", "type", SOURCE],
    beside={
        "claims": own(
            "claims", "claim_id", "subject_id", "predicate", "object_id", "object.label",
            "is_negated", SOURCE,
        )
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)  # fmt: skip
def reference_type_fits_the_stated_policy(references: DataFrame, *, claims: DataFrame) -> DataFrame:
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
    rows = references[references["type"].isin(list(_NOT_REVIEWED))]
    policies = _policies(claims)
    if rows.empty or policies.empty:
        return told(rows[:0], _tell_policy)
    return told(rows.join(policies, on=SOURCE, how="inner"), _tell_policy)
