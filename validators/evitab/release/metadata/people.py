"""Who made a package: the contributors of `dataset.json`, in the terms that catalogues ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evitab.release.model import Release

# What DataCite 4.5 calls a contributor's part.
TYPES = (
    "ContactPerson",
    "DataCollector",
    "DataCurator",
    "DataManager",
    "Distributor",
    "Editor",
    "HostingInstitution",
    "Other",
    "Producer",
    "ProjectLeader",
    "ProjectManager",
    "ProjectMember",
    "RegistrationAgency",
    "RegistrationAuthority",
    "RelatedPerson",
    "ResearchGroup",
    "Researcher",
    "RightsHolder",
    "Sponsor",
    "Supervisor",
    "WorkPackageLeader",
)
_BY_ROLE = {each.casefold(): each for each in TYPES} | {
    "contact": "ContactPerson",
    "maintainer": "DataManager",
    "wrangler": "DataCurator",
}
_MAKES = {"author", "creator"}
_PUBLISHES = {"publisher"}
_FUNDS = {"funder"}
# Who has no other role had no hand in the tables themselves.
_STANDS_BY = _PUBLISHES | _FUNDS | {"distributor", "hostinginstitution", "sponsor"}
_ORCID = re.compile(r"https?://orcid\.org/((?:[0-9]{4}-){3}[0-9]{3}[0-9X])")
_ROR = re.compile(r"https?://ror\.org/(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})")


@dataclass(frozen=True)
class Party:
    """A person, or an organisation or group: whoever has no name of a person's parts."""

    facts: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The name as it is printed."""
        return str(self.facts["title"])

    @property
    def given(self) -> str | None:
        """A person's given name."""
        return self.facts.get("givenName")

    @property
    def family(self) -> str | None:
        """A person's family name."""
        return self.facts.get("familyName")

    @property
    def organization(self) -> str | None:
        """The organisation that the party belongs to."""
        return self.facts.get("organization")

    @property
    def url(self) -> str | None:
        """The page of the party, ORCID and ROR ones included."""
        return self.facts.get("path")

    @property
    def orcid(self) -> str | None:
        """The ORCID, sixteen digits with hyphens, where the page is one."""
        found = _ORCID.fullmatch(self.url or "")
        return found[1] if found else None

    @property
    def ror(self) -> str | None:
        """The ROR identifier, where the page is one."""
        found = _ROR.fullmatch(self.url or "")
        return found[1] if found else None

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return any((self.given, self.family, self.orcid))

    @property
    def index_name(self) -> str:
        """The name as catalogues order it: `Family, Given` for a person."""
        parts = [part for part in (self.family, self.given) if part]
        return ", ".join(parts) or self.title

    @property
    def roles(self) -> frozenset[str]:
        """The roles, in lower case."""
        return frozenset(role.casefold() for role in self.facts["roles"])

    @property
    def types(self) -> list[str]:
        """What DataCite calls the parts that the party has beside creating and publishing."""
        own = self.roles - _MAKES - _PUBLISHES - _FUNDS
        return sorted({_BY_ROLE.get(role, "Other") for role in own})


def parties(release: Release) -> list[Party]:
    """All contributors, in the order of `dataset.json`."""
    return [Party(facts) for facts in release.contents.dataset.facts["contributors"]]


def creators(release: Release) -> list[Party]:
    """Who is cited: authors and creators; where none is named, all who worked on the tables."""
    everybody = parties(release)
    named = [party for party in everybody if party.roles & _MAKES]
    at_work = [party for party in everybody if party.roles - _STANDS_BY]
    return named or at_work or everybody


def publisher(release: Release) -> Party:
    """Who publishes the package; where nobody is named, its first creator does."""
    named = [party for party in parties(release) if party.roles & _PUBLISHES]
    return [*named, *creators(release)][0]


def funders(release: Release) -> list[Party]:
    """Who paid for the package."""
    return [party for party in parties(release) if party.roles & _FUNDS]
