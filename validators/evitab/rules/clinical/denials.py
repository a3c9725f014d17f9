"""What the source affirms and an authority denies, or the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import Grounds, rule
from evitab.rules.clinical.evidence import BESIDE, CLAIM, at_odds, beside_conclusions
from evitab.rules.clinical.grouped import Row, told_together

if TYPE_CHECKING:
    from pandas import DataFrame


def _denied(claims: DataFrame, conclusions: DataFrame, **concepts: DataFrame) -> DataFrame:
    shown = conclusions[(conclusions["certainty"] != "not-established").fillna(True)]
    claims = claims[claims["predicate"].isin(shown["predicate"])]
    pairs = beside_conclusions(claims, shown, **concepts)
    if pairs.empty:
        return pairs
    same = pairs["predicate"] == pairs["theirs.predicate"]
    return pairs[(same & (pairs["is_negated"] != pairs["theirs.is_negated"])).fillna(False)]


def _grounds(pairs: Sequence[Row]) -> Grounds:
    return at_odds(
        pairs,
        assumption="Subject and object are taken for the authority's own, or for broader or "
        "narrower ones. The source may mean people or cases of which the authority does not speak.",
        arithmetic="The source affirms what the authority denies, or the other way round.",
    )


@rule(
    "claims",
    reads=CLAIM,
    beside=BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def assertion_is_not_denied_by_an_authority(
    claims: DataFrame, *, conclusions: DataFrame, **concepts: DataFrame
) -> DataFrame:
    """What the source affirms, no authority denies, and the other way round.

    What it does: looks for a conclusion of an authority with the same predicate, on the same
    subject and object or on broader or narrower ones, that is negated where the claim is not.
    Why it matters: a reader is told one thing and would be told another by those who are asked to
    advise.
    What it cannot see: a conclusion in another predicate; which of the two is right.
    Example: "get your 25(OH)D level checked", where the Endocrine Society suggests in 2024 that
    routine tests be left out.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told_together(_denied(claims, conclusions, **concepts), _grounds)
