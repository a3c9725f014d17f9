"""Asking every rule of grounding of a package, part by part, and saying what could not be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from evitab.finding import Finding, Outcome
from evitab.grounding import coverage, held
from evitab.grounding.asked import ASKED_OF
from evitab.grounding.evidence import Wrong
from evitab.grounding.files import check_files
from evitab.grounding.names import Names
from evitab.grounding.part import ground_part
from evitab.grounding.parts import parts_of
from evitab.grounding.quotation import QUOTES
from evitab.grounding.result import Grounding, Heard
from evitab.package import Contents
from evitab.page import built_in
from evitab.standard import Standard

PAGES = built_in(Path(__file__).with_name("pages.md"), "grounding")
RULES = {name: rule.summary for name, rule in PAGES.items()}
NEEDED = {
    "sources": ("source_id", "path", "sha256"),
    "passages": ("passage_id", "source_id", "start", "end", "exact", "prefix", "suffix", "sha256"),
}
# Reasons that are told one by one.
_SHOWN = 20


def ground(
    contents: Contents,
    standard: Standard,
    wrong: Wrong = (),
    *,
    is_clean: bool = True,
    is_all: bool = True,
    keeps_words: bool = True,
) -> Grounding:
    """Hold quotations, figures, names and denials of a package against its sources.

    `wrong` names rows, as file and line, that nothing can be held against: they are left alone.
    Coverage is skipped where the package `is_clean` no more, since a figure whose row is wrong is
    not carried either. Where the tables are not those of `is_all` sources of the package, files of
    which none of them tells are no finding. Where it `keeps_words`, the result has the words and
    the coverage of every source. Raises CannotJudge where a source is there and cannot be read.
    """
    if (reason := _why_not(contents)) is not None:
        result = Grounding()
        result.skip(QUOTES, "passages", reason)
        return result
    known, whole = Names(contents), Heard()
    for part in parts_of(contents):
        heard = ground_part(part, standard, known, wrong, words=contents.words)
        if not keeps_words:
            heard.texts, heard.coverages = {}, []
        whole.add(heard)
    return summed(contents, whole, is_clean=is_clean, is_all=is_all)


def _why_not(contents: Contents) -> str | None:
    """Why nothing can be held against the sources; None where it can.

    What a row says hangs on all of its cells: a column that is lost is no column of nulls.
    """
    for name in NEEDED:
        if name not in contents.tables:
            return f"{name} could not be read"
    for name, table in contents.tables.items():
        if (reason := table.why_absent(list(table.schema.by_name))) is not None:
            return f"{name}: {reason}"
    return None


def summed(
    contents: Contents, heard: Heard, *, is_clean: bool = True, is_all: bool = True
) -> Grounding:
    """The verdict on a package of which every part was heard."""
    result = Grounding(texts=heard.texts, coverages=heard.coverages)
    for reason in _some(heard.reasons):
        result.skip(QUOTES, "passages", reason)
    for finding in check_files(contents) if is_all else ():
        heard.quotes[finding.rule, "sources"].findings.append(finding)
    for (rule, table), tally in (*heard.quotes.items(), *heard.rows.items()):
        result.enter(rule, table, tally.rows, _in_order(tally.findings))
    for language in heard.silent:
        result.skip(held.NUMBER, "passages", f"there is no lexicon for {language}")
    is_clean &= all(check.outcome is not Outcome.FAILED for check in result.checks)
    for rule in coverage.RULES:
        table = ASKED_OF[rule]
        if not heard.covered:
            result.skip(rule, table, "no source is here")
        elif not is_clean or contents.errors:
            result.skip(rule, table, "the tables have findings of their own")
        else:
            tally = heard.coverage[rule, table]
            result.enter(rule, table, tally.rows, _in_order(tally.findings))
    return result


def _in_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.line or 0)


def _some(reasons: Collection[str]) -> Iterator[str]:
    """The reasons, and of very many the first ones and how many more there are."""
    yield from islice(reasons, _SHOWN)
    if len(reasons) > _SHOWN:
        yield f"{len(reasons) - _SHOWN:,} more sources are not here, or not as they were read"
