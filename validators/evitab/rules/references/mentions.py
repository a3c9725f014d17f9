"""The mention of a work that a claim rests on, by where it stands in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import own, rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_SECTION, _AT = "passage.section", "passage.start"
_PLACES = ("passage.source_id", _SECTION, _AT)
_CONTEXT = ("context_passage.section", "context_passage.start")


def _with_one_between(claims: DataFrame, mentions: DataFrame) -> Series[int]:
    """The claims between which and the mention that they cite another one stands."""
    rows = claims.reset_index(names="row").dropna(subset="citation.passage.start")
    others = mentions.rename(columns={"citation_id": "other_id", _AT: "other_at"})
    pairs = rows.merge(others, on="passage.source_id")
    pairs = pairs[pairs["other_id"] != pairs["citation_id"]]
    cited, other = pairs["citation.passage.start"], pairs["other_at"]
    lies_between = other != cited
    for name in (_AT, "context_passage.start"):
        ours = pairs[name].fillna(pairs[_AT])
        lies_between &= ((other - cited) * (other - ours) <= 0).fillna(False)
    return pairs.loc[lies_between, "row"]


@rule(
    "claims",
    reads=["citation_id", *_PLACES, *(f"citation.{place}" for place in _PLACES), *_CONTEXT],
    beside={"mentions": own("citations", "citation_id", *_PLACES)},
    kind="plausibility",
    severity=Severity.WARNING,
)
def claim_cites_the_nearest_mention(claims: DataFrame, *, mentions: DataFrame) -> Series[bool]:
    """A claim cites a mention in its section, with no other mention in between.

    What it does: takes the places of the claim's passage, of its context passage and of the mention
    in the source. It speaks where another work is mentioned between the mention and both of them,
    or in the claim's own passage, and where the mention stands in another section than both.
    Why it matters: a claim that hangs on the wrong mention credits one work with what the source
    says of another.
    What it cannot see: a claim that should cite and does not, or one that cites and should not; two
    mentions in one passage.
    Example: a result in the paragraph of a 2024 trial, with the meta-analysis of the paragraph
    before as its citation.
    What to do: point citation_id to the mention that the words belong to. Where the source goes
    back to an earlier work, point context_passage_id to the words that say so.
    """
    is_elsewhere = claims["citation.passage.section"].notna()
    for name in (_SECTION, "context_passage.section"):
        is_elsewhere &= (claims[name] != claims["citation.passage.section"]).fillna(True)
    return ~is_elsewhere & ~claims.index.to_series().isin(_with_one_between(claims, mentions))
