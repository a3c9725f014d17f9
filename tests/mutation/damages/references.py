"""Damage to references, mentions of them, and what look-ups found."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import at, cells, changed, emptied, key, negated, rewritten, said, word

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

# About the source ----------------------------------------------------------------------

_TITLE = "title_of_the_entry_is_the_confirmed_title"


damage(_TITLE, "a work under another title was found")(
    rewritten("reference_checks", lambda row: [
        {"title_found": title, "is_title_match": "false"}
        for title in ("Vitamin K in health", f"{row['title_found']} and more",
                      row["title_found"].split(" ", 1)[-1])
        if row["is_title_match"] == "true"
    ])
)  # fmt: skip


@damage(_TITLE, "the entry prints another title than that of the work that was found")
def other_title(package: Package) -> Iterator[Variant]:
    entries = list(cells(package, at("references", "title")))
    for place, check in enumerate(package.rows.get("reference_checks", ())):
        for one in entries if check["is_title_match"] == "true" else ():
            for text in word(one) if one.row["reference_id"] == check["reference_id"] else ():
                yield Variant((
                    Edit("references", one.at, {"title": text}),
                    Edit("reference_checks", place, {"is_title_match": "false"}),
                ))  # fmt: skip


_FOUND = "reference_was_found"
_NOTHING = {"title_found": "", "is_title_match": "", "retraction_date": ""}

damage(_FOUND, "a work that was found was not")(
    rewritten("reference_checks", lambda row: (
        [{"outcome": "not-found", **_NOTHING}] if row["outcome"] == "found" else []))
)  # fmt: skip
damage(_FOUND, "a look-up that found a work is one of another entry")(
    lambda package: (
        Variant((
            Edit("reference_checks", place, {"reference_id": other}),
            Edit("reference_checks", None, {
                **row, **_NOTHING, "reference_check_id": "CHK-9001", "outcome": "not-found"}),
        ))
        for place, row in enumerate(package.rows.get("reference_checks", ()))
        for other in ("REF-0001", "REF-0002") if row["outcome"] == "found"
    )
)  # fmt: skip

_STANDS = "cited_work_is_not_retracted"

damage(_STANDS, "a work that was found is retracted")(
    rewritten("reference_checks", lambda row: [
        {"retraction_date": day} for day in ("2020-02-29", "2026-11-22")
        if row["outcome"] == "found"
    ])
)  # fmt: skip
damage(_STANDS, "a work that was not found is found, and retracted")(
    rewritten("reference_checks", lambda row: (
        [{"outcome": "found", "title_found": "A title", "is_title_match": "false",
          "retraction_date": "2024-05-01"}] if row["outcome"] != "found" else []))
)  # fmt: skip
