"""The licences of a package, and which of them catalogues know."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from evitab.release.model import Release


@dataclass(frozen=True)
class Licence:
    """A licence as `dataset.json` names it; `spdx` is its identifier in SPDX's list, if any."""

    name: str
    title: str
    url: str | None
    spdx: str | None

    @property
    def note(self) -> str:
        """The licence in words, with its address."""
        return f"{self.title} ({self.url})" if self.url else self.title


def licences(release: Release) -> list[Licence]:
    """All licences, in the order of `dataset.json`, each once."""
    found = [
        Licence(name, facts.get("title", name), facts.get("path") or _page(spdx), spdx)
        for facts in release.contents.dataset.facts["licenses"]
        for name in [facts["name"]]
        for spdx in [_spdx(name)]
    ]
    return list(dict.fromkeys(found))


def main_licence(release: Release) -> Licence | None:
    """The licence for catalogues that take one only: the only one that SPDX lists.

    Two of them leave it open which holds for what, so that neither is given alone.
    """
    known = [licence for licence in licences(release) if licence.spdx]
    return known[0] if len(known) == 1 else None


def further_licences(release: Release) -> str:
    """The licences beside the main one, in a sentence; empty where there are none."""
    main = main_licence(release)
    notes = [licence.note for licence in licences(release) if licence != main]
    return f"{'Further licences' if main else 'Licences'}: {'; '.join(notes)}." if notes else ""


def _spdx(name: str) -> str | None:
    try:
        found = str(canonicalize_license_expression(name))
    except InvalidLicenseExpression:
        return None
    return None if found.startswith("LicenseRef-") else found


def _page(spdx: str | None) -> str | None:
    return f"https://spdx.org/licenses/{spdx}.html" if spdx else None
