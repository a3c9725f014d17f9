"""Asking every rule of grounding of a package, and saying what could not be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from evitab.finding import Finding, Outcome
from evitab.grounding import arms, codes, coverage, held, names, numbers, printed, quotes, wording
from evitab.grounding.asked import ASKED_OF, OF_EACH, applies
from evitab.grounding.coverage import Bounds, cover
from evitab.grounding.evidence import Evidence
from evitab.grounding.numbers import Grounded
from evitab.grounding.result import Grounding
from evitab.package import Contents, Table
from evitab.page import built_in
from evitab.standard import Standard

PAGES = built_in(Path(__file__).with_name("pages.md"), "grounding")
RULES = {name: rule.summary for name, rule in PAGES.items()}
NEEDED = {
    "sources": ("source_id", "path", "sha256"),
    "passages": ("passage_id", "source_id", "start", "end", "exact", "prefix", "suffix", "sha256"),
}


def ground(
    contents: Contents,
    standard: Standard,
    wrong: Collection[tuple[str | None, int | None]] = (),
    *,
    is_clean: bool = True,
) -> Grounding:
    """Hold quotations, figures, names and denials of a package against its sources.

    `wrong` names rows, as table and line, that nothing can be held against: they are left alone.
    Coverage is skipped where the package `is_clean` no more, since a figure whose row is wrong is
    not carried either. Raises CannotJudge where a source is there and cannot be read.
    """
    result = Grounding()
    for name, columns in NEEDED.items():
        table = contents.tables.get(name)
        if table is None or not table.has(columns):
            result.skip(quotes.QUOTES, "passages", f"{name} could not be read")
            return result
    checked = quotes.check_quotes(contents)
    result.texts = checked.texts
    _enter_quotes(result, contents, checked)
    wrong = {*wrong, *((finding.table, finding.line) for finding in checked.findings)}
    evidence = Evidence(contents, standard, checked.texts, wrong)
    carried = list(_rows(result, contents, evidence))
    carried += _restated(contents, evidence, carried)
    for language in evidence.silent:
        reason = f"there is no lexicon for {language}"
        result.skip(held.NUMBER, "passages", reason)
    is_clean &= all(check.outcome is not Outcome.FAILED for check in result.checks)
    _cover(result, contents, evidence, carried, is_asked=is_clean)
    return result


def _enter_quotes(result: Grounding, contents: Contents, checked: quotes.Quotes) -> None:
    for reason in checked.reasons:
        result.skip(quotes.QUOTES, "passages", reason)
    described = len(contents.tables["sources"].data)
    asked = dict.fromkeys((quotes.QUOTES, quotes.SECTION), checked.passages)
    asked |= {"source_is_unaltered": checked.sources}
    for rule in quotes.RULES:
        found = [finding for finding in checked.findings if finding.rule == rule]
        table = "passages" if rule in {quotes.QUOTES, quotes.SECTION} else "sources"
        result.enter(rule, table, asked.get(rule, described), found)


def _rows(result: Grounding, contents: Contents, evidence: Evidence) -> Iterator[Grounded | Bounds]:
    """Ground the rows of every table; yields the places of the figures that they carry."""
    known, known_arms = names.Names(contents), arms.Arms(contents, evidence)
    for table in contents.tables.values():
        if table.name in {"passages", "findings", "appraisals"}:
            continue
        found: list[Finding] = [
            *names.ground_names(evidence, known, table),
            *arms.ground_arms(evidence, known_arms, table),
            *codes.ground_codes(evidence, table),
        ]
        for each in printed.ground_texts(evidence, table):
            if isinstance(each, Finding):
                found.append(each)
            else:
                span, figure = each
                yield span.source, span.start + figure.start, span.start + figure.end
        for at, each_number in numbers.ground_numbers(evidence, table):
            if isinstance(each_number, Finding):
                found.append(each_number)
                continue
            yield each_number
            if each_number.cells.amount_of:
                misplaced = names.misplaced_amount(known, table, at, each_number)
                found.extend([misplaced] if misplaced else [])
        _enter_each(result, table, evidence, found)
    passages = contents.tables["passages"]
    idle = list(names.ground_idle(evidence, known, passages))
    result.enter(names.IDLE, "passages", len(passages.data), idle)
    denials = list(wording.ground_wording(contents, evidence))
    for rule in wording.RULES:
        ours = [finding for finding in denials if finding.rule == rule]
        result.enter(rule, ASKED_OF[rule], _length(contents, ASKED_OF[rule]), ours)


def _enter_each(result: Grounding, table: Table, evidence: Evidence, found: list[Finding]) -> None:
    rows = sum(1 for _ in evidence.rows_with_words(table))
    for rule in OF_EACH:
        ours = [finding for finding in found if finding.rule == rule]
        if applies(rule, table):
            result.enter(rule, table.name, rows, ours)


def _restated(
    contents: Contents, evidence: Evidence, carried: list[Grounded | Bounds]
) -> Iterator[Bounds]:
    """The figures of a claim that says another again: those of the first, where it has them."""
    claims = contents.tables.get("claims")
    if claims is None or not claims.has(["claim_id", "restates_claim_id"]):
        return
    first: dict[str | None, list[Grounded]] = {}
    for each in carried:
        if isinstance(each, Grounded):
            first.setdefault(each.claim, []).append(each)
    for _, row, spans in evidence.rows_with_words(claims):
        for said in first.get(row["restates_claim_id"], ()) if row["restates_claim_id"] else ():
            for figure in spans[0].figures:
                if figure.units == said.figure.units and figure.is_about(
                    said.figure.low, said.figure.high
                ):
                    start = spans[0].start
                    yield spans[0].source, start + figure.start, start + figure.end


def _cover(
    result: Grounding,
    contents: Contents,
    evidence: Evidence,
    carried: list[Grounded | Bounds],
    *,
    is_asked: bool,
) -> None:
    places = [each.bounds if isinstance(each, Grounded) else each for each in carried]
    sources, passages = contents.tables["sources"], contents.tables["passages"]
    found: list[Finding] = []
    for key in sources.column("source_id").to_pylist():
        if (whole := evidence.whole(key)) is not None and passages.has(["not_carried"]):
            measured, findings = cover(whole, sources, passages, places)
            result.coverages.append(measured)
            found += findings
    for rule in coverage.RULES:
        table = ASKED_OF[rule]
        if not result.coverages:
            result.skip(rule, table, "no source is here")
        elif not is_asked or contents.errors:
            result.skip(rule, table, "the tables have findings of their own")
        else:
            ours = [finding for finding in found if finding.rule == rule]
            result.enter(rule, table, _length(contents, table), ours)


def _length(contents: Contents, table: str) -> int:
    return len(contents.tables[table].data) if table in contents.tables else 0
