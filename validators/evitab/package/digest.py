"""Digests of what tables hold, whoever wrote the files and in whatever order their rows are."""

from __future__ import annotations

import hashlib

from evitab.package.contents import Contents
from evitab.package.table import Table
from evitab.package.writing import by_key, csv_bytes

# The file of a release that has the digest of each of its tables.
CONTENT = "CONTENT-SHA256"


def table_digest(table: Table) -> str:
    """SHA-256, in hexadecimal, over a table's rows as canonical CSV in the order of its key."""
    data = by_key(table.schema, table.data)
    return hashlib.sha256(csv_bytes(table.schema, data)).hexdigest()


def package_digest(contents: Contents) -> str:
    """SHA-256, in hexadecimal, over the digests of the tables that are written by hand.

    Raises CannotJudge for the first table that cannot be read.
    """
    for error in contents.errors.values():
        raise error
    lines = [f"{table_digest(contents.tables[name])}  {name}\n" for name in contents.dataset.tables]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
