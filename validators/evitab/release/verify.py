"""Whether a release is whole and unaltered, and still passes: judged from its files alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evitab.finding import CannotJudge, PackageReport
from evitab.package import Contents, Medium, read_package
from evitab.package.archive import is_archive, unpack
from evitab.package.contents import MAX_BYTES
from evitab.package.dataset import FILE, is_documents
from evitab.package.descriptor import file_of, schema_file
from evitab.package.digest import CONTENT, table_digest
from evitab.package.json_file import parse_json
from evitab.package.paths import inside, read_bytes
from evitab.package.sums import altered, problem, read_sums, sha256_of
from evitab.standard import Standard
from evitab.validation import validate_package


@dataclass
class Verification:
    """What was found of a release: `problems` in words, each with its file; the verdict on its
    tables, where it came to that; and `skipped`, what was not asked and why.
    """

    name: str = ""
    version: str = ""
    problems: list[CannotJudge] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    report: PackageReport | None = None

    @property
    def exit_code(self) -> int:
        """0: whole, unaltered and passed; 1: not so; 2: something could not be judged."""
        return 1 if self.problems else self.report.exit_code if self.report else 0


def verify(place: Path, standard: Standard, sources: Sequence[Path] = ()) -> Verification:
    """Verify a release: a folder or a zip archive of one.

    `sources` are files of the sources' own words, to hold the tables against; without them that is
    skipped, and named. Raises CannotJudge where there is no such release or an archive is refused.
    """
    with _unpacked(place) as root:
        found = Verification()
        found.problems += altered(root)
        if not found.problems:
            _ask_content(root, standard, found)
        if not found.problems and not found.skipped:
            _validate(root, standard, found, sources)
    return found


@contextmanager
def _unpacked(place: Path) -> Iterator[Path]:
    """The folder of a release, for the time being."""
    if place.is_dir():
        yield place
        return
    if not is_archive(place):
        advice = "Name the folder of a release, or its zip archive."
        raise CannotJudge("no release", file=str(place), advice=advice)
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        unpack(place, Path(folder) / "release")
        yield Path(folder) / "release"


def _ask_content(root: Path, standard: Standard, found: Verification) -> None:
    """Hold both forms of the tables against the content hashes, and the schemas against ours."""
    try:
        contents = {medium: read_package(root, standard, medium) for medium in Medium}
        ours = contents[Medium.CSV]
        found.name, found.version = ours.dataset.name, ours.dataset.version
        made_under = _made_under(root)
        if made_under != standard.version:
            found.skipped.append(
                f"content and rules: the release was made under version {made_under} of the "
                f"standard, this evitab has {standard.version}"
            )
            return
        sums = read_sums(root, CONTENT)
        for each in contents.values():
            found.problems += _other_content(each, sums)
        found.problems += _other_schemas(ours, standard)
    except CannotJudge as error:
        found.problems.append(error)


def _made_under(root: Path) -> str:
    """The version of the standard that a release was made under."""
    file = file_of(Medium.CSV)
    try:
        facts = parse_json(read_bytes(root, file, limit=MAX_BYTES))
        return str(facts["evitab"]["standard"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise problem(file, "it does not say under which standard it was made") from None


def _other_content(contents: Contents, sums: dict[str, str]) -> list[CannotJudge]:
    """Where the tables of a medium hold something else than the content hashes say."""
    problems = list(contents.errors.values())
    names = {*contents.names} ^ {*sums}
    problems += [problem(CONTENT, f"not the tables that there are: {name}") for name in names]
    for name, table in contents.tables.items():
        is_whole = table.has(tuple(table.schema.by_name)) and not table.findings
        if name in sums and not (is_whole and table_digest(table) == sums[name]):
            message = f"its content is not that of {CONTENT}"
            problems.append(problem(contents.medium.file(name), message))
    return problems


def _other_schemas(contents: Contents, standard: Standard) -> Iterator[CannotJudge]:
    """The files of schemas that differ from those of the standard."""
    for name in contents.names:
        file = f"schema/{name}.json"
        data = read_bytes(contents.root, file, limit=MAX_BYTES)
        if data != schema_file(contents, name, standard):
            yield problem(file, "not the schema that this version of the standard has")


def _validate(root: Path, standard: Standard, found: Verification, sources: Sequence[Path]) -> None:
    """Ask every rule, of a copy where sources have to be put beside the tables."""
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        if sources:
            root = shutil.copytree(root, Path(folder) / "release", symlinks=True)
            found.problems += list(_put_sources(root, standard, sources))
        found.report = validate_package(root, standard, name=found.name)
    reasons: dict[str, int] = {}
    for check in found.report.skipped:
        reasons[check.reason or ""] = reasons.get(check.reason or "", 0) + 1
    found.skipped += [
        f"{number} check{'s' if number > 1 else ''}: {reason}" for reason, number in reasons.items()
    ]


def _put_sources(root: Path, standard: Standard, sources: Sequence[Path]) -> Iterator[CannotJudge]:
    """Put each text file where the table of sources has the file with its SHA-256, and each file of
    documents where it has one of that name.
    """
    table = read_package(root, standard, Medium.CSV).tables.get("sources")
    rows = [] if table is None else table.data.to_pylist()
    paths = {row["path"]: row["sha256"] for row in rows if row["path"] is not None}
    alone = {digest: path for path, digest in paths.items() if not is_documents(path)}
    together = {Path(path).name: path for path in paths if is_documents(path)}
    for source in sources:
        if not source.is_file():
            yield CannotJudge("no such file", file=str(source), advice="Name a source's own text.")
            continue
        digest = sha256_of(source)
        path = together.get(source.name) or alone.get(digest)
        if path is None:
            advice = f"Name the file that {FILE} and tables/sources.csv speak of, unaltered."
            message = f"none of the package's sources: its SHA-256 is {digest}"
            yield CannotJudge(message, file=str(source), advice=advice)
        else:
            place = inside(root, path, named_by="tables/sources.csv")
            place.parent.mkdir(exist_ok=True)
            shutil.copy(source, place)
