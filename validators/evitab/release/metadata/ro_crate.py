"""`ro-crate-metadata.json`: a release as a research object, in RO-Crate 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evitab.package.descriptor import as_json
from evitab.release.metadata.files import ReleaseFile, release_files
from evitab.release.metadata.people import Party, creators, parties, publisher
from evitab.release.metadata.rights import Licence, licences
from evitab.release.metadata.works import Work, doi_page, page, references, sources
from evitab.release.model import Release

FILE = "ro-crate-metadata.json"
_STANDARD = "https://w3id.org/ro/crate/1.1"
# schema.org got the term after RO-Crate 1.1 was written.
_CONTEXT = [f"{_STANDARD}/context", {"sha256": "http://schema.org/sha256"}]
_RELEASE, _TOOL = "#release", "#evitab"
_REPORT = "validation.json"

Entity = dict[str, Any]


def ro_crate_file(release: Release) -> bytes:
    """The file as JSON-LD, in UTF-8, over all files of the release that are there."""
    descriptor = {
        "@id": FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _STANDARD},
        "about": {"@id": "./"},
    }
    graph = [
        descriptor,
        _root(release),
        *(_file(file) for file in release_files(release)),
        *(_licence(licence) for licence in licences(release)),
        *_people(release),
        *_basis(release),
        *_provenance(release),
    ]
    # What is told twice is told best first: a source that is passed on is one of the files.
    unique = {entity["@id"]: entity for entity in reversed(graph)}
    return as_json({"@context": _CONTEXT, "@graph": [*unique.values()][::-1]})


def _root(release: Release) -> Entity:
    facts = release.contents.dataset.facts
    return _entity(
        "./",
        "Dataset",
        name=facts["title"],
        description=facts["description"],
        identifier=doi_page(release),
        version=release.version,
        datePublished=release.released.isoformat(),
        license=_ids(_licence(licence) for licence in licences(release)),
        author=_ids(_party(release, party) for party in creators(release)),
        publisher=_ids([_party(release, publisher(release))]),
        keywords=", ".join(dict.fromkeys(facts.get("keywords", []))),
        inLanguage=_one_or_all(facts.get("languages", [])),
        url=page(release),
        isBasedOn=_ids(_basis(release)),
        mentions={"@id": _RELEASE},
        hasPart=_ids(_file(file) for file in release_files(release)),
    )


def _file(file: ReleaseFile) -> Entity:
    return _entity(
        file.path,
        "File",
        name=file.title,
        description=file.description,
        encodingFormat=file.media_type,
        contentSize=str(file.size),
        sha256=file.sha256,
    )


def _licence(licence: Licence) -> Entity:
    return _entity(
        licence.url or f"#licence-{licence.name}",
        "CreativeWork",
        name=licence.title,
        description=licence.note,
        identifier=licence.spdx,
    )


def _people(release: Release) -> Iterator[Entity]:
    for party in parties(release):
        yield _party(release, party)
        if party.organization:
            yield _organization(party.organization)


def _party(release: Release, party: Party) -> Entity:
    number = parties(release).index(party) + 1
    belongs = _organization(party.organization) if party.organization else None
    return _entity(
        party.url or f"#contributor-{number}",
        "Person" if party.is_person else "Organization",
        name=party.title,
        givenName=party.given,
        familyName=party.family,
        url=party.url,
        affiliation={"@id": belongs["@id"]} if belongs and party.is_person else None,
        parentOrganization={"@id": belongs["@id"]} if belongs and not party.is_person else None,
    )


def _organization(name: str) -> Entity:
    from urllib.parse import quote

    return _entity(f"#organization-{quote(name, safe='')}", "Organization", name=name)


def _basis(release: Release) -> Iterator[Entity]:
    """What the tables were made from: sources and authority package, or an authority's works."""
    for row in sources(release):
        if row["path"] in release.files:
            yield _entity(row["path"], "File", name=row["title"])
        else:
            yield _entity(f"#{row['source_id']}", "CreativeWork", name=row["title"])
    if not sources(release):
        yield from map(_work, references(release))
    if named := release.contents.dataset.authority:
        yield _entity(
            f"#{named['name']}-{named['version']}",
            "CreativeWork",
            name=named["name"],
            description="The authority package that the claims are compared with; "
            f"SHA-256 over the content of its tables: {named['sha256']}",
            version=named["version"],
        )


def _work(work: Work) -> Entity:
    """A work that an authority's rows are from."""
    return _entity(
        work.page or f"#{work.key}",
        "CreativeWork",
        name=work.title,
        identifier=work.identifier and f"{work.identifier.kind}:{work.identifier.value}",
    )


def _provenance(release: Release) -> Iterator[Entity]:
    """What made the release, as the report says with which it was made."""
    report = json.loads(release.files[_REPORT]) if _REPORT in release.files else {}
    yield _entity(
        _RELEASE,
        "CreateAction",
        name="evitab release",
        description="Checks the package by its rules and makes the files of the release.",
        instrument={"@id": _TOOL},
        object=_ids(_basis(release)),
        result={"@id": "./"},
    )
    yield _entity(_TOOL, "SoftwareApplication", name="evitab", version=report.get("evitab"))


def _entity(identity: str, kind: str, /, **properties: Any) -> Entity:
    """An entity with the properties that there are."""
    known = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return {"@id": identity, "@type": kind, **known}


def _ids(entities: Any) -> Any:
    """References to entities, each of them once."""
    return _one_or_all([{"@id": name} for name in dict.fromkeys(each["@id"] for each in entities)])


def _one_or_all(values: list[Any]) -> Any:
    """A single value stands alone, as the standard recommends."""
    return values[0] if len(values) == 1 else values
