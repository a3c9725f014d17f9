"""Rules about clinical use issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("contraindications", reads=["is_negated", "claim.is_negated"], kind="conformance")
def issue_is_negated_where_its_claim_is(issues: DataFrame) -> Series[bool]:
    """A clinical use issue is marked as negated where, and only where, its claim is.

    What it does: compares is_negated of the row with is_negated of its claim.
    Why it matters: an interaction that the source rules out must never read as one that it
    asserts, nor the other way round.
    What it cannot see: a claim and an issue that are both marked wrongly; grounding holds the
    claim against the words.
    Example: "apixaban does not have this interaction", with false in the issue and true in the
    claim.
    What to do: mend the one that does not say what the source says.
    """
    return issues["is_negated"] == issues["claim.is_negated"]


@rule("contraindications", reads=["type", "interactant_id"], kind="completeness")
def interaction_names_its_interactant(issues: DataFrame) -> Series[bool]:
    """An interaction names the other substance.

    What it does: looks at rows of the type interaction, which must have an interactant_id.
    Why it matters: a reader who takes that substance cannot be warned.
    What it cannot see: the wrong substance; grounding holds its name against the words.
    Example: an interaction of vitamin K with an empty interactant_id.
    What to do: fill interactant_id, or mend the type.
    """
    return (issues["type"] != "interaction") | issues["interactant_id"].notna()
