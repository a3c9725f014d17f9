"""A result belongs to the arm that its words name, and an arm to the regimen that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from evitab.figures import Lexicon
from evitab.finding import Finding
from evitab.grounding.evidence import Evidence, Span
from evitab.package import Contents, Table, finding_at

ARM = "arm_is_named_in_passage"
COMPARED = "comparator_arm_is_the_one_compared_with"
CONTROL = "control_arm_is_called_one"
REGIMEN = "regimen_rests_on_the_same_words"
_VERSUS = r"«versus»\s+(?:«filler»\s+)*\Z"
_ADVICE = {
    CONTROL: "Mend is_control, or the label.",
    REGIMEN: "Point to the regimen that the words describe, or to a context that does.",
}
RULES = (ARM, COMPARED, CONTROL, REGIMEN)


class Arms:
    """The arms of a package, with the names that their source gives them."""

    def __init__(self, contents: Contents, evidence: Evidence) -> None:
        self.rows = _sound_rows(contents, evidence, "study_arms")
        self.regimens = _sound_rows(contents, evidence, "regimens")
        self._of_study: dict[str | None, list[str]] = {}
        for key, row in self.rows.items():
            self._of_study.setdefault(row.get("study_id"), []).append(key)

    def siblings(self, arm: str) -> list[str]:
        """The arms of the same study."""
        return self._of_study[self.rows[arm].get("study_id")]

    def named_in(self, arm: str, span: Span) -> list[tuple[int, int]]:
        """Where a span names an arm: its label, with or without "group", hyphen or blank."""
        label = self.rows[arm].get("label")
        return (
            []
            if not label
            else [found.span() for found in _label(label, span.lexicon).finditer(span.folded)]
        )


def _sound_rows(contents: Contents, evidence: Evidence, name: str) -> dict[str, dict[str, Any]]:
    table = contents.tables.get(name)
    if table is None or not table.has(table.schema.primary_key):
        return {}
    (key,) = table.schema.primary_key
    rows = enumerate(table.data.to_pylist())
    return {
        row[key]: row
        for at, row in rows
        if row[key] is not None and not evidence.is_wrong(table, at)
    }


@lru_cache(maxsize=1000)
def _label(label: str, lexicon: Lexicon) -> re.Pattern[str]:
    bare = lexicon.pattern(r"«group»\s*\Z").sub("", label)
    words = [re.escape(word) for word in re.split(r"[\s-]+", bare.strip())]
    return re.compile(rf"(?<![^\W_]|\+){'[ -]+'.join(words)}(?![^\W_]|\+)", re.IGNORECASE)


def ground_arms(evidence: Evidence, arms: Arms, table: Table) -> Iterator[Finding]:
    """Hold the arms of a table's rows against the words that the rows rest on."""
    if table.has(["regimen_id"]) and table.name != "regimens":
        yield from _regimens(evidence, arms, table)
    if table.name == "study_arms":
        yield from _controls(evidence, table)
    if not table.has(["study_arm_id"]) or table.name == "study_arms":
        return
    for at, row, spans in evidence.rows_with_words(table):
        named = {
            link: row[link]
            for link in ("study_arm_id", "comparator_study_arm_id")
            if row.get(link) in arms.rows
        }
        for link, arm in named.items():
            if not _is_named(arms, arm, spans, is_exposed=link == "study_arm_id"):
                yield _finding((table, at), ARM, link, row[link], "an arm that the words name")
        if "comparator_study_arm_id" in named:
            yield from _compared(table, at, row, arms, spans)


def _is_named(arms: Arms, arm: str, spans: tuple[Span, ...], *, is_exposed: bool) -> bool:
    """The passage decides of whom it tells where it names any arm of the study; else its context.

    An arm behind "compared with" is not the one that the words tell of.
    """
    for span in spans:
        named = {
            each
            for each in arms.siblings(arm)
            for start, _ in arms.named_in(each, span)
            if not (is_exposed and _is_compared(span, start))
        }
        if arm in named or (named and is_exposed):
            return arm in named
    return False


def _is_compared(span: Span, start: int) -> bool:
    before = span.folded[max(0, start - 30) : start]
    return bool(span.lexicon.pattern(_VERSUS).search(before))


def _compared(
    table: Table, at: int, row: Mapping[str, Any], arms: Arms, spans: tuple[Span, ...]
) -> Iterator[Finding]:
    """Hold the comparator against the arm behind "compared to" and the like."""
    given = row["comparator_study_arm_id"]
    for span in spans:
        here = [
            arm
            for arm in arms.siblings(given)
            for start, _ in arms.named_in(arm, span)
            if _is_compared(span, start)
        ]
        if here and given not in here:
            expected = f"{here[0]} ({arms.rows[here[0]]['label']}), which the words compare with"
            yield _finding((table, at), COMPARED, "comparator_study_arm_id", given, expected)
            return


def _controls(evidence: Evidence, table: Table) -> Iterator[Finding]:
    for at, row, spans in evidence.rows_with_words(table):
        is_called = spans[0].lexicon.search("control").search(row["label"] or "")
        if row["is_control"] is not None and row["is_control"] != bool(is_called):
            value = table.text_of(at, "is_control") or ""
            expected = f"what the label says of it: {row['label']}"
            yield _finding((table, at), CONTROL, "is_control", value, expected)


def _regimens(evidence: Evidence, arms: Arms, table: Table) -> Iterator[Finding]:
    for at, row, spans in evidence.rows_with_words(table):
        regimen = arms.regimens.get(row.get("regimen_id") or "")
        theirs = evidence.of(regimen) if regimen else ()
        if theirs and not any(_overlap(one, other) for one in spans for other in theirs):
            expected = "a regimen whose claim rests on words that this row's claim rests on too"
            yield _finding((table, at), REGIMEN, "regimen_id", row["regimen_id"], expected)


def _overlap(one: Span, other: Span) -> bool:
    ends = one.start + len(one.text), other.start + len(other.text)
    return one.source == other.source and one.start < ends[1] and other.start < ends[0]


def _finding(place: tuple[Table, int], rule: str, field: str, value: str, expected: str) -> Finding:
    table, at = place
    advice = _ADVICE.get(rule, "Point to the arm that the words name, or to a context that does.")
    return finding_at(
        table, at, rule=rule, field=field, value=value, expected=expected, advice=advice
    )
