"""The pre-commit hook and the GitHub Action: well-formed, and they judge what they should."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_manifest

from packages import REAL, REPOSITORY, copy_of, put_cell

ACTION = REPOSITORY / "action.yml"
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"


def action() -> dict[str, Any]:
    return dict(yaml.safe_load(ACTION.read_text(encoding="utf-8")))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one package, and `evitab` as its only command."""
    copy_of(REAL, tmp_path / "data")
    command = tmp_path / "bin" / "evitab"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evitab "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def run_step(repository: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action as GitHub runs it: bash with the step's own variables."""
    step = action()["runs"]["steps"][-1]
    given = {name: str(what.get("default", "")) for name, what in action()["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    env = {
        variable: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], value)
        for variable, value in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repository,
        env={
            **os.environ,
            **env,
            "PATH": f"{repository / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(repository / "output"),
            "GITHUB_STEP_SUMMARY": str(repository / "summary.md"),
            "GITHUB_WORKSPACE": str(repository),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("file", "schema"),
    [(ACTION, "actions"), *((workflow, "workflows") for workflow in WORKFLOWS)],
    ids=lambda given: Path(given).name,
)
def test_file_is_one_by_the_schema_of_github(file: Path, schema: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-{schema}",
         str(file)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_workflows_run_for_tags_of_releases_alone() -> None:
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        # YAML 1.1 reads the key `on` as true.
        assert workflow[True].keys() == {"push"}
        assert workflow[True]["push"].keys() == {"tags"}


def test_action_puts_no_input_into_a_script() -> None:
    """What a pull request may bring along must not be run."""
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_action_judges_the_packages_of_the_repository(repository: Path) -> None:
    done = run_step(repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("::group::vitamin-d3-k2\n")
    output = (repository / "output").read_text(encoding="utf-8")
    assert output == "sarif=evitab.sarif\nexit-code=0\n"
    assert (repository / "evitab.sarif").is_file()
    assert "### evitab: ✓ 1 package" in (repository / "summary.md").read_text(encoding="utf-8")


def test_action_fails_with_annotations(repository: Path) -> None:
    put_cell(repository / "data" / "vitamin-d3-k2", "claims", 3, "type", "tale")
    done = run_step(repository)
    assert done.returncode == 1
    assert "::error file=data/vitamin-d3-k2/tables/claims.csv,line=5," in done.stdout
    assert "exit-code=1" in (repository / "output").read_text(encoding="utf-8")


def test_action_takes_paths_and_options(repository: Path) -> None:
    (repository / "data").rename(repository / "my data")
    paths = "\nmy data/vitamin-d3-k2\n"
    done = run_step(repository, paths=paths, args="--ignore claims --exit-zero", fail_on="info")
    assert done.returncode == 0
    assert "left out by --ignore claims" in done.stdout
    assert run_step(repository, paths=paths, fail_on="info").returncode == 1


def test_action_names_no_report_that_was_not_written(repository: Path) -> None:
    done = run_step(repository, args="--select nonsense")
    assert done.returncode == 2
    assert (repository / "output").read_text(encoding="utf-8") == "exit-code=2\n"


def test_hook_is_one_by_pre_commit() -> None:
    (hook,) = load_manifest(str(HOOKS))
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == (
        "evitab-validate",
        "python",
        False,
    )


@pytest.mark.parametrize(
    ("file", "is_judged"),
    [
        ("data/a/tables/claims.csv", True),
        ("data/a/parquet/claims.parquet", True),
        ("data/a/dataset.json", True),
        ("data/a/source.txt", True),
        ("source-b.txt", True),
        ("data/a/documents/part-1.parquet", True),
        ("data/a/datapackage-parquet.json", True),
        ("notes.txt", False),
        ("data/a/README.md", False),
        ("other.csv", False),
    ],
)
def test_hook_runs_for_the_files_of_packages(file: str, is_judged: bool) -> None:
    (hook,) = load_manifest(str(HOOKS))
    assert bool(re.search(hook["files"], file)) is is_judged


def test_entry_of_the_hook_judges_the_repository(repository: Path) -> None:
    (hook,) = load_manifest(str(HOOKS))
    command, *words = hook["entry"].split()
    assert command == "evitab"
    run = [str(repository / "bin" / command), *words]
    assert subprocess.run(run, cwd=repository, capture_output=True, check=False).returncode == 0
    put_cell(repository / "data" / "vitamin-d3-k2", "claims", 3, "type", "tale")
    assert subprocess.run(run, cwd=repository, capture_output=True, check=False).returncode == 1


def test_workflow_of_releases_is_what_releasing_says() -> None:
    place = REPOSITORY / ".github" / "workflows" / "release.yml"
    workflow = yaml.safe_load(place.read_text(encoding="utf-8"))
    (steps,) = [job["steps"] for job in workflow["jobs"].values()]
    runs = "".join(step.get("run", "") for step in steps)
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    releasing = (REPOSITORY / "RELEASING.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", runs + releasing)) - {"it"}:
        assert f"\n{target}:" in makefile
    assert "data/releases" in runs
    # What a tag is called comes as a variable: as text of the script it could run anything.
    assert "${{" not in runs


@pytest.mark.parametrize(
    ("tag", "name"), [("vitamin-d3-k2-1.0.0", "vitamin-d3-k2"), ("a-1.2.3", "a")]
)
def test_tag_tells_package_and_version(tag: str, name: str) -> None:
    done = subprocess.run(
        ["bash", "-c", 'printf %s "${TAG%-*}"'], env={"TAG": tag}, capture_output=True, check=True
    )
    assert done.stdout.decode() == name
