"""Where Spark cannot be asked, the command says what to install, or what to leave out."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from evitab.cli import app
from evitab.finding import CannotJudge
from evitab.validation.spark.failing import told_of_failure
from evitab.validation.spark.session import refuse_without_spark
from packages import GOLDEN


class Nowhere(MetaPathFinder):
    """No PySpark can be imported, installed or not."""

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] == "pyspark":
            raise ModuleNotFoundError(name)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [each for each in sys.modules if each.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    return monkeypatch


def test_missing_pyspark_is_named(without: pytest.MonkeyPatch) -> None:
    without.setattr(sys, "meta_path", [Nowhere(), *sys.meta_path])
    with pytest.raises(CannotJudge, match=r"pip install 'evitab\[spark\]'"):
        refuse_without_spark()


def test_old_pyspark_is_refused(without: pytest.MonkeyPatch) -> None:
    without.setitem(sys.modules, "pyspark", SimpleNamespace(__version__="3.5.1"))
    with pytest.raises(CannotJudge, match="version 3 is too old"):
        refuse_without_spark()


def test_missing_java_is_named(without: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without.setitem(sys.modules, "pyspark", SimpleNamespace(__version__="4.0.0"))
    without.setenv("PATH", str(tmp_path))
    without.delenv("JAVA_HOME", raising=False)
    with pytest.raises(CannotJudge, match="Install Java 17"):
        refuse_without_spark()


@pytest.mark.parametrize("option", ["--record", "--changed-since"])
def test_spark_keeps_no_record(option: str, tmp_path: Path) -> None:
    asked = ["validate", str(GOLDEN["article"]), "--engine", "spark", option, str(tmp_path)]
    done = CliRunner().invoke(app, asked)
    assert "spark keeps no record" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_memory_of_a_cluster_is_set_elsewhere() -> None:
    asked = ["validate", str(GOLDEN["article"]), "--engine", "spark", "--memory", "900"]
    error = CliRunner().invoke(app, asked).exception
    assert "--memory: a cluster has its own" in str(error)
    assert "spark.executor.memory" in str(getattr(error, "advice", ""))


def test_failure_of_a_worker_is_one_line() -> None:
    pytest.importorskip("pyspark")
    trace = (
        "An error occurred.\nTraceback:\n  File x\nModuleNotFoundError: No module 'evitab'\n\tat a"
    )
    with (
        pytest.raises(CannotJudge, match=r"failed \(ModuleNotFound.*'evitab'\)"),
        told_of_failure(),
    ):
        raise RuntimeError(trace)
