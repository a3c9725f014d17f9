"""Interactions that authorities name and the source leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.hierarchy import ancestors, kin
from evitab.rule import SOURCE, Grounds, own, rule
from evitab.rules.clinical.grouped import Row, each_once, told_together
from evitab.rules.clinical.known import CONCEPTS, DOSES, KNOWN, THEIR_CONCEPTS, all_concepts

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _advised(doses: DataFrame, everything: DataFrame) -> DataFrame:
    """Each source with the concepts that it advises to take, and the broader ones."""
    import pandas as pd

    given = doses[(doses["use"] == "recommended").fillna(False)]
    taken = [
        given[[SOURCE, name]].set_axis([SOURCE, "concept_id"], axis="columns")
        for name in ("substance_id", "form_id")
    ]
    pairs = pd.concat(taken).dropna().drop_duplicates().merge(ancestors(everything))
    pairs = pairs[[SOURCE, "ancestor_id"]].drop_duplicates()
    return pairs.rename(columns={"ancestor_id": "substance_id"})


def _named(issues: DataFrame, sought: Series[str], everything: DataFrame) -> DataFrame:
    """Each source with those of the `sought` concepts that its cautions name: a concept is named
    where it, a broader or a narrower one, or another one of its class is.
    """
    import pandas as pd

    related = kin(everything)
    parents = everything.dropna().set_axis(related.columns, axis="columns")
    near = pd.concat([related, parents]).drop_duplicates()
    reached = near[near["concept_id"].isin(sought)].merge(near, on="kin_id")
    reached = reached[["concept_id_x", "concept_id_y"]].drop_duplicates()
    reached = reached.set_axis(["interactant_id", "named_id"], axis="columns")
    named = issues.rename(columns={"interactant_id": "named_id"})[[SOURCE, "named_id"]]
    named = named.dropna().drop_duplicates().merge(reached, on="named_id")
    return named[[SOURCE, "interactant_id"]].drop_duplicates()


def _left_out(
    issues: DataFrame, doses: DataFrame, known: DataFrame, everything: DataFrame
) -> DataFrame:
    """The interactions that authorities give for each concept that a source advises to take, or
    a narrower one of which it does, and that the source does not name, once for each source.
    """
    theirs = known[(~known["is_negated"] & known["interactant_id"].notna()).fillna(False)]
    advised = _advised(doses, everything)
    advised = advised[advised[SOURCE].isin(issues[SOURCE])]
    pairs = theirs.merge(advised, on="substance_id")
    named = _named(issues, theirs["interactant_id"], everything)
    found = pairs.merge(named, how="left", indicator="is_named")
    return found[found["is_named"] == "left_only"].drop(columns="is_named")


def _grounds(missing: Sequence[Row]) -> Grounds:
    label = missing[0]["substance.label"]
    each = [
        f"{row['interactant.label']} ({row['authority.label']}"
        + (f": {row['effect.label']})" if row["effect.label"] else ", no effect on record here)")
        for row in missing
    ]
    names = ", ".join(each_once([row["interactant.label"] for row in missing]))
    is_grave = any(row["effect.kind"] == "condition" for row in missing)
    # A concept is shared by all sources: where there are several, the finding says of which it is.
    which = missing[0][SOURCE] if missing[0]["is_one_of_several"] else None
    return Grounds(
        observed=f"no word on {label} with {names}" + (f", in {which}" if which else ""),
        related_rows=which,
        expected=f"the interactions of {label} that authorities name",
        harm="high" if is_grave else None,
        assumption="Interactions told of a broader or narrower substance, or of another one of a "
        "class, count as named. A popular text need not list everything; it does list cautions.",
        arithmetic=f"The source advises {label}, or a form of it, and lists cautions. Authorities "
        f"name interactions that are not among them: {', '.join(each_once(each))}.",
    )


@rule(
    "concepts",
    reads=["concept_id"],
    beside={
        "issues": own("contraindications", "interactant_id", SOURCE),
        "sources": own("sources", "source_id"),
        "doses": DOSES,
        "known": KNOWN,
        "concepts": CONCEPTS,
        "their_concepts": THEIR_CONCEPTS,
    },
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="medium",
)
def interactions_of_authorities_are_named(
    rows: DataFrame,
    *,
    issues: DataFrame,
    sources: DataFrame,
    doses: DataFrame,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> DataFrame:
    """A source that advises a substance and lists cautions names the interactions of authorities.

    What it does: takes each substance that the source advises to take, and the broader ones, looks
    up the interactions that authorities give for it, and asks whether the source names the other
    substance, a broader or narrower one, or one of its class. A source without any clinical use
    issue is left alone. Each source of a package is asked by itself.
    Why it matters: a reader who takes the other substance and finds it on no list of cautions takes
    the silence for safety. The harm is high where an authority names a condition that may follow.
    What it cannot see: interactions that the authority package does not have; a warning in words
    that no clinical use issue holds.
    Example: an article that advises vitamin D, warns of warfarin and leaves out thiazide diuretics.
    What to do: nothing in the tables, if the source does not name it.
    """
    if issues.empty:
        return told_together(rows.iloc[:0], _grounds)
    missing = _left_out(issues, doses, known, all_concepts(concepts, their_concepts))
    missing["is_one_of_several"] = len(sources) > 1
    places = rows.reset_index(names="place")
    missing = missing.merge(places, left_on="substance_id", right_on="concept_id")
    return told_together(missing, _grounds, "place", SOURCE)
