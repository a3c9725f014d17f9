"""The command: exit codes, text and JSON, and errors without a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from evitab import __version__
from evitab.reporting import progress
from evitab.standard import home
from packages import GOLDEN, REAL, copy_of, put_cell


def evitab(*words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "evitab", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80", **env},
    )


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    schema = json.loads((home() / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    report = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema).validate(report)
    return dict(report)


def test_validate_says_what_was_checked() -> None:
    done = evitab("validate")
    assert done.returncode == 0
    assert re.search(r"\d+ tables, \d+ rows: (\d+) of \1 checks passed\n", done.stdout)
    assert re.search(r"\d+ findings about the source on record: \d+ warnings", done.stdout)
    assert done.stdout.endswith("everything that was asked holds\n")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_validate_by_path_from_elsewhere(tmp_path: Path) -> None:
    copy_of(REAL, tmp_path)
    done = evitab("validate", "./vitamin-d3-k2", "--from", "parquet", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 package: everything that was asked holds" in done.stdout


def test_name_that_is_a_package_and_a_folder_is_refused(tmp_path: Path) -> None:
    copy_of(REAL, tmp_path)
    done = evitab("validate", "vitamin-d3-k2", cwd=tmp_path)
    assert done.returncode == 2
    assert "a package and a folder here. Write ./vitamin-d3-k2 for the folder" in done.stderr


def test_terminal_that_knows_no_check_mark_gets_a_report() -> None:
    done = evitab("validate", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.endswith("? 2 packages: everything that was asked holds\n")


def test_finding_is_told_in_full(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 12, "assertion_strength", "\x1b[31mPlain")
    done = evitab("validate", f"./{root.name}", cwd=tmp_path)
    assert done.returncode == 1
    assert "tables/claims.csv:14  CLM-0013" in done.stdout
    assert "found     assertion_strength: \\x1b[31mPlain" in done.stdout
    assert "expected  one of: hedged, plain, emphatic, universal" in done.stdout
    assert "skipped  " in done.stdout
    assert "\x1b" not in done.stdout


def test_json_has_the_published_form(tmp_path: Path) -> None:
    assert report_of(evitab("validate", "--format", "json"))["exitCode"] == 0
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 3, "dose_low", "many")
    (root / "tables" / "quantities.csv").unlink()
    done = evitab("validate", str(root), "--format", "json")
    report = report_of(done)
    assert (done.returncode, report["exitCode"]) == (2, 2)
    package = report["packages"][0]  # type: ignore[index]
    assert [finding["rule"] for finding in package["findings"]] == ["type"]
    assert package["findings"][0]["value"] == "many"
    assert [error["file"] for error in package["errors"]] == ["tables/quantities.csv"]
    assert {check["outcome"] for check in package["checks"]} == {"passed", "failed", "skipped"}


def test_many_findings_are_counted_and_some_are_shown(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for row in range(40):
        put_cell(root, "claims", row, "assertion_strength", "loud")
    done = evitab("validate", str(root))
    assert done.stdout.count("  vocabulary\n") == 10
    assert "… and 30 more of vocabulary in tables/claims.csv" in done.stdout
    assert done.stdout.endswith("✗ 1 package: 40 findings\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["validate", "vitamin-d3"], "Did you mean vitamin-d3-k2?"),
        (["validate", "no/such/place"], "no package of that name, and no such folder"),
        (["show", "vitamin-d3-k2", "moons"], "The package has sources, passages"),
        (["validate", "--from", "excel"], "'excel' is none of its values. It can be csv, parquet."),
        (["valdate"], "valdate: no verb. Did you mean validate?"),
    ],
)
def test_wrong_words_are_told_without_a_traceback(words: list[str], message: str) -> None:
    done = evitab(*words)
    assert done.returncode == 2
    assert message in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_crash_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = (
        "import evitab.validation as v, evitab.cli as c, sys\n"
        "def boom(*a, **k): raise RuntimeError('boom')\n"
        "v.validate_package = boom\n"
        "sys.argv = ['evitab', 'validate']\n"
        "c.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("evitab: crashed (RuntimeError: boom). This is a mistake")
    assert done.stderr.count("\n") == 1


def test_packages_of_the_folder_come_before_those_that_evitab_brings(tmp_path: Path) -> None:
    copy_of(REAL, tmp_path / "data")
    done = evitab("validate", cwd=tmp_path)
    assert done.returncode == 0
    assert "vitamin-d3-k2  1.0.0 · article profile · data/vitamin-d3-k2\n" in done.stdout
    assert done.stdout.endswith("1 package: everything that was asked holds\n")
    put_cell(tmp_path / "data" / REAL.name, "claims", 0, "type", "tale")
    done = evitab("validate", REAL.name, cwd=tmp_path)
    assert (done.returncode, "data/vitamin-d3-k2/tables/claims.csv:2" in done.stdout) == (1, True)


def test_findings_tells_those_of_rules_and_of_readers() -> None:
    assert "stated_ratio_agrees_with_doses  warning" in evitab("findings", str(REAL)).stdout
    done = evitab("findings", str(GOLDEN["article"]))
    assert (done.returncode, done.stderr) == (0, "")
    assert "harm low" in done.stdout
    done = evitab("findings", str(GOLDEN["authority"]))
    assert done.stdout == "golden-authority: nothing about the source is at odds\n"


def test_findings_of_faulty_tables_are_not_told(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 3, "dose_low", "many")
    done = evitab("findings", str(root))
    assert done.returncode == 2
    assert "its tables are wrong. Mend all that `evitab validate" in done.stderr


def test_list_show_rules_explain_version() -> None:
    assert "vitamin-d3-k2" in evitab("list").stdout
    assert "PSG-0012" in evitab("show", "vitamin-d3-k2", "passages").stdout
    assert "One row is one verbatim span" in " ".join(
        evitab("show", "vitamin-d3-k2").stdout.split()
    )
    assert "stated_ratio_agrees_with_doses" in evitab("rules").stdout
    assert "A required cell is filled." in evitab("explain", "required").stdout
    unknown = evitab("explain", "stated_ratio_agrees_with_dose")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "Did you mean stated_ratio_agrees_with_doses" in unknown.stderr
    assert "foreignKeys" in evitab("rules", "structure").stdout
    assert evitab("rules", "no-such-family").returncode == 2
    assert evitab("--version").stdout == f"{__version__}\n"


def test_help_explains_each_verb() -> None:
    done = evitab("--help")
    for verb in (
        "validate",
        "build",
        "diff",
        "findings",
        "list",
        "show",
        "rules",
        "explain",
        "export",
    ):
        assert verb in done.stdout
        assert evitab(verb, "--help").returncode == 0


def test_build_check_is_content_with_what_is_committed() -> None:
    done = evitab("build", "--check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "all fresh" in done.stdout


def test_build_check_names_what_is_stale(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 2, "statement", "Another statement.")
    done = evitab("build", "--check", str(root))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"not fresh  {root / name}"
        for name in ("parquet/claims.parquet", "datapackage.json", "datapackage-parquet.json")
    ]
    assert evitab("build", str(root)).returncode == 0
    assert evitab("validate", str(root)).returncode == 0


def test_build_of_faulty_package_says_what_to_mend(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 0, "dose_low", "many")
    done = evitab("build", str(root))
    assert done.returncode == 2
    assert "tables/dosages.csv:2: type: found 'many'" in done.stderr


@pytest.mark.parametrize(("patience", "is_told"), [(0.0, True), (60.0, False)])
def test_progress_is_told_on_a_terminal_and_on_long_work(
    patience: float, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    for _, rows, tell in progress.told([("first", 100), ("second", 4_000)], 2):
        tell("read", rows // 2, rows)
        time.sleep(0.3)
        tell("read", rows, rows)
    assert ("2 of 2: second" in terminal.getvalue()) is is_told
    assert ("2,000 of 4,000 rows" in terminal.getvalue()) is is_told
    assert not re.search(r"\x1b\[[\d;]*m", terminal.getvalue().replace("\x1b[0m", ""))


def test_progress_is_told_to_no_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    for _, _, tell in progress.told([("first", 1)], 1):
        tell("read", 1, 2)
    assert capsys.readouterr().err == ""
