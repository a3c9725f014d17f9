"""Several articles in one package are judged as each alone: nothing across, nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas
import pytest

from answers import asked_anew
from corpus import findings_of, multiplied, renamed, step_of, write_corpus
from evitab.finding import Finding, Outcome
from evitab.grounding import RULES as GROUNDING
from evitab.grounding import ground
from evitab.package import Contents, Medium, read_package
from evitab.rule import SOURCE, Rule
from evitab.rules import all_rules
from evitab.standard import standard
from evitab.validation.docket import Docket, rules_docket, structure_docket
from evitab.validation.hearing import failures_of, hear
from evitab.validation.source_findings import compute
from packages import REAL, judged
from test_rules import AT_ODDS, BROKEN, broken_copy

Said = tuple[str | None, ...]
# Tables that articles have in common: what is wrong there is wrong once.
SHARED = {"concepts", "concept_labels", "concept_codes"}
# Columns with keys that all sources share: rows that meet there may be of two articles.
CONCEPTS = {
    key.fields[0]
    for profile in standard().profiles.values()
    for table in profile.tables
    for key in table.foreign_keys
    if key.table == "concepts" and table.name not in SHARED
}


# About the names of files, of which the copies of a source have their own.
OF_FILES = {"source_is_declared", "source_is_described", "source_has_words_of_its_own"}
# The keys of one source by which these rules meet rows of other tables.
TIED = {
    "advice_without_exception_has_none": {"claim_id"},
    "arm_has_an_outcome": {"study_id", "study_arm_id"},
    "arms_sum_to_the_total": {"study_id"},
    "cochrane_review_is_no_protocol": {"citation_id"},
    "dose_is_given_where_its_condition_holds": {"study_id"},
    "effect_follows_from_arm_values": {"study_arm_id"},
    "effect_follows_from_counts": {"study_arm_id"},
    "figure_has_a_citation": {"claim_id", "passage_id"},
    "reference_was_found": {"reference_id"},
    "role_is_named_where_the_author_is_described": {"passage_id"},
    "word_of_degree_is_defined": {"claim_id"},
}


def said_of(found: Finding) -> Said:
    """What a finding of a package says, and of which row, wherever that stands in its file."""
    expected = re.sub(r"\bline \d+", "a line", found.expected)
    return (found.rule, found.table, found.key, found.field, found.value, expected)


def of_each(alone: Iterable[Said], articles: int, step: int) -> Counter[Said]:
    """What is to be found in so many articles, by what is found in one."""
    return Counter(
        tuple(renamed(text, at, step) for text in said)
        for said in alone
        for at in range(1 if said[1] in SHARED else articles)
    )


def found_in(contents: Contents, rule: str) -> Iterator[Said]:
    """What one rule about the tables, or about the words, finds."""
    if rule in GROUNDING:
        found = ground(contents, standard()).findings
        yield from (said_of(one) for one in found if one.rule == rule)
    for table in contents.tables.values():
        docket = structure_docket(contents, table, standard())
        conditions = tuple(one for one in docket.conditions if one.name == rule)
        for heard in hear(replace(docket, conditions=conditions)):
            yield from map(said_of, heard.findings)


@pytest.mark.parametrize("articles", [2, 3])
def test_several_articles_have_the_findings_of_each(articles: int, tmp_path: Path) -> None:
    """Keys, words, rules, and the findings on record: all hold, as they do for the one article."""
    contents = read_package(REAL, standard())
    root = write_corpus(contents, articles, tmp_path / "corpus", Medium.CSV)
    report = judged(root)
    assert (report.errors, report.findings) == ([], [])
    assert {check.outcome for check in report.checks} <= {Outcome.PASSED, Outcome.SKIPPED}
    recorded = contents.tables["findings"].data.to_pylist()
    expected = findings_of(recorded, articles, step_of(contents))
    found = [one.fingerprint for one in report.source_findings if one.appraisal is None]
    assert sorted(found) == sorted(str(row["fingerprint"]) for row in expected)


@pytest.mark.parametrize("case", AT_ODDS, ids=lambda case: str(case.name))
def test_rule_about_the_source_finds_the_same_in_each_article(case: Path, tmp_path: Path) -> None:
    contents = read_package(broken_copy(case, tmp_path), standard())
    alone, _ = compute(contents, {case.name})
    found, checks = compute(multiplied(contents, 2), {case.name})
    assert {check.outcome for check in checks} == {Outcome.PASSED}
    assert alone
    expected = findings_of(alone, 2, step_of(contents))
    assert sorted(found, key=str) == sorted(({**row} for row in expected), key=str)


@pytest.mark.parametrize(
    "case", [case for case in BROKEN if case.name not in OF_FILES], ids=lambda case: str(case.name)
)
def test_rule_about_the_tables_finds_the_same_in_each_article(case: Path, tmp_path: Path) -> None:
    contents = read_package(broken_copy(case, tmp_path), standard())
    if contents.errors or contents.findings or any(t.findings for t in contents.tables.values()):
        return  # What reading finds, it finds in each file by itself.
    several = write_corpus(contents, 2, tmp_path / "corpus", Medium.PARQUET)
    alone = list(found_in(contents, case.name))
    found = list(found_in(read_package(several, standard()), case.name))
    assert Counter(found) == of_each(alone, 2, step_of(contents))


def test_no_rule_joins_articles_on_what_they_share() -> None:
    """A rule that looks at rows of its package by a concept sees on which source they rest, unless
    a key of one source ties them to its own rows.
    """
    for rule in all_rules():
        assert rule.by not in CONCEPTS, rule.name
        ties = TIED.get(rule.name, set())
        for name, beside in rule.beside.items():
            if beside.of == "package" and beside.table not in SHARED:
                assert {SOURCE, "source_id", *ties} & set(beside.reads), (rule.name, name)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.name))
def test_rows_that_a_rule_joins_grow_as_the_articles_do(
    rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined: list[int] = []
    merge = pandas.DataFrame.merge

    def counted(*tables: Any, **ways: Any) -> Any:
        rows = merge(*tables, **ways)
        joined.append(len(rows))
        return rows

    monkeypatch.setattr(pandas.DataFrame, "merge", counted)
    sums = []
    for articles in (1, 7):
        joined.clear()
        for docket in dockets_of(multiplied(real(), articles), rule):
            with asked_anew():
                assert not any(failure.crash for failure in failures_of(docket))
        sums.append(sum(joined))
    assert sums[1] <= 7 * sums[0]


@cache
def real() -> Contents:
    """The real article."""
    return read_package(REAL, standard())


def dockets_of(contents: Contents, rule: Rule) -> Iterator[Docket]:
    """What a package is asked where it is asked one rule alone."""
    for table in contents.tables.values():
        docket = rules_docket(contents, table, rule.about, {rule.name})
        if docket.conditions:
            yield docket
