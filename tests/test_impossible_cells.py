"""Rules about the source meet cells that no sound package has, and neither crash nor guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from evitab.package import read_package
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import standard
from evitab.validation.docket import rules_docket
from evitab.validation.hearing import failures_of
from packages import TESTS, grown

Frames = Mapping[str, pd.DataFrame]
RULES = {rule.name: rule for rule in all_rules()}
UPPER_LEVELS = "dose_is_within_the_upper_levels"
# Each crashed on a cell of its own table, or of its authority's, which is judged on its own.
CRASHED = ("cut_off_agrees_with_an_authority", "cochrane_review_is_no_protocol", UPPER_LEVELS)


def seen(rule: Rule, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[pd.DataFrame, Frames]:
    """The rows and the tables beside them that a rule sees of the package that breaks it."""
    caught: list[tuple[pd.DataFrame, Frames]] = []

    def grounds(self: Rule, rows: pd.DataFrame, beside: Frames) -> pd.DataFrame:
        caught.append((rows, beside))
        return whole(self, rows, beside)

    whole = Rule.grounds
    monkeypatch.setattr(Rule, "grounds", grounds)
    contents = read_package(grown(TESTS / "broken" / rule.name, folder), standard())
    docket = rules_docket(contents, contents.tables[rule.tables[0]], "source", [rule.name])
    assert [bool(failure.rows) for failure in failures_of(docket)] == [True]
    monkeypatch.undo()
    return caught[0]


def damaged(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """A table with one column emptied, or every other cell of it, or with words that are no code.

    Gives what was done, and the table.
    """
    for name in frame.columns:
        kind = frame[name].dtype
        assert isinstance(kind, pd.ArrowDtype)
        nothing = pd.Series(pd.NA, index=frame.index, dtype=kind)
        yield f"no {name}", frame.assign(**{name: nothing})
        for first in (0, 1):
            is_kept = np.arange(len(frame)) % 2 == first
            yield f"half of {name}", frame.assign(**{name: frame[name].where(is_kept)})
        if pa.types.is_string(kind.pyarrow_dtype):
            yield f"another {name}", frame.assign(**{name: nothing.fillna("unheard-of")})


@pytest.mark.parametrize("name", CRASHED)
def test_cell_that_cannot_be_is_no_crash(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES[name]
    rows, beside = seen(rule, tmp_path, monkeypatch)
    for what, others in damaged(rows):
        assert set(rule.grounds(others, beside).index) <= set(rows.index), what
    for table, frame in beside.items():
        for what, others in damaged(frame):
            found = rule.grounds(rows, {**beside, table: others})
            assert set(found.index) <= set(rows.index), f"{what} in {table}"


def test_dose_of_an_unknown_use_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES[UPPER_LEVELS]
    rows, beside = seen(rule, tmp_path, monkeypatch)
    assert not rule.grounds(rows, beside).empty
    for use in (None, "unheard-of"):
        unknown = pd.Series(use, index=rows.index, dtype=rows["use"].dtype)
        assert rule.grounds(rows.assign(use=unknown), beside).empty
