"""`.zenodo.json`: what Zenodo reads beside a deposit, in the terms of its deposit metadata."""

from __future__ import annotations

from html import escape
from typing import Any

from evitab.package.descriptor import as_json
from evitab.release.metadata.people import Party, creators, parties
from evitab.release.metadata.rights import further_licences, main_licence
from evitab.release.metadata.works import doi, identifiers
from evitab.release.model import Release

FILE = ".zenodo.json"
# Zenodo registers these itself, and takes a DOI from elsewhere only.
_OWN_PREFIX = "10.5281/zenodo."


def zenodo_file(release: Release) -> bytes:
    """The file as JSON, in UTF-8."""
    facts = release.contents.dataset.facts
    licence, given = main_licence(release), doi(release)
    entries = {
        "upload_type": "dataset",
        "access_right": "open",
        "title": facts["title"],
        # Zenodo reads HTML here.
        "description": escape(facts["description"], quote=False),
        "creators": [_party(party) for party in creators(release)],
        "contributors": _contributors(release),
        "publication_date": release.released.isoformat(),
        "version": release.version,
        "doi": None if given is None or given.startswith(_OWN_PREFIX) else given,
        "license": licence.spdx.lower() if licence and licence.spdx else None,
        "keywords": list(dict.fromkeys(facts.get("keywords", []))),
        "notes": escape(further_licences(release), quote=False),
        "related_identifiers": _related(release),
    }
    return as_json({key: value for key, value in entries.items() if value})


def _party(party: Party) -> dict[str, str]:
    entries = {
        "name": party.index_name,
        "affiliation": party.organization,
        "orcid": party.orcid,
    }
    return {key: value for key, value in entries.items() if value}


def _contributors(release: Release) -> list[dict[str, Any]]:
    return [{**_party(party), "type": kind} for party in parties(release) for kind in party.types]


def _related(release: Release) -> list[dict[str, str]]:
    return [
        {"identifier": work.value, "scheme": work.kind, "relation": "references"}
        for work in identifiers(release)
    ]
