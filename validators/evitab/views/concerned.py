"""Which claims a finding about the source concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evitab.package import Contents
from evitab.views.concepts import rows_of
from evitab.views.content import contents_of_claims

Finding = Mapping[str, str | None]


def claims_concerned(contents: Contents, findings: Sequence[Finding]) -> list[list[str]]:
    """For each finding the keys of its claims, sorted.

    A finding concerns a claim where its row, or one of its related rows, is the claim, holds its
    content, is what it cites, or is the entry (or a look-up of the entry) that this leads to.
    """
    claims: dict[str, set[str]] = {}
    for claim, key in _hangs_on(contents):
        claims.setdefault(key, set()).add(claim)
    named = [{str(each["row"]), *(each["related_rows"] or "").split()} for each in findings]
    return [sorted(set().union(*(claims.get(key, ()) for key in keys))) for keys in named]


def _hangs_on(contents: Contents) -> Iterator[tuple[str, str]]:
    """Each claim with the key of each row that hangs on it, itself included."""
    held = contents_of_claims(contents)
    entries = {row["citation_id"]: row["reference_id"] for row in rows_of(contents, "citations")}
    checks: dict[str, list[str]] = {}
    for check in rows_of(contents, "reference_checks"):
        checks.setdefault(check["reference_id"], []).append(check["reference_check_id"])
    for row in rows_of(contents, "claims"):
        claim, citation = row["claim_id"], row["citation_id"]
        keys = [claim, *(held[claim].keys if claim in held else [])]
        if citation is not None:
            entry = entries.get(citation)
            keys += [citation, *([entry, *checks.get(entry, [])] if entry else [])]
        yield from ((claim, key) for key in keys)
