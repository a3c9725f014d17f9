"""Effects that the source asserts more firmly than authorities hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import Grounds, rule
from evitab.rules.clinical.evidence import BESIDE, CLAIM, at_odds, beside_conclusions
from evitab.rules.clinical.grouped import Row, told_together

if TYPE_CHECKING:
    from pandas import DataFrame

# Predicates that say that the subject does something to the object.
_EFFECTS = (
    "increases",
    "decreases",
    "activates",
    "controls",
    "causes",
    "supports",
    "slows",
    "moves-calcium-into",
    "keeps-calcium-out-of",
    "has-effect-on",
)


def _overstated(claims: DataFrame, conclusions: DataFrame, **concepts: DataFrame) -> DataFrame:
    is_effect = claims["predicate"].isin(_EFFECTS) & ~claims["is_negated"]
    is_firm = claims["assertion_strength"] != "hedged"
    is_open = conclusions["certainty"] == "not-established"
    return beside_conclusions(
        claims[(is_effect & is_firm).fillna(False)], conclusions[is_open.fillna(False)], **concepts
    )


def _grounds(pairs: Sequence[Row]) -> Grounds:
    return at_odds(
        pairs,
        assumption="“Not shown” is not “shown to be wrong”: the authority weighed the evidence "
        "that it was given. A claim on a combination counts as one on each substance in it.",
        arithmetic="The source says it without a limit; the authority leaves it open.",
    )


@rule(
    "claims",
    reads=CLAIM,
    beside=BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def effect_is_asserted_no_more_firmly_than_authorities_hold_it(
    claims: DataFrame, *, conclusions: DataFrame, **concepts: DataFrame
) -> DataFrame:
    """An effect that authorities hold not to be established is asserted with a limit.

    What it does: takes each claim of an effect that the source does not hedge, and looks for a
    conclusion of an authority that cause and effect between the same subject and object, or
    broader or narrower ones, are not established.
    Why it matters: a reader takes for settled what is open.
    What it cannot see: an effect that no predicate of effect holds; evidence later than the
    authority's.
    Example: "without K2, calcium ends up in your arteries", where EFSA holds an effect of vitamin
    K2 on the heart and the blood vessels not to be established.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told_together(_overstated(claims, conclusions, **concepts), _grounds)
