"""Damage to claims and to where their content is stored."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import at, changed, emptied, filled, said
from packages import Row


def _content_tables(package: Package) -> Iterator[tuple[str, int, Row]]:
    for table, rows in package.rows.items():
        if table != "claims" and rows and "claim_id" in rows[0]:
            yield from ((table, place, row) for place, row in enumerate(rows))


damage("claim_rests_on_factual_passage", "a passage with a claim is called idle talk or a heading")(
    changed(at("passages", "role"), lambda one: (
        ["rhetoric", "heading", "boilerplate"] if one.text == "factual" else []))
)  # fmt: skip


@damage("claim_rests_on_factual_passage", "a claim rests on a heading")
def on_heading(package: Package) -> Iterator[Variant]:
    passages = package.rows.get("passages", ())
    headings = [row["passage_id"] for row in passages if row["role"] == "heading"]
    for place, _ in enumerate(package.rows.get("claims", ())):
        yield Variant((Edit("claims", place, {"passage_id": headings[place % len(headings)]}),))


@damage("claim_rests_on_quoted_words", "a claim rests on a passage that is not quoted")
def on_unquoted(package: Package) -> Iterator[Variant]:
    bare = [row["passage_id"] for row in package.rows.get("passages", ()) if not row["exact"]]
    for place, row in enumerate(package.rows.get("claims", ())):
        for name in ("passage_id", "context_passage_id"):
            if row[name]:
                yield Variant((Edit("claims", place, {name: bare[place % len(bare)]}),))


damage("subject_and_predicate_stand_together", "a claim loses its subject or its predicate")(
    changed(at("claims", "subject_id", "predicate"), emptied)
)
damage("subject_and_predicate_stand_together", "a claim has a predicate or an object alone")(
    filled(at("claims", "predicate"), "increases")
)
damage("restatement_points_to_the_first_claim", "a restatement points to another restatement")(
    lambda package: (
        Variant((Edit("claims", place, {"restates_claim_id": other["claim_id"]}),))
        for place, row in enumerate(package.rows.get("claims", ()))
        for other in package.rows["claims"]
        if row["restates_claim_id"] and other["restates_claim_id"] and other is not row
    )
)
damage("restatement_stores_no_content", "a restatement has a subject and a predicate of its own")(
    lambda package: (
        Variant((Edit("claims", place, {"subject_id": "vitamin-d3", "predicate": "suits"}),))
        for place, row in enumerate(package.rows.get("claims", ()))
        if row["restates_claim_id"]
    )
)
damage("content_is_stored_once", "the claim of a row has a subject of its own")(
    lambda package: (
        Variant((Edit("claims", place, {"subject_id": "vitamin-d3", "predicate": "suits"}),))
        for place, claim in enumerate(package.rows.get("claims", ()))
        if any(row["claim_id"] == claim["claim_id"] for _, _, row in _content_tables(package))
    )
)
damage("content_is_stored_once", "a row points to a claim that has a subject")(
    lambda package: (
        Variant((Edit(table, place, {"claim_id": claim["claim_id"]}),))
        for table, place, _ in _content_tables(package)
        for claim in package.rows["claims"][:60:20]
        if claim["subject_id"]
    )
)
damage("concept_is_not_broader_than_itself", "a concept is its own broader one")(
    lambda package: (
        Variant((Edit("concepts", place, {"broader_id": row["concept_id"]}),))
        for place, row in enumerate(package.rows["concepts"])
    )
)
damage("concept_has_one_preferred_label", "a second name is preferred, or none is")(
    changed(at("concept_labels", "type"), said("preferred", "alternative"))
)
damage("restatement_says_what_the_first_says", "a restatement is of another type or negation")(
    lambda package: (
        Variant((Edit("claims", place, cells),))
        for place, row in enumerate(package.rows.get("claims", ()))
        for cells in (
            {"type": "comparison" if row["type"] != "comparison" else "property"},
            {"is_negated": "false" if row["is_negated"] == "true" else "true"},
        )
        if row["restates_claim_id"]
    )
)
damage("restatement_says_what_the_first_says", "a claim is told as saying again a title")(
    lambda package: (
        Variant((Edit("claims", place, {"restates_claim_id": first["claim_id"]}),))
        for place, row in enumerate(package.rows.get("claims", ()))
        for first in package.rows["claims"][:1]
        if row["restates_claim_id"] not in {"", first["claim_id"]}
    )
)


@damage("claim_cites_the_nearest_mention", "a claim cites the mention of another section")
def citing_elsewhere(package: Package) -> Iterator[Variant]:
    sections = {row["passage_id"]: row["section"] for row in package.rows.get("passages", ())}
    for place, row in enumerate(package.rows.get("claims", ())):
        here = {sections.get(row[name]) for name in ("passage_id", "context_passage_id")}
        for mention in package.rows["citations"]:
            if row["citation_id"] and sections[mention["passage_id"]] not in here:
                cells = {"citation_id": mention["citation_id"]}
                yield Variant((Edit("claims", place, cells),))
