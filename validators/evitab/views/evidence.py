"""One wide row for each claim: its words, what it cites, its figure, and what is at odds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.views.concepts import Row, labels, rows_of
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
_OF_CLAIM = ("subject", "object")


def evidence(contents: Contents, findings: Sequence[Mapping[str, str | None]]) -> pa.Table:
    """The claims of an article in the order of their keys, each with all that hangs on it.

    `findings` are those about the source, worst first; one is a claim's where its row, or one of
    its related rows, is the claim or holds its content. Raises CannotJudge without claims.
    """
    if "claims" not in contents.tables:
        advice = "Name a package of the profile article."
        raise CannotJudge("it has no claims", file=contents.dataset.name, advice=advice)
    called, works, held = labels(contents), cited(contents), contents_of_claims(contents)
    passages = {row["passage_id"]: row for row in rows_of(contents, "passages")}
    found = _by_row(findings)
    rows = []
    for claim in rows_of(contents, "claims"):
        content = held.get(claim["claim_id"], Content())
        rows.append(
            claim
            | {name: called.get(claim[f"{name}_id"]) for name in _OF_CLAIM}
            | _words(claim, passages)
            | works.get(claim["citation_id"], {})
            | content.told(called)
            | _at_odds([claim["claim_id"], *content.keys], found)
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


def _by_row(
    findings: Sequence[Mapping[str, str | None]],
) -> dict[str, list[tuple[int, Mapping[str, str | None]]]]:
    """The findings by the keys of rows that they name, each with its place among the worst."""
    by_row: dict[str, list[tuple[int, Mapping[str, str | None]]]] = {}
    for place, finding in enumerate(findings):
        for key in {finding["row"], *(finding["related_rows"] or "").split()}:
            by_row.setdefault(str(key), []).append((place, finding))
    return by_row


def _at_odds(
    keys: Sequence[str], found: Mapping[str, list[tuple[int, Mapping[str, str | None]]]]
) -> Row:
    mine = dict(
        sorted((pair for key in keys for pair in found.get(key, [])), key=lambda pair: pair[0])
    )
    worst = next(iter(mine.values()), None)
    return {
        "findings": len(mine),
        "worst_harm": worst["harm"] if worst else None,
        "finding_rules": _joined([finding["rule"] for finding in mine.values()], " "),
    }


def _joined(words: Sequence[str | None], by: str) -> str | None:
    return by.join(dict.fromkeys(word for word in words if word)) or None
