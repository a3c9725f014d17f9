"""Putting a release together: every file of it, with its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from evitab.documents.dictionary import data_dictionary
from evitab.documents.rule_book import rule_book
from evitab.engines.engine import Engine
from evitab.finding import CannotJudge, Outcome, Report
from evitab.package import Contents, Medium, read_package
from evitab.package.contents import MAX_BYTES
from evitab.package.dataset import FILE
from evitab.package.descriptor import file_of, schema_file
from evitab.package.digest import CONTENT, table_digest
from evitab.package.paths import read_bytes
from evitab.package.sums import FILE as SUMS
from evitab.package.sums import lines_of, sums_of
from evitab.release.build import PAGE
from evitab.release.metadata import metadata_files
from evitab.release.model import Release
from evitab.release.readme import readme
from evitab.reporting.json import to_json
from evitab.standard import Standard, home
from evitab.validation import Options, validate_package

REPORT, CHANGES = "validation.json", "CHANGELOG.md"


def judged(root: Path, standard: Standard, evitab: str) -> Report:
    """The verdict of pandera on a package that is to be released, by a version of evitab.

    Raises CannotJudge where anything is left to mend, or was not asked.
    """
    report = validate_package(root, standard, name=root.name, options=Options(Engine.PANDERA))
    advice = f"Mend all that `evitab validate {root}` tells; a release has nothing left to mend."
    for error in report.errors:
        raise error
    for finding in report.faults:
        place = f"{root.name}/{finding.file}"
        message = f"{len(report.faults)} findings, the first of them {finding.rule}"
        raise CannotJudge(message, file=place, line=finding.line, advice=advice)
    for check in report.checks:
        if check.outcome is not Outcome.PASSED and check.outcome is not Outcome.FAILED:
            message = f"{check.rule} was not asked: {check.reason}"
            raise CannotJudge(message, file=f"{root.name}/{check.table}", advice=advice)
    # Where the package lay is no matter of its release.
    return Report(evitab, standard.version, (replace(report, path="."),))


def release_files(
    root: Path, standard: Standard, released: date, report: Report, changelog: bytes
) -> dict[str, bytes]:
    """All files of a release, by their paths inside it.

    `report` is the verdict on this package alone, `changelog` the whole `CHANGELOG.md`.
    """
    contents = read_package(root, standard, Medium.CSV)
    files = dict(_as_they_are(contents))
    for name in contents.names:
        files[f"schema/{name}.json"] = schema_file(contents, name, standard)
    files[REPORT] = f"{to_json(report)}\n".encode()
    files["DICTIONARY.md"] = data_dictionary(standard, [contents.dataset.profile.name]).encode()
    files["RULES.md"] = rule_book(home() / "validators" / "mutation.csv").encode()
    files[CHANGES] = changelog
    digests = {name: table_digest(table) for name, table in contents.tables.items()}
    files[CONTENT] = lines_of(digests)
    release = Release(contents, released, files)
    files["README.md"] = readme(release).encode()
    files |= metadata_files(release)
    return files | {SUMS: sums_of(files)}


def _as_they_are(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """The files that a release takes over, byte for byte."""
    names = [FILE, *map(file_of, Medium)]
    names += [medium.file(name) for medium in Medium for name in contents.names]
    names += [PAGE] if (contents.root / PAGE).exists() else []
    names += [
        source["path"]
        for source in contents.dataset.facts.get("sources", [])
        if source["redistributable"]
    ]
    for name in names:
        yield name, read_bytes(contents.root, name, limit=MAX_BYTES)
