"""What people type wrong is answered in one line: what was found, and what is right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evitab.cli import main
from packages import REAL, copy_of

NAME = "vitamin-d3-k2"
LONG = "x" * 5000

SLIPS = [
    # verbs
    ("sho", "sho: no verb. Did you mean show?"),
    ("finding", "Did you mean findings?"),
    ("help shwo", "shwo: no verb. Did you mean show?"),
    ("", "'': no verb. `evitab --help` lists the verbs."),
    ("\x1b[31m", r"\x1b[31m: no verb."),
    # options and arguments
    ("--versio", "Did you mean --version?"),
    ("show", "PACKAGE is missing. Write evitab show [OPTIONS] PACKAGE [TABLE]."),
    (f"show {NAME} dosages use=case", "use=case: more words than evitab show takes."),
    (f"show {NAME} dosages --feilds use", "--feilds: no option of evitab show. Did you mean --fi"),
    (f"show {NAME} dosages --where", "--where: nothing stands behind it."),
    (f"show {NAME} --section Bottom --section FAQ", "--section is given twice"),
    ("report x -o a.html --output=b.html", "--output is given twice"),
    (f"export {NAME}", "--to is missing. Write --to duckdb|sqlite|xlsx|parquet|jsonl."),
    (f"export {NAME} --to excel", "'excel' is none of its values. Did you mean xlsx? It can be"),
    ("validate --fail-on err", "Did you mean error? It can be error, warning, info."),
    ("validate --format xml", "It can be text, json, sarif, junit, github."),
    (f"validate --format {LONG}", "It can be text"),
    ("validate --nosuch\x1b[31m", r"--nosuch\x1b[31m: no option of evitab validate."),
    # packages
    ("show Vitamin_D3_K2", f"Did you mean {NAME}?"),
    ("show vitamin", f"Did you mean {NAME}?"),
    (f"show {LONG}", "… (5,000 characters): no package of that name"),
    (("show", ""), "'': no package of that name"),
    (("show", f" {NAME}"), f"' {NAME}': no package of that name"),
    ("show \x1b[2Jx", r"\x1b[2Jx: no package of that name"),
    ("show list.txt", "list.txt: a file, not a package. Name one of authorities"),
    ("validate empty", "empty: no package: the folder has no dataset.json."),
    (("show", "a copy/tables"), "Name the package that it is part of: a copy."),
    (("show", "a copy/tables/claims.csv"), "a file, not a package. Name the package that it is"),
    ("findings .", "no package: the folder has no dataset.json. Name one of its folders: a copy."),
    (f"build {NAME}@1.0.0", f"Did you mean {NAME}?"),
    # tables, fields, sections
    (f"show {NAME} refrence-ranges", "Did you mean reference_ranges?"),
    (f"show {NAME} tables/dosages.csv", "Did you mean dosages?"),
    (f"show {NAME} ranges", "Did you mean reference_ranges"),
    (f"show {NAME} dosages --fields USE", "no field 'USE'. Did you mean use?"),
    (f"show {NAME} dosages --fields dose", "Did you mean dose_low, dose_high or dose_comparator?"),
    (f"show {NAME} dosages --fields ,", "--fields: it names no field. Name some of dosage_id"),
    (("show", NAME, "--section", "Botom Line"), "no section 'Botom Line'. Did you mean Bottom Li"),
    (("show", NAME, "--section", ""), "no section ''. Name one: "),
    (f"show {NAME} --section o", "several sections have 'o'. Name one: "),
    # conditions
    (f"show {NAME} dosages --where use", "no condition: 'use'. Write FIELD=VALUE"),
    (f"show {NAME} dosages --where use~", "no condition: 'use~'. Say what use is to be compared"),
    (f"show {NAME} dosages --where use>=", "no condition: 'use>='."),
    (f"show {NAME} dosages --where use=recomended", "is no use. Did you mean recommended?"),
    (f"show {NAME} dosages --where use!=\x1b[31m", r"'\x1b[31m' is no use. It can be recommended"),
    (f"show {NAME} dosages --where dose_low>1,000", "Write a number, as 5 or 0.5, without commas"),
    (f"show {NAME} dosages --where dose_low=>5", "'>5' is no number, which dose_low is."),
    (f"show {NAME} studies --where k=1.5", "Write a whole number, as 5."),
    (f"show {NAME} claims --where is_negated=yes", "Write true or false."),
    (f"show {NAME} reference_checks --where check_date=1.2.24", "Write a day, as 2026-01-31."),
    # rules
    (f"findings {NAME} --rule statd_ratio_agrees_with_doses", "Did you mean stated_ratio_agrees"),
    (("findings", NAME, "--rule", ""), "--rule: it names no rule."),
    (("validate", "--select", " , "), "--select: it names no rule."),
    ("rules statistic", "no family of rules. Did you mean statistics? The families are structure"),
    ("rules p_value_agrees_with_interval", "It is a rule: `evitab explain p_value_agrees_with_i"),
    ("explain P_VALUE_AGREES_WITH_INTERVAL", "Did you mean p_value_agrees_with_interval? `evitab"),
    # places
    (f"export {NAME} --to sqlite -o a.xlsx", "it has the ending of xlsx, not of sqlite."),
    (f"export {NAME} --to xlsx -o no/such/a.xlsx", "Make it first."),
    (f"diff {NAME} {NAME} -o no/such/a.txt", "there is no folder no/such. Make it first."),
    (f"release {NAME} --dist list.txt", "list.txt: a file, not a folder. Name another --dist."),
    (f"versions {NAME}", "no store of releases is named. Name one by its URL or folder"),
    (f"show {NAME}@one", "no version. Write three numbers, as 1.0.0, or latest"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of a package, an empty folder and a file."""
    place = tmp_path_factory.mktemp("place")
    copy_of(REAL, place).rename(place / "a copy")
    (place / "empty").mkdir()
    (place / "list.txt").write_text("x", encoding="utf-8")
    return place


@pytest.mark.parametrize(("words", "message"), SLIPS, ids=[repr(each)[:60] for each, _ in SLIPS])
def test_slip_is_answered_in_one_line(
    words: str | tuple[str, ...],
    message: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(place.iterdir())
    monkeypatch.chdir(place)
    monkeypatch.delenv("EVITAB_STORE", raising=False)
    typed = words.split(" ") if isinstance(words, str) else words
    monkeypatch.setattr(sys, "argv", ["evitab", *typed])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("evitab: ")
    assert message in said.err
    assert said.err.count("\n") == 1
    assert said.err.removesuffix("\n").isprintable()
    assert len(said.err) < 1500
    assert sorted(place.iterdir()) == before


@pytest.mark.parametrize(
    ("condition", "same"),
    [
        ("use==case", "use=case"),
        ('use = "case"', "use=case"),
        ("use='case'", "use=case"),
        ('dose_reported~"mcg"', "dose_reported~mcg"),
    ],
)
def test_other_ways_to_write_a_condition_are_understood(
    condition: str, same: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for each in (condition, same):
        words = ["evitab", "show", NAME, "dosages", "--where", each]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit, match="0"):
            main()
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert shown[0].count("DOS-") > 0


def test_text_that_no_row_has_is_answered_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evitab", "show", NAME, "dosages", "--where", "substance_id=vitamin-k"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit, match="0"):
        main()
    assert capsys.readouterr().out.startswith("no row of dosages. Did you mean vitamin-k2?")
