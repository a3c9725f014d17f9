"""The wheel works away from the repository, and leaves behind what is not ours to pass on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from packages import REAL, REPOSITORY, rows_of


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with wheel and sdist, built by hatchling as pip would."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def site(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def run(site: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(site), "COLUMNS": "80"}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_wheel_holds_schema_and_data_but_no_source(site: Path) -> None:
    assert (site / "evitab" / "schema" / "tables" / "claims.json").is_file()
    assert (site / "evitab" / "data" / "vitamin-d3-k2" / "tables" / "claims.csv").is_file()
    assert list(site.rglob("source.txt")) == []
    assert not (site / "evitab" / "data" / "releases").exists()
    assert {path.name for path in site.iterdir() if path.is_dir()} == {
        "evitab",
        next(site.glob("*.dist-info")).name,
    }


def test_index_would_take_wheel_and_sdist(dist: Path) -> None:
    files = [str(path) for path in dist.iterdir() if path.name.startswith("evitab-")]
    assert len(files) == 2
    command = [sys.executable, "-m", "twine", "--no-color", "check", "--strict", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.count("PASSED") == 2, done.stdout + done.stderr


def test_sdist_holds_no_source_text(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    assert any(name.endswith("schema/standard.json") for name in names)
    assert not any(name.endswith("data/vitamin-d3-k2/source.txt") for name in names)


@pytest.mark.parametrize(
    ("file", "is_source"),
    [
        ("data/a/source.txt", True),
        ("data/a/source-two.txt", True),
        ("data/a/documents/articles.parquet", True),
        ("data/a/tables/claims.csv", False),
        ("data/a/parquet/claims.parquet", False),
    ],
)
def test_every_name_that_a_source_may_have_stays_behind(file: str, is_source: bool) -> None:
    facts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    places = [Path(file), *Path(file).parents]
    left = facts["tool"]["hatch"]["build"]["exclude"]
    assert any(place.match(pattern) for place in places for pattern in left) is is_source


def test_wheel_validates_away_from_the_repository(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "-m", "evitab", "validate", "vitamin-d3-k2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "source.txt is not here" in done.stdout
    assert str(REPOSITORY) not in done.stdout


def test_wheel_explains_rules_away_from_the_repository(site: Path, tmp_path: Path) -> None:
    for name in ("required", "number_stands_in_passage", "stated_ratio_agrees_with_doses"):
        done = run(site, tmp_path, "-m", "evitab", "explain", name)
        assert (done.returncode, done.stderr) == (0, "")
        assert "What it cannot see" in done.stdout


def test_wheel_loads_away_from_the_repository(site: Path, tmp_path: Path) -> None:
    code = "import evitab; print(evitab.__file__, len(evitab.load('vitamin-d3-k2').claims))"
    done = run(site, tmp_path, "-c", code)
    claims = str(len(rows_of(REAL, "claims")))
    assert done.stdout.split() == [str(site / "evitab" / "__init__.py"), claims]


def test_validators_is_no_package() -> None:
    # A regular package here would shadow the one of that name that frictionless imports.
    assert not (REPOSITORY / "validators" / "__init__.py").exists()
    code = "import validators, frictionless; validators.email"
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)


def test_ci_runs_what_make_check_runs() -> None:
    assert "exec make check" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


def wanted(project: dict[str, Any], file: str) -> list[str]:
    """What a file of constraints is there for, as pyproject.toml requires it."""
    groups = project["dependency-groups"]
    if file == "tests/judges/constraints.txt":
        return list(groups["judges"])
    tools = [each for each in groups["dev"] if isinstance(each, str)]  # the other is a group
    return [*project["project"]["dependencies"], *tools, *groups["docs"]]


@pytest.mark.parametrize("file", ["constraints.txt", "tests/judges/constraints.txt"])
def test_constraints_pin_and_name_no_host(file: str) -> None:
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][\w.]*", pin) for pin in pins)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    names = {canonicalize_name(pin.split("==")[0]) for pin in pins}
    assert {canonicalize_name(Requirement(each).name) for each in wanted(project, file)} <= names
