"""`CITATION.cff`: how to cite a release, in the Citation File Format 1.2."""

from __future__ import annotations

from typing import Any

from evitab.release.metadata.people import Party, creators, parties, publisher
from evitab.release.metadata.rights import further_licences, main_licence
from evitab.release.metadata.works import doi, doi_page, page
from evitab.release.model import Release

FILE = "CITATION.cff"


def citation_file(release: Release) -> bytes:
    """The file as YAML, in UTF-8."""
    import yaml

    text = yaml.safe_dump(_citation(release), sort_keys=False, allow_unicode=True, width=96)
    return text.encode()


def citation_text(release: Release) -> str:
    """A citation as DataCite recommends it."""
    names = "; ".join(party.index_name for party in creators(release))
    parts = [
        f"{names} ({release.released.year}): {release.contents.dataset.facts['title']}",
        f"Version {release.version}",
        publisher(release).title,
        "(Dataset)",
    ]
    link = doi_page(release) or page(release)
    return ". ".join(parts) + (f". {link}" if link else "")


def _citation(release: Release) -> dict[str, Any]:
    facts = release.contents.dataset.facts
    licence = main_licence(release)
    contacts = [party for party in parties(release) if "ContactPerson" in party.types]
    entries = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": facts["title"],
        "authors": _authors(creators(release)),
        "contact": _authors(contacts),
        "version": release.version,
        "date-released": release.released.isoformat(),
        "doi": doi(release),
        "license": licence.spdx if licence else None,
        "url": facts.get("homepage"),
        "keywords": list(dict.fromkeys(facts.get("keywords", []))),
        "abstract": f"{facts['description']} {further_licences(release)}".strip(),
    }
    return {key: value for key, value in entries.items() if value}


def _authors(parties: list[Party]) -> list[dict[str, str]]:
    """Each author once, however many entries of `dataset.json` name it."""
    authors: list[dict[str, str]] = []
    for author in map(_author, parties):
        authors += [] if author in authors else [author]
    return authors


def _author(party: Party) -> dict[str, str]:
    if not party.is_person:
        entity = {"name": party.title, "website": party.url}
        return {key: value for key, value in entity.items() if value}
    person = {
        "family-names": party.family,
        "given-names": party.given,
        "orcid": f"https://orcid.org/{party.orcid}" if party.orcid else None,
        "website": None if party.orcid else party.url,
        "affiliation": party.organization,
    }
    if not (party.family or party.given):
        person["alias"] = party.title
    return {key: value for key, value in person.items() if value}
