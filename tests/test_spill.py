"""Tables whose rows do not come in the order of sources: sorted on disk, and judged in parts."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from corpus import write_corpus
from evitab.engines.engine import Engine
from evitab.finding import Outcome
from evitab.package import Medium, read_package
from evitab.standard import standard
from evitab.validation import Options
from evitab.validation.parts import spill
from packages import REAL
from test_engines import told, verdict

IN_PARTS = Options(Engine.STREAM, at_once=0, workers=1, part=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles like the real one; its findings come in the order of their fingerprints."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "authorities").symlink_to(REAL.parent / "authorities")
    contents = read_package(REAL, standard())
    return write_corpus(contents, 3, folder / REAL.name, Medium.PARQUET)


def test_what_is_out_of_order_is_judged_part_by_part(corpus: Path) -> None:
    report = verdict(corpus, IN_PARTS)
    assert (report.parts, report.unordered) == (3, "findings")
    assert {c.outcome for c in report.checks if c.rule == "findings_are_current"} == {
        Outcome.PASSED
    }
    at_once = verdict(corpus, Options(Engine.STREAM, at_once=10**9))
    assert told(report) == told(at_once)
    assert report.source_findings


def test_nothing_is_left_on_the_disk(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    verdict(corpus, IN_PARTS)
    assert list(tmp_path.iterdir()) == []


def test_disk_without_room_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spill, "_write", full)
    (error,) = verdict(corpus, IN_PARTS).errors
    assert "findings does not come in the order of sources" in error.message
    assert "No space left" in error.message
    assert "TMPDIR" in str(error.advice)
