"""Asking every rule of grounding of one part of a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from evitab.finding import Finding
from evitab.grounding import arms, codes, coverage, names, numbers, printed, wording
from evitab.grounding.asked import ASKED_OF, OF_EACH, applies
from evitab.grounding.coverage import Bounds, Place, cover, rows_of_sources
from evitab.grounding.evidence import Evidence, Wrong
from evitab.grounding.files import DESCRIBED
from evitab.grounding.names import Names
from evitab.grounding.numbers import Grounded
from evitab.grounding.quotation import QUOTES, SECTION
from evitab.grounding.quotes import Quotes, check_quotes
from evitab.grounding.result import Heard, Tally
from evitab.grounding.sources import DECLARED, OWN, UNALTERED
from evitab.package import Contents
from evitab.package.documents import Words
from evitab.standard import Standard


def ground_part(
    part: Contents, standard: Standard, known: Names, wrong: Wrong = (), *, words: Words
) -> Heard:
    """Hold the rows of a part of a package, as `parts_of` gives it, against its sources.

    `known` are the names of the whole package's concepts, `words` those of its sources.
    """
    checked = check_quotes(part, words)
    heard = Heard(texts=dict(checked.texts), reasons=dict.fromkeys(checked.reasons))
    _tally_quotes(heard, part, checked)
    misquoted = {(finding.file, finding.line) for finding in checked.findings}
    evidence = Evidence(part, standard, checked.texts, (wrong, misquoted))
    heard.silent = dict.fromkeys(evidence.silent)
    carried = list(_rows(heard, part, evidence, known))
    carried += _restated(part, evidence, carried)
    _cover(heard, part, evidence, carried)
    return heard


def _tally_quotes(heard: Heard, part: Contents, checked: Quotes) -> None:
    described = len(part.tables["sources"].data)
    asked = dict.fromkeys((QUOTES, SECTION), checked.passages) | {UNALTERED: checked.sources}
    for rule in (DECLARED, DESCRIBED, OWN, UNALTERED, SECTION, QUOTES):
        found = [finding for finding in checked.findings if finding.rule == rule]
        table = "passages" if rule in {QUOTES, SECTION} else "sources"
        heard.quotes[rule, table] = Tally(asked.get(rule, described), found)


def _rows(
    heard: Heard, part: Contents, evidence: Evidence, known: Names
) -> Iterator[Grounded | Bounds]:
    """Ground the rows of every table; yields the places of the figures that they carry."""
    known_arms = arms.Arms(part, evidence)
    for table in part.tables.values():
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
        rows = len(evidence.rows_with_words(table))
        asked = [rule for rule in OF_EACH if applies(rule, table)]
        _tally(heard, asked, dict.fromkeys(asked, (table.name, rows)), found)
    passages = part.tables["passages"]
    idle = list(names.ground_idle(evidence, known, passages))
    _tally(heard, (names.IDLE,), {names.IDLE: ("passages", len(passages.data))}, idle)
    denials = list(wording.ground_wording(part, evidence))
    _tally(heard, wording.RULES, _asked_of(part, wording.RULES), denials)


def _tally(
    heard: Heard, rules: Iterable[str], asked: Mapping[str, tuple[str, int]], found: list[Finding]
) -> None:
    """Count rules in that were `asked` of a table, and of how many of its rows."""
    for rule in rules:
        ours = [finding for finding in found if finding.rule == rule]
        table, rows = asked[rule]
        heard.rows[rule, table] = Tally(rows, ours)


def _asked_of(part: Contents, rules: Iterable[str]) -> dict[str, tuple[str, int]]:
    tables = {rule: part.tables.get(ASKED_OF[rule]) for rule in rules}
    return {
        rule: (ASKED_OF[rule], 0 if table is None else len(table.data))
        for rule, table in tables.items()
    }


def _restated(
    part: Contents, evidence: Evidence, carried: list[Grounded | Bounds]
) -> Iterator[Bounds]:
    """The figures of a claim that says another again: those of the first, where it has them."""
    claims = part.tables.get("claims")
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
    heard: Heard, part: Contents, evidence: Evidence, carried: list[Grounded | Bounds]
) -> None:
    sources, passages = part.tables["sources"], part.tables["passages"]
    if not passages.has(["not_carried"]):
        return
    places: defaultdict[str, list[Bounds]] = defaultdict(list)
    for each in carried:
        bounds = each.bounds if isinstance(each, Grounded) else each
        places[bounds[0]].append(bounds)
    rows = rows_of_sources(passages)
    found: list[Finding] = []
    for at, key in enumerate(sources.column("source_id").to_pylist()):
        if (whole := evidence.whole(key)) is not None:
            place = Place(whole, sources, at, passages, rows.get(key, []))
            measured, findings = cover(place, places.get(key, []))
            heard.coverages.append(measured)
            found += findings
    heard.covered = len(heard.coverages)
    for rule, (table, count) in _asked_of(part, coverage.RULES).items():
        ours = [finding for finding in found if finding.rule == rule]
        heard.coverage[rule, table] = Tally(count, ours)
