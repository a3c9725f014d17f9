"""Each rule that a finding can name has a page, in the terminal and in the rule book."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from evitab.catalogue import STRUCTURE, Entry, every_rule, facts, families
from evitab.cli import app
from evitab.columns import compile_masks
from evitab.documents.rule_book import rule_book
from evitab.finding import CannotJudge
from evitab.grounding import RULES as GROUNDING
from evitab.grounding import (
    arms,
    codes,
    coverage,
    frequency,
    names,
    numbers,
    printed,
    wording,
)
from evitab.grounding.files import DESCRIBED
from evitab.grounding.quotation import QUOTES, SECTION
from evitab.grounding.sources import DECLARED, OWN, UNALTERED
from evitab.page import ALL_SECTIONS, SECTIONS, BuiltIn, Page, built_in
from evitab.reporting.rules import print_rule, print_rules
from evitab.rule import SOURCE
from evitab.rules import all_rules
from evitab.standard import home, standard
from evitab.validation.reading import READING
from packages import TESTS

ENTRIES = list(every_rule().values())
CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted((home() / "validators" / "evitab").rglob("*.py"))
)

each_rule = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry.name))


def terminal(*, width: int = 80, is_terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=is_terminal, highlight=False)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


# Pages -----------------------------------------------------------------------------------------


def test_every_name_that_a_finding_can_have_has_a_page() -> None:
    masks = {
        mask.name
        for profile in standard().profiles.values()
        for table in profile.tables
        for mask in compile_masks(table, standard())
    }
    rooms = (arms, codes, coverage, frequency, names, numbers, printed, wording)
    of_sources = {QUOTES, SECTION, DECLARED, OWN, UNALTERED, DESCRIBED}
    assert {rule for room in rooms for rule in room.RULES} | of_sources == set(GROUNDING)
    assert masks | set(READING) <= set(STRUCTURE)
    assert set(re.findall(r'\brule="(\w+)"', CODE)) <= set(every_rule())
    assert {case.name for case in (TESTS / "broken").iterdir()} <= set(every_rule())
    assert len(every_rule()) == len(STRUCTURE) + len(GROUNDING) + len(all_rules())


@each_rule
def test_name_of_rule_stands_in_code(entry: Entry) -> None:
    assert re.search(rf"\b{entry.name}\b", CODE)


@each_rule
def test_page_is_complete(entry: Entry) -> None:
    assert re.fullmatch(r"[A-Z`].*\.", entry.summary), "one sentence says what holds"
    sections = entry.page.sections
    assert tuple(title for title in sections if title in SECTIONS) == SECTIONS
    assert set(sections) <= set(ALL_SECTIONS)
    assert "What it does" in sections
    for title, text in sections.items():
        assert text.endswith("."), title
        assert len(text) >= 15, title
        assert text.count("`") % 2 == 0, title


@pytest.mark.parametrize("title", ["What it does", *SECTIONS])
def test_no_two_rules_say_the_same(title: str) -> None:
    """Two rules may rest on one standard; and what to do about a source is often the same:
    nothing, where the tables say what it says.
    """
    texts = Counter(
        entry.page.sections[title]
        for entry in ENTRIES
        if title in entry.page.sections and (title != "What to do" or entry.about == "tables")
    )
    assert [text for text, count in texts.items() if count > 1] == []


@each_rule
def test_facts_of_rule_are_told(entry: Entry) -> None:
    told = dict(facts(entry))
    assert told["about"] == f"the {entry.about}"
    assert told["kind"] in {"conformance", "completeness", "plausibility"}
    assert told["severity"] in {"error", "warning", "info"}
    assert told["reads"]
    assert ("harm" in told) == (entry.about == "source")
    if isinstance(entry, BuiltIn):
        return
    assert all(f"`{column}`" in told["reads"] for column in entry.reads if column != SOURCE)
    assert ("within" in told) == (SOURCE in entry.reads)
    assert [label for label, _ in facts(entry)].count("beside") == len(entry.beside)


def test_page_is_read_as_it_is_written(tmp_path: Path) -> None:
    page = Page.parse("It holds,\nalways.\n\nExample: two\n  lines.\nWhat to do: value_low goes.")
    assert page.summary == "It holds, always."
    assert page.sections == {"Example": "Two lines.", "What to do": "value_low goes."}
    file = tmp_path / "pages.md"
    file.write_text("# Pages\n\n## one_rule\n\nHolds.\n\nKind: completeness\n\nReads: `a`, b\n")
    rule = built_in(file, "structure")["one_rule"]
    assert (rule.summary, rule.kind, rule.reads) == ("Holds.", "completeness", "`a`, b")
    assert rule.page.sections == {}


# The terminal ----------------------------------------------------------------------------------


@each_rule
def test_explain_prints_the_page(entry: Entry) -> None:
    done = CliRunner().invoke(app, ["explain", entry.name], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)
    said = " ".join(done.output.split())
    for text in (entry.summary, *entry.page.sections, *entry.page.sections.values()):
        assert text.replace("`", "") in said


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("foreign-keys", "foreignKeys"),
        ("FOREIGNKEYS", "foreignKeys"),
        ("primarykey", "primaryKey"),
        ("number stands in passage", "number_stands_in_passage"),
        ("stated_ratio", "stated_ratio_agrees_with_doses"),
        ("statd_ratio_agrees_with_dose", "stated_ratio_agrees_with_doses"),
        ("groundng", "grounding"),
        ("unit", "unitField"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(asked: str, suggested: str) -> None:
    with pytest.raises(CannotJudge, match=f"no such rule.*Did you mean .*{suggested}"):
        print_rule(terminal(), asked)


@pytest.mark.parametrize("asked", ["zzzzzz", "", "  ", "_", "\x1b[31m"])
def test_name_like_no_other_is_refused_without_a_guess(asked: str) -> None:
    with pytest.raises(CannotJudge) as error:
        print_rule(terminal(), asked)
    assert "evitab rules" in error.value.advice
    assert "Did you mean" not in error.value.advice


@pytest.mark.parametrize("family", families())
def test_family_lists_its_rules(family: str) -> None:
    console, other = terminal(), terminal()
    print_rule(console, family)
    print_rules(other, family)
    assert shown(console) == shown(other)
    for entry in families()[family]:
        (line,) = (line for line in shown(console).splitlines() if f"  {entry.name} " in line)
        assert line.split()[1:3] == [entry.about, entry.severity.value]
        assert line.endswith(entry.summary.replace("`", "")), "what is piped is not cut"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_rules_have_one_line_each_in_a_terminal(width: int) -> None:
    console = terminal(width=width, is_terminal=True)
    print_rules(console)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown(console)).splitlines()
    assert max(map(len, plain)) <= max(width, 40)
    starts = Counter(line.split()[0].rstrip("…") for line in plain if line.startswith("  "))
    for entry in ENTRIES:
        assert width == 40 or starts[entry.name] == 1


def test_no_such_family_is_refused() -> None:
    with pytest.raises(CannotJudge, match=r"no family.*structure, grounding, claims"):
        print_rules(terminal(), "dosages")


# The rule book ---------------------------------------------------------------------------------


def test_rule_book_holds_every_page(tmp_path: Path) -> None:
    book = rule_book(tmp_path / "absent.csv")
    anchors = re.findall(r"\]\(#([\w]+)\)", book)
    headings = re.findall(r"^##+ `?(\w+)`?$", book, re.MULTILINE)
    assert sorted(anchors) == sorted(heading.lower() for heading in headings[1:])
    for entry in ENTRIES:
        assert f"### `{entry.name}`\n\n**{entry.summary}**\n" in book
        for title, text in entry.page.sections.items():
            assert f"*{title}.* {text}\n" in book
    assert "Detection" not in book
    assert book.endswith(".\n")


def test_rule_book_has_what_was_detected(tmp_path: Path) -> None:
    file = tmp_path / "mutation.csv"
    file.write_text('rule,damage,detected\nunique,"a, b | c",12\n', encoding="utf-8")
    book = rule_book(file)
    assert "- [Detection](#detection)" in book
    table = "| rule | damage | detected |\n| --- | --- | --- |\n| unique | a, b \\| c | 12 |\n"
    assert book.endswith(table)
    (tmp_path / "empty.csv").write_text("")
    assert rule_book(tmp_path / "empty.csv")


def test_rules_stand_in_the_rule_book_on_file() -> None:
    book = (home() / "validators" / "RULES.md").read_text(encoding="utf-8")
    for name in every_rule():
        assert f"### `{name}`\n" in book
