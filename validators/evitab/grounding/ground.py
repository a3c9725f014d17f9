"""Asking every rule of grounding of a package, and saying what could not be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evitab.finding import Check, Finding, Outcome, Severity
from evitab.grounding import (
    arms,
    codes,
    coverage,
    frequency,
    held,
    names,
    numbers,
    printed,
    quotes,
    wording,
)
from evitab.grounding.cells import figure_cells
from evitab.grounding.coverage import Bounds, Coverage, cover
from evitab.grounding.evidence import Evidence
from evitab.grounding.numbers import Grounded
from evitab.package import Contents, Table
from evitab.page import built_in
from evitab.standard import Standard

PAGES = built_in(Path(__file__).with_name("pages.md"), "grounding")
RULES = {name: rule.summary for name, rule in PAGES.items()}
NEEDED = {
    "sources": ("source_id", "path", "sha256"),
    "passages": ("passage_id", "source_id", "start", "end", "exact", "prefix", "suffix", "sha256"),
}
# Rules that a table's rows are asked; the others are asked of the table named here.
_OF_EACH = tuple(
    rule
    for each in (printed, names, numbers, frequency, arms, codes)
    for rule in each.RULES
    if rule != names.IDLE
)
_ASKED_OF = {
    wording.STANDS: "claims",
    wording.STRENGTH: "claims",
    wording.FIGURES: "claims",
    wording.CARRIED: "passages",
    wording.SAID: "claims",
    coverage.CARRIED: "passages",
    coverage.EXCUSE: "passages",
    coverage.COVERED: "sources",
}


@dataclass
class Grounding:
    """What holding the rows against the words of their sources found.

    `checks` tells what was asked and what was skipped; `coverages` measures each source that is
    here; `texts` holds their words, by the source's key.
    """

    findings: list[Finding] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    coverages: list[Coverage] = field(default_factory=list)
    texts: Mapping[str, str] = field(default_factory=dict)


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
            _skip(result, quotes.QUOTES, "passages", f"{name} could not be read")
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
        _skip(result, held.NUMBER, "passages", reason)
    is_clean &= all(check.outcome is not Outcome.FAILED for check in result.checks)
    _cover(result, contents, evidence, carried, is_asked=is_clean)
    return result


def _enter_quotes(result: Grounding, contents: Contents, checked: quotes.Quotes) -> None:
    for reason in checked.reasons:
        _skip(result, quotes.QUOTES, "passages", reason)
    described = len(contents.tables["sources"].data)
    asked = dict.fromkeys((quotes.QUOTES, quotes.SECTION), checked.passages)
    asked |= {"source_is_unaltered": checked.sources}
    for rule in quotes.RULES:
        found = [finding for finding in checked.findings if finding.rule == rule]
        table = "passages" if rule in {quotes.QUOTES, quotes.SECTION} else "sources"
        _enter(result, rule, table, asked.get(rule, described), found)


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
    _enter(result, names.IDLE, "passages", len(passages.data), idle)
    denials = list(wording.ground_wording(contents, evidence))
    for rule in wording.RULES:
        ours = [finding for finding in denials if finding.rule == rule]
        _enter(result, rule, _ASKED_OF[rule], _length(contents, _ASKED_OF[rule]), ours)


def _enter_each(result: Grounding, table: Table, evidence: Evidence, found: list[Finding]) -> None:
    rows = sum(1 for _ in evidence.rows_with_words(table))
    for rule in _OF_EACH:
        ours = [finding for finding in found if finding.rule == rule]
        if _applies(rule, table):
            _enter(result, rule, table.name, rows, ours)


def _applies(rule: str, table: Table) -> bool:
    """Whether a table has columns that a rule reads."""
    cells = figure_cells(table.schema)
    told = {field.descriptor.get("inPassage") for field in table.schema.fields}
    return {
        held.TEXT: "verbatim" in told,
        printed.YEAR: "figure" in told,
        names.NAME: "name" in told,
        names.STATED: table.name == "claims" or ("name" in told and table.has(["claim_id"])),
        names.BESIDE: any(each.amount_of for each in cells),
        held.NUMBER: bool(cells),
        held.UNIT: bool(cells),
        held.COMPARATOR: any(each.comparator for each in cells) or table.name == "reference_ranges",
        frequency.FREQUENCY: any(each.low == "frequency" for each in cells),
        arms.ARM: table.has(["study_arm_id"]) and table.name != "study_arms",
        arms.COMPARED: table.has(["comparator_study_arm_id"]),
        arms.CONTROL: table.name == "study_arms",
        arms.REGIMEN: table.has(["regimen_id"]) and table.name != "regimens",
        codes.CODE: any("wordedIn" in each.descriptor for each in table.schema.fields),
    }[rule]


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
        table = _ASKED_OF[rule]
        if not result.coverages:
            _skip(result, rule, table, "no source is here")
        elif not is_asked or contents.errors:
            _skip(result, rule, table, "the tables have findings of their own")
        else:
            ours = [finding for finding in found if finding.rule == rule]
            _enter(result, rule, table, _length(contents, table), ours)


def _length(contents: Contents, table: str) -> int:
    return len(contents.tables[table].data) if table in contents.tables else 0


def _skip(result: Grounding, rule: str, table: str, reason: str) -> None:
    result.checks.append(Check(rule, table, Outcome.SKIPPED, reason=reason))


def _enter(result: Grounding, rule: str, table: str, rows: int, findings: list[Finding]) -> None:
    if not rows and not findings:
        return
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    outcome = Outcome.FAILED if failed else Outcome.PASSED
    result.checks.append(Check(rule, table, outcome, rows=rows, findings=len(findings)))
    result.findings.extend(findings)
