"""A copy of the real packages with true rows planted: damaged, judged and restored."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from evitab.finding import CannotJudge, Outcome
from evitab.package import Medium, read_package
from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.standard import standard
from evitab.validation import validate_package
from evitab.validation.docket import structure_docket
from evitab.validation.hearing import hear
from evitab.validation.reading import SEEN_TO
from evitab.validation.source_findings import compute
from mutation.advice import lengthen_list, plant_advice
from mutation.authority import plant_authority
from mutation.case import plant_case, plant_sources
from mutation.damage import Edit, Node, Package, Variant, Whose
from mutation.planting import plant
from packages import REPOSITORY, Rows, name_authority

REAL: Mapping[Whose, str] = {"article": "vitamin-d3-k2", "authority": "authorities"}


@dataclass(frozen=True)
class Sighting:
    """What a rule found: the rule, the row (table and key) and the file, and what else it names."""

    rule: str
    table: str
    key: str
    file: str = ""
    related: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """What was found in a package, why parts of it could not be judged, and how many rows each
    rule was asked of.
    """

    found: frozenset[Sighting]
    errors: tuple[str, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)


def make_world(folder: Path) -> None:
    """Copy the real packages into a folder, plant true rows, and build what is built."""
    for name in REAL.values():
        shutil.copytree(REPOSITORY / "data" / name, folder / name)
    article, authority = (folder / REAL[whose] for whose in ("article", "authority"))
    lengthen_list(article, 2)
    plant(article, plant_case, plant_advice)
    plant_sources(article)
    plant_authority(authority)
    name_authority(article, authority)
    for root in (authority, article):
        write_files(built_files(root, standard()))


@dataclass(frozen=True)
class World:
    """The sound packages in a folder."""

    folder: Path

    @cached_property
    def packages(self) -> Mapping[Whose, Package]:
        """The packages before any damage."""
        return {whose: Package(whose, self.folder / name) for whose, name in REAL.items()}

    @contextmanager
    def damaged(self, whose: Whose, variant: Variant) -> Iterator[None]:
        """The packages as a variant makes them, for a while."""
        root = self.packages[whose].root
        files = {**variant.files, **_files(self.packages[whose], variant.edits)}
        before = {name: _bytes(root / name) for name in files}
        _write(root, files)
        try:
            yield
        finally:
            _write(root, before)

    def validated(self, whose: Whose) -> Verdict:
        """What `evitab validate` finds in a package."""
        report = validate_package(self.packages[whose].root, standard(), name=REAL[whose])
        found = frozenset(
            Sighting(each.rule, each.table or "", each.key or "", each.file)
            for each in report.findings
        )
        crashes = [
            f"{check.rule} crashed" for check in report.checks if check.outcome is Outcome.CRASHED
        ]
        asked: dict[str, int] = {}
        for check in report.checks:
            asked[check.rule] = asked.get(check.rule, 0) + check.rows
        return Verdict(found, (*map(str, report.errors), *crashes), asked)

    def judged_by(self, rule: str, whose: Whose) -> Verdict:
        """What one rule about the tables finds in a package, whatever the others find.

        It is asked as `evitab validate` asks it, and spares the words: those of a whole article
        take longer than all else.
        """
        try:
            contents = read_package(self.packages[whose].root, standard())
        except CannotJudge as error:
            return Verdict(frozenset(), (str(error),))
        found = [*contents.findings]
        for table in contents.tables.values():
            found += table.findings
            docket = structure_docket(contents, table, standard(), seen_to=SEEN_TO[Medium.CSV])
            asked = tuple(each for each in docket.conditions if each.name == rule)
            for heard in hear(replace(docket, conditions=asked)) if asked else ():
                found += heard.findings
        sightings = (Sighting(f.rule, f.table or "", f.key or "", f.file) for f in found)
        return Verdict(frozenset(sightings), tuple(map(str, contents.errors.values())))

    def computed(self, whose: Whose, *only: str) -> Verdict:
        """What the rules about the source find in a package, all of them or some."""
        try:
            contents = read_package(self.packages[whose].root, standard())
            rows, checks = compute(contents, only or None)
        except CannotJudge as error:
            return Verdict(frozenset(), (str(error),))
        found = frozenset(
            Sighting(str(row["rule"]), str(row["table"]), str(row["row"]),
                     related=frozenset((row["related_rows"] or "").split()))
            for row in rows
        )  # fmt: skip
        asked = {check.rule: 0 for check in checks}
        for check in checks:
            asked[check.rule] += check.rows
        crashes = [f"{check.rule} crashed" for check in checks if check.outcome is Outcome.CRASHED]
        return Verdict(found, tuple(crashes), asked)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(root: Path, files: Mapping[str, bytes | None]) -> None:
    for name, data in files.items():
        if data is None:
            (root / name).unlink(missing_ok=True)
        else:
            (root / name).write_bytes(data)


# Rows ------------------------------------------------------------------------------------------


def _files(package: Package, edits: Iterable[Edit]) -> dict[str, bytes]:
    tables = {edit.table for edit in edits}
    return {
        f"tables/{table}.csv": csv_of(package.rows[table][0], edited(package, table, edits))
        for table in sorted(tables)
    }


def edited(package: Package, table: str, edits: Iterable[Edit]) -> Rows:
    """The rows of a table as edits leave them."""
    rows: list[dict[str, str] | None] = list(package.rows[table])
    empty = dict.fromkeys(package.rows[table][0], "")
    for edit in edits:
        if edit.table != table:
            continue
        if edit.row is None:
            rows.append({**empty, **(edit.cells or {})})
        else:
            row = rows[edit.row]
            rows[edit.row] = None if edit.cells is None else {**(row or empty), **edit.cells}
    return [row for row in rows if row is not None]


def csv_of(names: Iterable[str], rows: Rows) -> bytes:
    """Rows as a CSV file with these columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


# Where a damage was done, and whether a finding is about it ---------------------------------------


def touched(package: Package, edits: Iterable[Edit]) -> list[tuple[str, dict[str, str]]]:
    """The rows that edits change, as they were and as they are, each with its table."""
    found = []
    for edit in edits:
        before = None if edit.row is None else package.rows[edit.table][edit.row]
        if before is not None:
            found.append((edit.table, before))
        if edit.cells is not None:
            empty = dict.fromkeys(package.rows[edit.table][0], "")
            found.append((edit.table, {**(before or empty), **edit.cells}))
    return found


def is_about(sighting: Sighting, package: Package, variant: Variant) -> bool:
    """Whether a finding is about a damage: about the damaged row, a row that points to it or that
    it points to, or one that shares such a row with it; for damaged files, about such a file.
    """
    if variant.files:
        return True
    damaged: set[Node] = set()
    kin: set[Node] = set()
    for table, row in touched(package, variant.edits):
        damaged.add(package.key(table, row))
        kin |= set(_above(package, table, row))
    if (sighting.table, sighting.key) in kin or sighting.related & {key for _, key in damaged}:
        return True
    # All passages lie in one source: that rows share it says nothing.
    shared = {(table, key) for table, key in kin if table != "sources"}
    return any(
        package.key(sighting.table, row) == (sighting.table, sighting.key)
        and not shared.isdisjoint(_above(package, sighting.table, row))
        for row in package.rows.get(sighting.table, ())
    )


def _above(package: Package, table: str, row: Mapping[str, str], steps: int = 2) -> Iterator[Node]:
    """A row and the rows that its keys lead to, two steps up."""
    schema = package.profile.by_name[table]
    yield package.key(table, dict(row))
    for key in schema.foreign_keys if steps else ():
        pointer = row.get(key.fields[0])
        for parent in package.rows.get(key.table, ()) if pointer else ():
            if parent[key.reference_fields[0]] == pointer:
                yield from _above(package, key.table, parent, steps - 1)
