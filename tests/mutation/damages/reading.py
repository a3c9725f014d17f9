"""Damage that reading a package meets: files, headers, rows, cells that are no values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from mutation.damage import Make, Package, Variant, damage
from mutation.ways import changed, of_type, said, wrapped


def files(pattern: str, change: Callable[[bytes], bytes | None]) -> Make:
    """Each file of a kind, with its bytes changed; None removes it."""

    def make(package: Package) -> Iterator[Variant]:
        for path in sorted(package.root.glob(pattern)):
            before = path.read_bytes()
            if (after := change(before)) != before:
                yield Variant(files={str(path.relative_to(package.root)): after})

    return make


def _header(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """The same file with the names of its header changed, and its rows as they were."""

    def make(data: bytes) -> bytes:
        header, _, rows = data.partition(b"\n")
        return b",".join(change(header.split(b","))) + b"\n" + rows

    return make


_TABLES = "tables/[!f]*.csv"

damage("file_has_no_byte_order_mark", "a byte-order mark is put before a table")(
    files(_TABLES, lambda data: b"\xef\xbb\xbf" + data)
)
damage("lines_end_with_line_feed", "lines end as in Windows")(
    files(_TABLES, lambda data: data.replace(b"\n", b"\r\n"))
)
damage("header_has_every_column", "a column is called otherwise in the header")(
    files(_TABLES, _header(lambda names: [*names[:-1], names[-1] + b"s"]))
)
damage("header_has_no_other_column", "a column is called otherwise in the header")(
    files(_TABLES, _header(lambda names: [*names[:-1], names[-1].upper()]))
)
damage("header_is_in_order", "the names of two columns change places")(
    files(_TABLES, _header(lambda names: [*names[:-2], names[-1], names[-2]]))
)
damage("row_has_every_cell", "the last cell of the last row is cut off")(
    files(_TABLES, lambda data: data[: data.rstrip(b"\n").rindex(b",")] + b"\n")
)
damage("row_has_every_cell", "a comma too many ends a row")(
    files(_TABLES, lambda data: data.rstrip(b"\n") + b",\n")
)
damage("row_has_every_cell", "a blank line stands between rows")(
    files(_TABLES, lambda data: data.replace(b"\n", b"\n\n", 1))
)
damage("table_has_rows", "all rows of a table are removed")(
    files(_TABLES, lambda data: data[: data.index(b"\n") + 1])
)


@damage("file_is_listed", "a table that dataset.json does not list stands beside the others")
def strange_files(package: Package) -> Iterator[Variant]:
    for name in ("tables/trials.csv", "tables/claims (1).csv", "parquet/trials.parquet"):
        yield Variant(files={name: b"claim_id\nCLM-0001\n"})


@damage("file_is_listed", "dataset.json lists a table no more")
def unlisted_files(package: Package) -> Iterator[Variant]:
    facts = json.loads((package.root / "dataset.json").read_text(encoding="utf-8"))
    for name in facts["tables"]:
        if name not in package.profile.required:
            fewer = {**facts, "tables": [each for each in facts["tables"] if each != name]}
            yield Variant(files={"dataset.json": json.dumps(fewer).encode()})


damage("type", "a word stands in place of a number, a date or a truth value")(
    changed(of_type("number", "integer", "year", "boolean", "date"), said("several"))
)
damage("type", "a number has a decimal comma, a sign or a blank too many, or no end")(
    changed(of_type("number"), said("1,5", "+2", " 3", "4.", ".5", "1_000", "NaN", "1e400"))
)
damage("type", "a number has more digits than can be kept")(
    changed(of_type("number"), said("0.12345678901234567"))
)
damage("type", "a whole number gets a fraction or a unit")(
    changed(of_type("integer", "year"), wrapped("", ".5"))
)
damage("type", "a whole number gets its unit")(
    changed(of_type("integer", "number"), wrapped("", " mg"))
)
damage("type", "a truth value is written otherwise")(
    changed(of_type("boolean"), said("yes", "N", "x"))
)
damage("type", "a day that no calendar has")(
    changed(of_type("date"), said("2026-02-30", "22.11.2026", "2026-13-01"))
)
