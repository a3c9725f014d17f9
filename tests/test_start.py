"""What a start imports: nothing that it does not use, whatever else is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evitab.cli.aside import ASIDE
from evitab.memory_pool import SETTING
from packages import GOLDEN, copy_of, put_cell

NAME = "vitamin-d3-k2"
TABLES = {"numpy", "pandas", "pyarrow"}
# What judging needs and no other start.
JUDGES = {"pandera", "evitab.engines.judge", "stdnum"}
# What only a verb, a format or an argument of its own asks for.
OTHERS = {
    *ASIDE,
    *("duckdb", "fsspec", "ibis", "IPython", "jinja2", "matplotlib", "narwhals", "polars"),
    *("pytest", "scipy.stats", "xml.etree.ElementTree", "xlsxwriter", "yaml"),
    *("evitab.reporting.sarif", "evitab.reporting.junit", "evitab.reporting.github"),
}
# Another library's reader of command lines, of JSON Schema, of types; its terminal.
PARSERS = {"jsonschema", "pydantic", "rich"}


def imported(code: str, at: Path | None = None, *, says: str = "", **environment: str) -> set[str]:
    """The modules that a fresh process has imported when it ends, libraries `at` a folder first;
    what it prints begins as told.
    """
    told = (
        "import atexit, sys\n"
        "there = lambda: [name for name, module in sys.modules.items() if module]\n"
        "atexit.register(lambda: print(*there(), file=sys.stderr))\n"
    )
    path = os.pathsep.join(filter(None, [str(at or ""), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", told + code],
        env={**os.environ, **environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    *said, names = done.stderr.splitlines()
    assert (done.returncode, said) == (0, [])
    assert done.stdout.startswith(says)
    return set(names.split(" "))


def command(*words: str) -> str:
    return f"sys.argv = {['evitab', *words]}\nfrom evitab.cli import main\nmain()\n"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of empty libraries: as if all that pandera knows of were installed."""
    for name in (*ASIDE, "ibis", "polars"):
        place = tmp_path / "libraries" / name.replace(".", "/")
        place.mkdir(parents=True, exist_ok=True)
        (place / "__init__.py").write_text("", encoding="utf-8")
    return tmp_path / "libraries"


def test_pandera_takes_up_what_is_installed(installed: Path) -> None:
    """Once it does not, nothing has to be left aside."""
    (installed / "geopandas" / "__init__.py").unlink()
    (installed / "geopandas").rmdir()
    assert "pyspark.pandas" in imported("import pandera.pandas", installed)


@pytest.mark.parametrize("output", ["text", "json"])
def test_validate_leaves_other_libraries_alone(
    installed: Path, tmp_path: Path, output: str
) -> None:
    article = copy_of(GOLDEN["article"], tmp_path)
    words = ["validate", str(article), "--format", output, "--exit-zero"]
    there = imported(command(*words, "--engine", "pandera"), installed)
    assert there >= {"pandera", "pandas", "evitab.rules"}
    assert there & OTHERS == set()


def test_validate_imports_pandera_only_for_what_is_flagged(tmp_path: Path) -> None:
    article = copy_of(GOLDEN["article"], tmp_path)
    words = ["validate", str(article), "--exit-zero"]
    there = imported(command(*words))
    assert "evitab.rules" in there
    assert "pandera" not in there
    put_cell(article, "claims", 0, "type", "hearsay")
    assert "pandera" in imported(command(*words))


def test_validate_imports_what_computes_p_values_only_for_rows_that_have_them() -> None:
    there = imported(command("validate", "authorities"))
    assert "evitab.rules" in there
    assert {name for name in there if name.startswith("scipy")} == set()


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["validate", "--help"], ["report", "--help"]],
    ids=" ".join,
)
def test_help_imports_no_library_but_the_one_that_reads_the_command_line(
    words: list[str],
) -> None:
    there = imported(command(*words))
    assert {"typer", "evitab.cli"} <= there
    assert there & (TABLES | JUDGES | PARSERS | OTHERS) == set()


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("evitab val", "validate"),
        ("evitab validate vit", NAME),
        ("evitab explain p_va", "p_value_"),
        (f"evitab show {NAME} dosages --fields use", "use"),
    ],
)
def test_tab_imports_no_library_but_the_one_that_reads_the_command_line(
    line: str, first: str
) -> None:
    there = imported(
        command(),
        says=first,
        _EVITAB_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(line.count(" ")),
    )
    assert {"typer", "evitab.cli"} <= there
    assert there & (TABLES | JUDGES | PARSERS | OTHERS) == set()


def test_slip_in_a_name_is_answered_before_the_judge_is_there() -> None:
    code = "from evitab.cli.judging import validate\ntry: validate(['vitamin-d3'])\n"
    there = imported(f"{code}except Exception as error: assert 'Did you mean' in str(error)")
    assert there & (TABLES | JUDGES | OTHERS) == set()


def test_import_imports_nothing_else() -> None:
    there = imported("import evitab")
    assert "evitab" in there
    assert there & (TABLES | JUDGES | PARSERS | OTHERS | {"typer", "evitab.finding"}) == set()


@pytest.mark.skipif(not SETTING, reason="pyarrow chooses its memory pool itself here")
@pytest.mark.parametrize("chosen", ["", "system"])
def test_command_has_its_memory_pool_unless_another_is_chosen(chosen: str) -> None:
    (variable,) = SETTING
    env = {name: value for name, value in os.environ.items() if name != variable}
    code = (
        "import sys\nsys.argv = ['evitab', 'list']\nfrom evitab.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "import pyarrow\nprint(pyarrow.default_memory_pool().backend_name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | ({variable: chosen} if chosen else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == (chosen or SETTING[variable])
    assert done.stderr == ""


def test_load_imports_no_command_and_no_judge(installed: Path) -> None:
    there = imported(f"import evitab\nevitab.load({NAME!r}).claims", installed)
    assert there >= TABLES
    unneeded = JUDGES | OTHERS | {"pydantic", "rich", "typer", "scipy", "evitab.rules"}
    assert there & unneeded == set()


def test_what_was_left_aside_can_be_imported_again(installed: Path) -> None:
    code = (
        "from evitab.cli.aside import left_aside\n"
        "import modin\n"
        "with left_aside():\n"
        "    try: import pyspark.pandas\n"
        "    except ModuleNotFoundError: pass\n"
        "    else: raise AssertionError('pyspark is there')\n"
        "    import modin\n"
        "import pyspark.pandas"
    )
    assert {"modin", "pyspark.pandas"} <= imported(code, installed)
