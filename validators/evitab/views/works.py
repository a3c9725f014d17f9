"""What a mention of a work says, the entry that it is linked to, and what look-ups found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evitab.package import Contents
from evitab.views.concepts import Row, rows_of

# The weightiest answer first: who found a work outweighs who did not, and who was not asked.
_OUTCOMES = ("found", "not-found", "not-checked")


def cited(contents: Contents) -> dict[str, Row]:
    """By the key of a citation, what it is as printed and what is known of its reference."""
    entries = {row["reference_id"]: row for row in rows_of(contents, "references")}
    checks: dict[str, list[Row]] = {}
    for check in rows_of(contents, "reference_checks"):
        checks.setdefault(check["reference_id"], []).append(check)
    return {
        row["citation_id"]: {
            "citation": as_printed(row),
            "reference_id": row["reference_id"],
            **looked_up(entries.get(row["reference_id"]), checks.get(row["reference_id"], [])),
        }
        for row in rows_of(contents, "citations")
    }


def as_printed(citation: Mapping[str, object]) -> str | None:
    """A mention in the words and figures of the source: author, journal, year, identifiers."""
    words = [str(citation[name]) for name in ("author", "container_title", "issued_year")
             if citation[name] is not None]  # fmt: skip
    words += [f"{name.upper()} {citation[name]}" for name in ("doi", "pmid") if citation[name]]
    return ", ".join(words) or None


def looked_up(entry: Row | None, checks: Sequence[Row]) -> Row:
    """The entry's title, the weightiest outcome of its look-ups ("not-checked" without any),
    whether a title was the printed one, the titles that were found, and the day of a retraction.
    """
    if entry is None:
        return {}
    outcomes = {check["outcome"] for check in checks}
    matches = {check["is_title_match"] for check in checks} - {None}
    titles = dict.fromkeys(check["title_found"] for check in checks if check["title_found"])
    retracted = [day for check in checks if (day := check["retraction_date"]) is not None]
    return {
        "reference_title": entry["title"],
        "reference_status": next((o for o in _OUTCOMES if o in outcomes), "not-checked"),
        "is_title_match": any(matches) if matches else None,
        "title_found": "; ".join(titles) or None,
        "retraction_date": min(retracted, default=None),
    }
