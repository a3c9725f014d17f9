"""`datacite.json`: what a DOI is registered with, in the DataCite metadata schema 4.5."""

from __future__ import annotations

from typing import Any

from evitab.package.descriptor import as_json
from evitab.release.metadata.files import data_formats
from evitab.release.metadata.people import Party, creators, funders, parties, publisher
from evitab.release.metadata.rights import Licence, licences
from evitab.release.metadata.works import doi, identifiers, page, sources
from evitab.release.model import Release

FILE = "datacite.json"
_KINDS = {"doi": "DOI", "pmid": "PMID", "isbn": "ISBN", "url": "URL"}


def datacite_file(release: Release) -> bytes:
    """The file as JSON, in UTF-8."""
    facts = release.contents.dataset.facts
    subjects = dict.fromkeys(facts.get("keywords", []))
    entries = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "doi": doi(release),
        "url": page(release),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data Package"},
        "titles": [{"title": facts["title"]}],
        "creators": [_party(party) for party in creators(release)],
        "publisher": _publisher(publisher(release)),
        "publicationYear": str(release.released.year),
        "dates": [{"date": release.released.isoformat(), "dateType": "Issued"}],
        "language": next(iter(facts.get("languages", [])), None),
        "version": release.version,
        "subjects": [{"subject": subject} for subject in subjects],
        "contributors": _contributors(release),
        "fundingReferences": [_funding(party) for party in funders(release)],
        "descriptions": [{"description": facts["description"], "descriptionType": "Abstract"}],
        "rightsList": [_rights(licence) for licence in licences(release)],
        "sizes": [_size(release)],
        "formats": data_formats(),
        "relatedIdentifiers": _related(release),
        "relatedItems": _items(release),
    }
    return as_json({key: value for key, value in entries.items() if value})


def _party(party: Party) -> dict[str, Any]:
    entries = {
        "name": party.index_name,
        "nameType": "Personal" if party.is_person else "Organizational",
        "givenName": party.given,
        "familyName": party.family,
        "nameIdentifiers": _name_identifiers(party),
        "affiliation": [{"name": party.organization}] if party.organization else [],
    }
    return {key: value for key, value in entries.items() if value}


def _name_identifiers(party: Party) -> list[dict[str, str]]:
    known = (("ORCID", "https://orcid.org", party.orcid), ("ROR", "https://ror.org", party.ror))
    return [
        {
            "nameIdentifier": f"{scheme}/{value}",
            "nameIdentifierScheme": name,
            "schemeUri": scheme,
        }
        for name, scheme, value in known
        if value
    ]


def _publisher(party: Party) -> dict[str, str]:
    if party.ror is None:
        return {"name": party.title}
    return {
        "name": party.title,
        "publisherIdentifier": f"https://ror.org/{party.ror}",
        "publisherIdentifierScheme": "ROR",
        "schemeUri": "https://ror.org",
    }


def _contributors(release: Release) -> list[dict[str, Any]]:
    return [
        {**_party(party), "contributorType": kind}
        for party in parties(release)
        for kind in party.types
    ]


def _funding(party: Party) -> dict[str, str]:
    if party.ror is None:
        return {"funderName": party.title}
    return {
        "funderName": party.title,
        "funderIdentifier": f"https://ror.org/{party.ror}",
        "funderIdentifierType": "ROR",
    }


def _rights(licence: Licence) -> dict[str, str]:
    rights = {"rights": licence.title} | ({"rightsUri": licence.url} if licence.url else {})
    if licence.spdx:
        rights["rightsIdentifier"] = licence.spdx.lower()
        rights["rightsIdentifierScheme"] = "SPDX"
        rights["schemeUri"] = "https://spdx.org/licenses/"
    return rights


def _size(release: Release) -> str:
    tables = release.contents.tables
    return f"{len(tables)} tables, {sum(len(table.data) for table in tables.values())} rows"


def _related(release: Release) -> list[dict[str, str]]:
    return [
        {
            "relatedIdentifier": work.value,
            "relatedIdentifierType": _KINDS[work.kind],
            "relationType": "References",
        }
        for work in identifiers(release)
    ]


def _items(release: Release) -> list[dict[str, Any]]:
    """What has no identifier: the sources, and the authority package."""
    items = [
        {
            "relatedItemType": "Text",
            "relationType": "IsDerivedFrom",
            "titles": [{"title": title}],
        }
        for title in dict.fromkeys(row["title"] for row in sources(release))
    ]
    if named := release.contents.dataset.authority:
        titles = [{"title": f"{named['name']} {named['version']}"}]
        items.append({"relatedItemType": "Dataset", "relationType": "References", "titles": titles})
    return items
