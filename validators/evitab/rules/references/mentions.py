"""The mention of a work that a claim rests on, by where it stands in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import SOURCE, own, rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_AT = "passage.start"
_CITED, _CONTEXT = "citation.passage.start", "context_passage.start"


def _cut_off(claims: DataFrame, others: DataFrame) -> Series[int]:
    """The claims, by their place, with one of `others` (its `source`, and the `place`
    where it stands) between the mention that they cite and both of their passages.
    """
    rows = claims.reset_index(names="row").dropna(subset=_CITED)
    pairs = rows.merge(others, on=SOURCE)
    cited, other = pairs[_CITED], pairs["place"]
    lies_between = other != cited
    for name in (_AT, _CONTEXT):
        ours = pairs[name].fillna(pairs[_AT])
        lies_between &= ((other - cited) * (other - ours) <= 0).fillna(False)
    return pairs.loc[lies_between, "row"]


@rule(
    "claims",
    reads=["citation_id", _CITED, _CONTEXT, SOURCE, _AT],
    beside={
        "mentions": own("citations", SOURCE, _AT),
        "passages": own("passages", "start", "role", SOURCE),
    },
    kind="plausibility",
    severity=Severity.WARNING,
)
def claim_cites_the_nearest_mention(
    claims: DataFrame, *, mentions: DataFrame, passages: DataFrame
) -> Series[bool]:
    """Between a claim and the mention that it cites stand no other mention and no heading.

    What it does: takes the places of the claim's passage, of its context passage and of the mention
    in the source. It speaks where another work is mentioned, or a heading stands, between the
    mention and both of them; a mention in the claim's own passage counts as one in between.
    Why it matters: a claim that hangs on the wrong mention credits one work with what the source
    says of another.
    What it cannot see: a claim that should cite and does not, or one that cites and should not; two
    mentions in one passage.
    Example: a result in the paragraph of a 2024 trial, with the meta-analysis of the paragraph
    before as its citation.
    What to do: point citation_id to the mention that the words belong to. Where the source goes
    back to an earlier work, point context_passage_id to the words that say so.
    """
    headings = passages[(passages["role"] == "heading").fillna(False)]
    marks = [
        headings.rename(columns={"start": "place"}),
        mentions.rename(columns={_AT: "place"}),
    ]
    rows = claims.index.to_series()
    return ~rows.isin(_cut_off(claims, marks[0])) & ~rows.isin(_cut_off(claims, marks[1]))
