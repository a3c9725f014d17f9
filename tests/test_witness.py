"""frictionless, which shares no code with evitab, reads the same packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from frictionless import validate

from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.standard import standard
from packages import GOLDEN, REAL, copy_of, put_cell, put_rows, rows_of

pytestmark = pytest.mark.filterwarnings("default")


def errors_of(descriptor: Path) -> list[tuple[str, str]]:
    """The errors that frictionless finds: the resource and the type of each."""
    report = validate(str(descriptor))
    assert report.errors == []
    assert report.tasks
    return [(task.name, error.type) for task in report.tasks for error in task.errors]


def built_copy(package: Path, folder: Path) -> Path:
    root = copy_of(package, folder)
    write_files(built_files(root, standard()))
    return root


@pytest.mark.parametrize("package", [REAL, *GOLDEN.values()], ids=lambda path: str(path.name))
def test_frictionless_finds_no_error(package: Path, tmp_path: Path) -> None:
    assert errors_of(built_copy(package, tmp_path) / "datapackage.json") == []


@pytest.mark.parametrize(
    ("cell", "value", "kind"),
    [
        (("claims", 0, "assertion_strength"), "loud", "constraint-error"),
        (("claims", 0, "statement"), "", "constraint-error"),
        (("claims", 3, "passage_id"), "PSG-9999", "foreign-key"),
        (("dosages", 0, "dose_low"), "many", "type-error"),
        (("dosages", 0, "dose_low"), "0", "constraint-error"),
        (("passages", 0, "passage_id"), "PSG-1", "constraint-error"),
        (("concepts", 1, "broader_id"), "no-such-concept", "foreign-key"),
    ],
)
def test_frictionless_sees_the_same_damage(
    cell: tuple[str, int, str], value: str, kind: str, tmp_path: Path
) -> None:
    root = built_copy(REAL, tmp_path)
    put_cell(root, *cell, value)
    assert (cell[0], kind) in errors_of(root / "datapackage.json")


def test_frictionless_sees_two_rows_with_one_key(tmp_path: Path) -> None:
    root = built_copy(REAL, tmp_path)
    rows = rows_of(root, "quantities")
    put_rows(root, "quantities", [*rows, rows[-1]])
    assert ("quantities", "primary-key") in errors_of(root / "datapackage.json")
