"""Rules about claims: each rests on quoted words, and its content is stored once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from evitab.finding import Severity
from evitab.rule import rule
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# The tables that hold the content of claims: those that a claim must be referenced by.
CONTENT = tuple(
    table
    for duty in standard().profiles["article"].by_name["claims"].participations
    for table, _ in duty.by
)


@rule("claims", reads=["passage_id", "passage.role"], kind="plausibility")
def claim_rests_on_factual_passage(claims: DataFrame) -> Series[bool]:
    """The passage of a claim is a factual one.

    What it does: follows the claim to its passage and looks at the passage's role.
    Why it matters: a heading or a joke asserts nothing; a claim that rests on one puts words
    into the source's mouth.
    What it cannot see: a factual passage that asserts something else.
    Example: a claim on the passage "Okay, so", whose role is rhetoric.
    What to do: point to the sentence that asserts it, or mend the passage's role.
    """
    return claims["passage.role"] == "factual"


@rule(
    "claims",
    reads=["passage_id", "context_passage_id", "passage.exact", "context_passage.exact"],
    kind="completeness",
)
def claim_rests_on_quoted_words(claims: DataFrame) -> Series[bool]:
    """The passage and the context passage of a claim are quoted.

    What it does: looks for words in exact, in the passage of the claim and in its context passage
    where it has one.
    Why it matters: a release leaves the source behind; the quotation is then all that a reader
    can hold the claim against.
    What it cannot see: whether the words support the claim.
    Example: a claim whose passage has a SHA-256 in place of its words.
    What to do: fill exact, prefix and suffix of the passage, and empty its sha256.
    """
    context_quoted = claims["context_passage_id"].isna() | claims["context_passage.exact"].notna()
    return (claims["passage_id"].isna() | claims["passage.exact"].notna()) & context_quoted


@rule("claims", reads=["subject_id", "predicate", "object_id"], kind="completeness")
def subject_and_predicate_stand_together(claims: DataFrame) -> Series[bool]:
    """A claim has a subject and a predicate, or neither of them nor an object.

    What it does: wants subject and predicate both filled or both empty, and an object only beside a
    subject.
    Why it matters: half a statement can be neither searched nor compared.
    What it cannot see: a predicate that needs an object and has none.
    Example: a claim with subject vitamin-d3 and no predicate.
    What to do: fill both, or empty both where another table holds the content.
    """
    same = claims["subject_id"].isna() == claims["predicate"].isna()
    return same & (claims["object_id"].isna() | claims["subject_id"].notna())


@rule(
    "claims",
    reads=["restates_claim_id", "restates_claim.restates_claim_id"],
    kind="conformance",
)
def restatement_points_to_the_first_claim(claims: DataFrame) -> Series[bool]:
    """A claim that says another again points to the first of them.

    What it does: follows restates_claim_id to the earlier claim, which must not itself restate
    another.
    Why it matters: a chain of restatements makes the count of independent assertions wrong.
    What it cannot see: a restatement that nobody marked as one.
    Example: CLM-0009 restates CLM-0005, which itself restates CLM-0001.
    What to do: let every restatement point to the first claim.
    """
    return claims["restates_claim.restates_claim_id"].isna()


@rule("claims", reads=["restates_claim_id", "subject_id"], kind="conformance")
def restatement_stores_no_content(claims: DataFrame) -> Series[bool]:
    """A claim that says another again leaves the content to that one.

    What it does: looks at claims that restate another; their subject_id has to be empty.
    Why it matters: one assertion that is stored twice is counted twice.
    What it cannot see: content of a restatement in another table; content_is_stored_once does.
    Example: CLM-0009 restates CLM-0001 and has a subject of its own.
    What to do: empty subject, predicate and object, or the link to the earlier claim.
    """
    return claims["restates_claim_id"].isna() | claims["subject_id"].isna()


@rule(
    *CONTENT,
    reads=["claim_id", "claim.subject_id", "claim.restates_claim_id"],
    kind="conformance",
)
def content_is_stored_once(rows: DataFrame) -> Series[bool]:
    """The claim of a row has no subject of its own and restates no other claim.

    What it does: follows the row to its claim, which may have neither a subject nor an earlier
    claim that it restates.
    Why it matters: content in two places drifts apart, and is counted twice.
    What it cannot see: two rows of one table with the same content.
    Example: a dosage whose claim also has a subject and a predicate.
    What to do: keep the content in the row, and empty the claim's subject, predicate and object.
    """
    return rows["claim.subject_id"].isna() & rows["claim.restates_claim_id"].isna()


_STATEMENTS = ("statement", "restates_claim.statement")
# Two sentences of ours on one assertion differ in a verb or an adverb.
_SHARED = 0.5


def _words(statement: str) -> set[str]:
    return set(re.findall(r"\w+", statement.lower()))


@rule(
    "claims",
    reads=[
        "type",
        "statement",
        "is_negated",
        "restates_claim.type",
        "restates_claim.statement",
        "restates_claim.is_negated",
    ],
    kind="plausibility",
    severity=Severity.WARNING,
)
def restatement_says_what_the_first_says(claims: DataFrame) -> Series[bool]:
    """A claim that says another again is of its type, denies what it denies, and shares its words.

    What it does: compares type and negation of the two claims, and counts the words that their
    statements share: at least half of those of the shorter one.
    Why it matters: two assertions that are told as one are counted once, and one of them is lost.
    What it cannot see: two claims in like words that mean something else.
    Example: "Vitamin K2 directs calcium" as a restatement of "Vitamin D3 prevents rickets".
    What to do: point restates_claim_id to the claim that is said again, or word the statements
    alike.
    """
    pairs = claims[list(_STATEMENTS)].dropna()
    shared = [
        len(_words(ours) & _words(theirs)) >= _SHARED * min(len(_words(ours)), len(_words(theirs)))
        for ours, theirs in pairs.itertuples(index=False)
    ]
    is_like = ~claims.index.to_series().isin(pairs.index[~np.array(shared, bool)])
    same = (claims["type"] == claims["restates_claim.type"]).fillna(True)
    same &= (claims["is_negated"] == claims["restates_claim.is_negated"]).fillna(True)
    return is_like & same
