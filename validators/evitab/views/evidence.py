"""One wide row for each claim: its words, what it cites, its figure, and what is at odds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.views.concepts import Row, labels, rows_of
from evitab.views.concerned import Finding, claims_concerned
from evitab.views.content import Content, contents_of_claims
from evitab.views.works import cited

_TEXT = pa.string()
SCHEMA = pa.schema(
    {
        "claim_id": _TEXT,
        "type": _TEXT,
        "statement": _TEXT,
        "is_negated": pa.bool_(),
        "assertion_strength": _TEXT,
        "population": _TEXT,
        "condition_reported": _TEXT,
        "restates_claim_id": _TEXT,
        "subject": _TEXT,
        "predicate": _TEXT,
        "object": _TEXT,
        "passage_id": _TEXT,
        "section": _TEXT,
        "exact": _TEXT,
        "context_exact": _TEXT,
        "citation_id": _TEXT,
        "citation": _TEXT,
        "reference_id": _TEXT,
        "reference_title": _TEXT,
        "reference_status": _TEXT,
        "is_title_match": pa.bool_(),
        "title_found": _TEXT,
        "retraction_date": pa.date32(),
        "content_tables": _TEXT,
        "content_rows": _TEXT,
        "reported": _TEXT,
        "figures": pa.int64(),
        "figure_of": _TEXT,
        "figure_property": _TEXT,
        "figure_low": pa.float64(),
        "figure_high": pa.float64(),
        "figure_comparator": _TEXT,
        "figure_unit": _TEXT,
        "findings": pa.int64(),
        "worst_harm": _TEXT,
        "finding_rules": _TEXT,
    }
)


def evidence(contents: Contents, findings: Sequence[Finding]) -> pa.Table:
    """The claims of an article in the order of their keys, each with all that hangs on it.

    `findings` are those about the source, worst first. Raises CannotJudge without claims.
    """
    if "claims" not in contents.tables:
        advice = "Name a package of the profile article."
        raise CannotJudge("it has no claims", file=contents.dataset.name, advice=advice)
    called, works, held = labels(contents), cited(contents), contents_of_claims(contents)
    passages = {row["passage_id"]: row for row in rows_of(contents, "passages")}
    found = _by_claim(contents, findings)
    rows = []
    for claim in rows_of(contents, "claims"):
        content = held.get(claim["claim_id"], Content())
        rows.append(
            claim
            | _about(claim, content, called)
            | _words(claim, passages)
            | works.get(claim["citation_id"], {})
            | content.told(called)
            | _at_odds(found.get(claim["claim_id"], []))
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _words(claim: Row, passages: Mapping[str, Row]) -> Row:
    passage = passages.get(claim["passage_id"], {})
    context = passages.get(claim["context_passage_id"], {})
    return {
        "section": passage.get("section"),
        "exact": passage.get("exact"),
        "context_exact": context.get("exact"),
    }


def _about(claim: Row, content: Content, called: Mapping[str, str]) -> Row:
    """What a claim is about: its own subject and object, else those of the row with its content."""
    return {
        name: called.get(claim[f"{name}_id"] or content.about.get(name) or "")
        for name in ("subject", "object")
    }


def _by_claim(contents: Contents, findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """The findings of each claim, worst first."""
    by_claim: dict[str, list[Finding]] = {}
    for finding, claims in zip(findings, claims_concerned(contents, findings), strict=True):
        for claim in claims:
            by_claim.setdefault(claim, []).append(finding)
    return by_claim


def _at_odds(findings: Sequence[Finding]) -> Row:
    return {
        "findings": len(findings),
        "worst_harm": findings[0]["harm"] if findings else None,
        "finding_rules": _joined([finding["rule"] for finding in findings], " "),
    }


def _joined(words: Sequence[str | None], by: str) -> str | None:
    return by.join(dict.fromkeys(word for word in words if word)) or None
