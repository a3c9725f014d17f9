"""The article with its passages marked: by the tables that they feed, and by what was found."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from evitab.grounding import State
from evitab.reporting.html.runs import Mark, Run, runs_of
from evitab.reporting.html.stretches import Stretch, lines_of, quoted
from evitab.reporting.html.subject import Row, Subject
from evitab.reporting.passages import rows_by_passage

_FIRST = "Before the first heading"


@dataclass(frozen=True)
class Block:
    """One line of the article: a heading, an item of a list or a paragraph."""

    kind: str
    runs: Sequence[Run]
    section: str | None = None
    is_after_gap: bool = False


@dataclass
class Section:
    """A section of the article, with its fragment."""

    anchor: str
    title: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def has_heading(self) -> bool:
        """Whether its title stands in its own words."""
        return bool(self.blocks) and self.blocks[0].kind == "heading"


@dataclass(frozen=True)
class Article:
    """The article as the page shows it.

    `is_whole` says whether the source's own text is here or quotations alone; `states` counts
    the figures by what became of them, and is empty where that is not known; `fed` are the tables
    that passages feed, `missing` the figures that no row carries, with their passages.
    """

    sections: Sequence[Section]
    is_whole: bool
    states: Mapping[str, int]
    fed: Mapping[str, str]
    missing: Sequence[tuple[str, str]]


def article_of(subject: Subject) -> Article | None:
    """The article of a package; None where it rests on none."""
    passages = [row for row in subject.rows("passages") if None not in (row["start"], row["end"])]
    if not passages:
        return None
    passages.sort(key=lambda row: (row["source_id"] or "", row["start"], -row["end"]))
    marks = _marks(subject, passages)
    figures = _figures(subject)
    sections: list[Section] = []
    for source, group in groupby(passages, key=lambda row: str(row["source_id"])):
        rows = list(group)
        blocks = _blocks(subject, source, rows, marks, figures.get(source, ()))
        for title, held in groupby(blocks, key=lambda block: block.section):
            sections.append(Section(f"section-{len(sections) + 1}", title or _FIRST, list(held)))
    states = Counter(str(state) for each in figures.values() for _, _, state in each)
    fed = dict.fromkeys(name for mark in marks.values() for name in mark.tables)
    titles = {
        name: table.schema.title for name, table in subject.contents.tables.items() if name in fed
    }
    return Article(sections, bool(subject.texts), states, titles, _missing(sections))


def _figures(subject: Subject) -> Mapping[str, Sequence[tuple[int, int, State]]]:
    coverages = subject.grounding.coverages if subject.grounding else []
    return {coverage.source: coverage.figures for coverage in coverages}


def _marks(subject: Subject, passages: Sequence[Row]) -> Mapping[str, Mark]:
    """What each passage is marked with, by its key."""
    rows = rows_by_passage(subject.contents)
    found: dict[str | None, list[str]] = defaultdict(list)
    for each in subject.findings:
        found[each.passage].append(each.harm)
    marks = {}
    for passage in passages:
        key = passage["passage_id"]
        tables = dict.fromkeys(table.name for table, _, _ in rows.get(key, ()))
        # A claim whose content stands in another table is told by that one.
        told = tuple(name for name in tables if name != "claims" or len(tables) == 1)
        harms = found.get(key, [])
        marks[key] = Mark(
            key,
            told,
            passage["role"],
            len(harms),
            harms[0] if harms else "",
            passage["not_carried"],
        )
    return marks


def _blocks(
    subject: Subject,
    source: str,
    passages: Sequence[Row],
    marks: Mapping[str, Mark],
    figures: Sequence[tuple[int, int, State]],
) -> Iterator[Block]:
    text = subject.texts.get(source)
    stretches = list(quoted(passages) if text is None else lines_of(text))
    starts = [row["start"] for row in passages]
    spans = [(row["start"], row["end"], marks[row["passage_id"]]) for row in passages]
    end = 0
    for stretch, runs in zip(stretches, runs_of(stretches, spans, figures), strict=True):
        at = bisect_right(starts, stretch.start) - 1
        section = passages[at]["section"] if at >= 0 else None
        is_after_gap = text is None and stretch.start > end + 2
        yield Block(_kind(runs, stretch, section), runs, section, is_after_gap)
        end = stretch.start + len(stretch.text)


def _kind(runs: Sequence[Run], stretch: Stretch, section: str | None) -> str:
    if stretch.text == section or all(
        run.mark is not None and run.mark.role == "heading" for run in runs
    ):
        return "heading"
    return "item" if stretch.text[:1] in "•-*–" else "paragraph"


def _missing(sections: Sequence[Section]) -> list[tuple[str, str]]:
    return [
        (text, run.mark.passage if run.mark else "")
        for section in sections
        for block in section.blocks
        for run in block.runs
        for text, state in run.parts
        if state == State.MISSING
    ]
