"""Damage to references, mentions of them, and what look-ups found."""

from __future__ import annotations

from mutation.damage import damage
from mutation.ways import at, changed, emptied, key, negated, rewritten, said, word

damage("link_has_the_basis_that_it_names", "a mention is linked to another entry")(
    changed(at("citations", "reference_id"), lambda one: (
        key(one) if one.row["link_basis"] != "list-only" else []))
)  # fmt: skip
damage("link_has_the_basis_that_it_names", "a link has another basis, or one is missing")(
    changed(at("citations", "link_basis"), said("identifier", "author", "container-title", ""))
)
damage("link_has_the_basis_that_it_names", "a mention with a basis is linked to no entry")(
    changed(at("citations", "reference_id"), emptied)
)
damage("what_was_found_stands_beside_found", "found is called not found, or the other way")(
    changed(at("reference_checks", "outcome"), lambda one: (
        ["not-found", "not-checked"] if one.text == "found" else ["found"]))
)  # fmt: skip
damage("what_was_found_stands_beside_found", "a title or a match stands beside nothing found")(
    rewritten(
        "reference_checks",
        lambda row: (
            [
                {"title_found": "A title"},
                {"is_title_match": "true"},
                {"retraction_date": "2024-01-01"},
            ]
            if row["outcome"] != "found"
            else []
        ),
    )
)
damage("what_was_found_stands_beside_found", "the title that was found is emptied")(
    changed(at("reference_checks", "title_found", "is_title_match"), emptied)
)
damage(
    "title_matches_where_it_is_said_to", "a match is said where there is none, or the other way"
)(changed(at("reference_checks", "is_title_match"), negated))
damage("title_matches_where_it_is_said_to", "a letter of the title that was found is changed")(
    changed(at("reference_checks", "title_found"), lambda one: (
        word(one) if one.row["is_title_match"] == "true" else []))
)  # fmt: skip
damage("title_matches_where_it_is_said_to", "a look-up is that of another entry")(
    changed(at("reference_checks", "reference_id"), lambda one: (
        key(one) if one.row["is_title_match"] == "true" else []))
)  # fmt: skip
