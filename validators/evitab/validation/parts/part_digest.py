"""A digest of all that the verdict on a part hangs on: where it is the same, so is the verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from evitab.finding import CannotJudge
from evitab.package import Contents, Table
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part import Part
from evitab.validation.parts.part_job import PartJob


def job_digest(job: PartJob) -> str:
    """SHA-256, in hexadecimal, over what is the same for all parts: evitab itself, the standard,
    `dataset.json`, the tables that sources share, the authority, waivers, and what is asked.

    The engine is left out, since all say the same.
    """
    contents = job.contents
    return _digest(
        _code(),
        contents.standard.version,
        repr(sorted(contents.dataset.facts.items())),
        contents.medium,
        repr(sorted((name, sorted(table.data.column_names)) for name, table in _tables(contents))),
        repr(sorted((name, table.is_whole) for name, table in _tables(contents))),
        repr(sorted((name, sorted(left)) for name, left in job.left.items())),
        repr(sorted(contents.errors)),
        repr(sorted(job.granted.holding.items())),
        repr(
            (
                job.is_sound,
                job.listed,
                None if job.rules is None else [rule.name for rule in job.rules],
            )
        ),
        *_rows(job.shared),
        *_authority(contents),
    )


def part_digest(job: PartJob, of_job: str, contents: Contents, part: Part) -> str:
    """SHA-256, in hexadecimal, over `job_digest` and what is a part's own: its rows and where they
    stand, which of them are wrong, and the words of its sources.
    """
    own = {name: contents.tables[name] for name in sorted(part.homes)}
    wrong = [
        part.own(name, rows.get(name)).tobytes()
        for name in own
        for rows in (job.faulty, job.malformed)
    ]
    homes = [np.asarray(part.homes[name] - _first(part)).tobytes() for name in own]
    return _digest(of_job, *_rows(own), *wrong, *homes, *_words(contents))


def _first(part: Part) -> int:
    """The number of the first source: where others came before it, the part is still the same."""
    return min((int(homes.min()) for homes in part.homes.values() if len(homes)), default=0)


def _digest(*parts: str | bytes) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little"))
        total.update(data)
    return total.hexdigest()


def _tables(contents: Contents) -> list[tuple[str, Table]]:
    return sorted(contents.tables.items())


def _rows(tables: Mapping[str, Table]) -> Iterator[str | bytes]:
    """What tables hold, and where it stands."""
    for name, table in sorted(tables.items()):
        sink = pa.BufferOutputStream()
        data = table.data.combine_chunks()
        with pa.ipc.new_stream(sink, data.schema) as writer:
            writer.write_table(data)
        yield name
        yield sink.getvalue().to_pybytes()
        yield table.lines.tobytes()
        yield table.file if table.files is None else "\n".join(table.files.tolist())
        for column, cells in sorted(table.rejected.items()):
            yield column
            yield cells.tobytes()


def _words(contents: Contents) -> Iterator[str | bytes]:
    sources = contents.tables.get(SOURCES)
    if sources is None or not sources.has(["path", "source_id"]):
        return
    for row in sources.data.select(["path", "source_id"]).to_pylist():
        path, key = row["path"], row["source_id"]
        if path not in contents.words.declared or key is None:
            yield "-"
            continue
        try:
            words = contents.words.of(path, key)
        except CannotJudge as error:
            words = error.message.encode()
        yield b"-" if words is None else hashlib.sha256(words).digest()


def _authority(contents: Contents) -> Iterator[str | bytes]:
    try:
        authority = contents.authority
    except CannotJudge as error:
        yield error.message
        return
    if authority is not None:
        yield from _rows({k: replace(t, findings=()) for k, t in authority.tables.items()})


@cache
def _code() -> str:
    """Of evitab as it is installed: another version of a rule may find something else."""
    root = Path(__file__).parent.parent
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".json", ".csv"})
    return _digest(*(path.read_bytes() for path in files))
