"""A store of releases behind a URL: publish, list, fetch.

    <name>/<version>/...            a release, to be read (and verified) as it lies there
    <name>/<name>-<version>.zip     its archive
    <name>/versions/<version>.json  its entry: written last, once, and never again
    <name>/index.json               all entries and the latest, for who cannot list

A version is published if and only if it has an entry. All else can be made anew: the index from
the entries, the files from the archive.
"""

from evitab.store.entry import Entry, as_spec
from evitab.store.fetch import OfflineWarning, fetch
from evitab.store.listing import entries
from evitab.store.place import Store, StoreUnreachable, open_store
from evitab.store.publish import Published, publish

__all__ = [
    "Entry",
    "OfflineWarning",
    "Published",
    "Store",
    "StoreUnreachable",
    "as_spec",
    "entries",
    "fetch",
    "open_store",
    "publish",
]
