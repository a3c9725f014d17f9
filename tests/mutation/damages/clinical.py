"""Damage to clinical use issues."""

from __future__ import annotations

from mutation.damage import damage
from mutation.ways import at, changed, emptied, negated, only, rewritten

damage("issue_is_negated_where_its_claim_is", "an issue is negated that was not, or the other way")(
    only("article", changed(at("contraindications", "is_negated"), negated))
)
damage("interaction_names_its_interactant", "an interaction loses the other substance")(
    changed(at("contraindications", "interactant_id"), lambda one: (
        emptied(one) if one.row["type"] == "interaction" else []))
)  # fmt: skip
damage("interaction_names_its_interactant", "a warning of one substance is an interaction")(
    rewritten(
        "contraindications",
        lambda row: [] if row["interactant_id"] else [{"type": "interaction"}],
    )
)
