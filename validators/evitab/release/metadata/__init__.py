"""The metadata files of a release: one for each standard, all from the same facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from evitab.release.metadata import citation, croissant, datacite, ro_crate, zenodo
from evitab.release.model import Release

_WRITERS: Mapping[str, Callable[[Release], bytes]] = {
    citation.FILE: citation.citation_file,
    datacite.FILE: datacite.datacite_file,
    zenodo.FILE: zenodo.zenodo_file,
    croissant.FILE: croissant.croissant_file,
}
NAMES = (*_WRITERS, ro_crate.FILE)


def metadata_files(release: Release) -> dict[str, bytes]:
    """The metadata files, by their names, for a release whose other files are made.

    They hang on nothing but `dataset.json`, the tables, the day of the release and its files.
    """
    made = {name: write(release) for name, write in _WRITERS.items()}
    # An RO-Crate lists every file, the other standards' too.
    whole = replace(release, files={**release.files, **made})
    return made | {ro_crate.FILE: ro_crate.ro_crate_file(whole)}
