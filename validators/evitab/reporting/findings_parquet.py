"""Every finding as a row of a Parquet file, written while they are found."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from evitab.finding import AnyFinding, Finding
from evitab.package.writing import UNFINISHED

_TEXTS_FIRST = ("package", "about", "rule", "severity", "harm", "fingerprint", "file")
_TEXTS_LAST = ("table", "key", "field", "value", "observed", "expected", "arithmetic", "assumption",
               "unit", "related_rows", "passage_id", "appraisal_id", "advice")  # fmt: skip
SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in _TEXTS_FIRST),
        pa.field("line", pa.int64()),
        *(pa.field(name, pa.string()) for name in _TEXTS_LAST),
    ]
)
# So many findings are held before they are written.
_HELD = 50_000


class FindingsFile:
    """A Parquet file of findings: whole once it is closed, and not there before.

    Columns: those of a finding, the `package`, and what it is `about`, tables or source. A waiver
    is not told: the table `waivers` has it, by the fingerprint.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
        self._writer = pq.ParquetWriter(self._beside, SCHEMA, compression="zstd")
        self._held: list[dict[str, object]] = []

    def add(self, package: str, findings: Sequence[AnyFinding]) -> None:
        """Take in findings of a package, in the order in which they are to stand."""
        self._held.extend(_row(package, finding) for finding in findings)
        if len(self._held) >= _HELD:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._held, SCHEMA))
        self._held.clear()

    def __enter__(self) -> FindingsFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None and self._held:
            self._write()
        self._writer.close()
        if kind is None:
            self._beside.replace(self._path)
        else:
            self._beside.unlink()


def _row(package: str, finding: AnyFinding) -> dict[str, object]:
    facts = asdict(finding)
    facts |= {
        "package": package,
        "about": "tables" if isinstance(finding, Finding) else "source",
        "fingerprint": finding.fingerprint,
        "severity": str(finding.severity),
        "passage_id": facts.get("passage"),
        "appraisal_id": facts.get("appraisal"),
    }
    return {name: _safe(facts.get(name)) for name in SCHEMA.names}


def _safe(value: object) -> object:
    """A text that Arrow takes: halves of characters, of a hostile file, are replaced."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value
