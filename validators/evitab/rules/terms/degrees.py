"""Words of degree that stand for an amount, and whether the source says which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.figures.words import words_in
from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told
from evitab.units import dimension

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_LANGUAGE = "passage.source.language"
_AMOUNTS = ["mass", "activity", "mass-per-time", "activity-per-time"]
_ADVICE = ["recommendation", "clinical-use-issue", "dosage"]
_MOST = 10


def _defining(dosages: DataFrame, quantities: DataFrame, ranges: DataFrame) -> Series[str]:
    """The claims that give an amount, or a band of values."""
    import pandas as pd

    is_amount = dimension(quantities["value_unit"]).isin(_AMOUNTS).fillna(False)
    return pd.concat(
        [
            dosages.loc[dosages["dose_low"].notna(), "claim_id"],
            quantities.loc[is_amount & quantities["value_low"].notna(), "claim_id"],
            ranges["claim_id"],
        ]
    )


def _defined(
    claims: DataFrame, found: DataFrame, arms: DataFrame, amounts: Mapping[str, DataFrame]
) -> DataFrame:
    """The words, by source, beside which the source gives an amount: in one passage, in the
    context, or as the name of an arm whose regimen has a dose. `found` are those in the passages.
    """
    import pandas as pd

    giving = claims[claims["claim_id"].isin(_defining(**amounts))]
    words = [
        found[found.index.isin(giving.index)],
        words_in(giving["context_passage.exact"], giving[_LANGUAGE], "degree"),
    ]
    regimens = amounts["dosages"].dropna(subset=["dose_low", "regimen_id"])["regimen_id"]
    dosed = arms[arms["regimen_id"].isin(regimens)]
    names = words_in(dosed["label"], dosed["claim.passage.source.language"], "degree")
    said = [*(each.join(giving[SOURCE]) for each in words), names.join(dosed[SOURCE])]
    return pd.concat(said)[[SOURCE, "plain"]].drop_duplicates()


def _undefined(claims: DataFrame, arms: DataFrame, amounts: Mapping[str, DataFrame]) -> DataFrame:
    """Each word that no amount stands beside, in each claim whose passage has it.

    `is_said` tells that the claim's own statement has the word; claims that do come first.
    """
    found = words_in(claims["passage.exact"], claims[_LANGUAGE], "degree").rename_axis("place")
    if found.empty:
        return found
    users = claims.loc[found.index.unique()]
    said = words_in(users["statement"], users[_LANGUAGE], "degree").rename_axis("place")
    uses = found.reset_index().drop_duplicates(["place", "plain"])
    said = said.reset_index()[["place", "plain"]].drop_duplicates().assign(is_said=True)
    uses = uses.merge(said, on=["place", "plain"], how="left")
    uses["is_said"] = uses["is_said"].notna()
    columns = users[["claim_id", "type", "passage_id", SOURCE]]
    uses = uses.merge(columns.rename_axis("place").reset_index(), on="place")
    defined = _defined(claims, found, arms, amounts).assign(is_defined=True)
    uses = uses.merge(defined, on=[SOURCE, "plain"], how="left")
    uses = uses[uses["is_defined"].isna()]
    return uses.sort_values(["is_said", "claim_id"], ascending=[False, True])


def _first_uses(uses: DataFrame) -> DataFrame:
    """One row a word: where it first stands, what else uses it, and whether as advice."""
    import pandas as pd

    by_word: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for use in uses.to_dict("records"):
        by_word.setdefault((use[SOURCE], use["plain"]), []).append(use)
    rows = []
    for group in by_word.values():
        users = [use for use in group if use["is_said"]] or group
        others = " ".join(use["claim_id"] for use in users[1 : _MOST + 1])
        passages = len({use["passage_id"] for use in group})
        is_advice = any(use["type"] in _ADVICE for use in users)
        told_of = {"others": others or None, "passages": passages, "is_advice": is_advice}
        rows.append({**group[0], **told_of})
    return pd.DataFrame(rows).drop_duplicates("place").set_index("place")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    where = f"in {row['passages']} sentences, in one spelling or another"
    if row["passages"] == 1:
        where = "in one sentence"
    return Grounds(
        observed=f"“{row['printed']}”",
        expected=f"An amount, or a band of amounts, that says what a {row['plain']} is.",
        arithmetic=f"“{row['printed']}” stands {where}. Neither there nor in what stands beside it "
        "does the source say from what amount on, or up to what amount, the word holds.",
        assumption="An amount in the same sentence, in its context, or for a study arm of that "
        "name would have been enough; an amount of a food is none of the substance. A field may "
        "have a usual meaning for the word that the source takes for granted.",
        related_rows=row["others"],
        harm="medium" if row["is_advice"] else None,
    )


@rule(
    "claims",
    reads=[
        "claim_id",
        "type",
        "statement",
        "passage_id",
        "passage.exact",
        SOURCE,
        _LANGUAGE,
        "context_passage.exact",
    ],
    beside={
        "dosages": own("dosages", "claim_id", "dose_low", "regimen_id"),
        "quantities": own("quantities", "claim_id", "value_low", "value_unit"),
        "ranges": own("reference_ranges", "claim_id"),
        "arms": own(
            "study_arms",
            "label",
            "regimen_id",
            "claim.passage.source.language",
            SOURCE,
        ),
    },
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def word_of_degree_is_defined(
    claims: DataFrame, *, arms: DataFrame, **amounts: DataFrame
) -> DataFrame:
    """A word of degree that stands for an amount is defined somewhere in the source.

    What it does: looks for words like "high-dose" and "therapeutic doses", of which no passage that
    has them, nor its context, gives an amount; the amount of a study arm of that name counts too.
    One finding a word, at the first claim that uses it. "Higher" and "lower" speak of the sentence
    before and are left alone. Harm is medium where the word stands in advice or in a warning.
    Why it matters: "never take high-dose X without Y" cannot be followed, or broken, by a reader
    who is not told where high begins.
    What it cannot see: an amount that stands further away, and words that the lexicon does not
    know. A word that is defined for one substance counts as defined for all.
    Example: "never supplement with high-dose vitamin D", in a text that says of no dose that it is
    high.
    What to do: nothing in the tables, if they say what the source says.
    """
    uses = _undefined(claims, arms, amounts)
    return told(uses if uses.empty else _first_uses(uses), _grounds)
