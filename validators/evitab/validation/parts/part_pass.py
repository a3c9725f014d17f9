"""What must see more than a row, asked of whole sources: words, groups, and what the source says.

Sources whose rows are wrong are not held against the rules about the source, which would reckon
with them; the other sources are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evitab.finding import Bar, CannotJudge, Check, Finding, Outcome
from evitab.grounding import ground
from evitab.grounding.coverage import RULES as COVERAGE
from evitab.grounding.files import check_files
from evitab.grounding.ground import NEEDED
from evitab.package import Contents
from evitab.validation.about_source import judge_source, unasked
from evitab.validation.marks import Marks
from evitab.validation.parts.left import left_of_every_source, left_of_sources
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part import Part
from evitab.validation.parts.part_digest import part_digest
from evitab.validation.parts.part_job import PartJob
from evitab.validation.parts.part_verdict import PartVerdict
from evitab.validation.parts.unsound import Unsound
from evitab.validation.waivers import Granted

Verdict = Iterator[tuple[Check, list[Finding]]]


def judge_part(job: PartJob, part: Part) -> PartVerdict:
    """Judge a part of a package, which is read for it, unless its verdict is on record."""
    contents = part.read(job.contents, job.shared, job.across)
    contents = contents.with_tables(contents.tables, job.every_source)
    if job.record is None:
        return judge_sources(job, contents, part)
    mark = part_digest(job, job.digest, contents, part)
    verdict = job.record.find(mark)
    if verdict is None:
        verdict = judge_sources(job, contents, part)
        job.record.keep(mark, verdict)
    return replace(verdict, mark=mark)


def judge_sources(job: PartJob, contents: Contents, part: Part) -> PartVerdict:
    """Judge whole sources: what is left of the structure, the words, and what each source says."""
    verdict = PartVerdict()
    wrong = Unsound(job, part, contents)
    for name, check, heard in left_of_sources(job, contents, part.homes):
        findings = job.granted.waive_of(check, heard.findings) if heard else []
        verdict.checks.append((check, findings))
        if heard:
            marks = Marks()
            marks.add_failing(name, heard.condition, heard.rows, findings)
            wrong.add(name, marks.faulty(name), marks.malformed(name))
    if "passages" in contents.dataset.profile.by_name:
        sound, unsound = (wrong.contents(is_sound=is_sound) for is_sound in (True, False))
        if sound is not None:
            verdict.checks.extend(_grounded_and_covered(job, verdict, sound, wrong))
        if unsound is not None:
            verdict.checks.extend(_grounded(job, verdict, unsound, wrong, is_clean=False))
    verdict.sources, verdict.unsound = wrong.count, wrong.unsound
    if (sound := wrong.contents(is_sound=True)) is not None:
        found, checks = judge_source(sound, job.engine)
        verdict.source_findings = [job.granted.waive(one) for one in found]
        verdict.checks += [(check, job.granted.waive_of(check, told)) for check, told in checks]
    if verdict.unsound or not wrong.is_sound:
        verdict.checks.extend((check, []) for check in unasked(contents))
    return verdict


def _grounded_and_covered(
    job: PartJob, verdict: PartVerdict, contents: Contents, wrong: Unsound
) -> Verdict:
    """Hold sound sources against their words; those that then still are, also for what they leave
    out: what a wrong row should carry would count as left out.
    """
    found = list(_grounded(job, verdict, contents, wrong, is_clean=True))
    yield from found
    if all(check.outcome is not Outcome.FAILED for check, _ in found):
        return
    if (sound := wrong.contents(is_sound=True)) is not None:
        again = _grounded(job, verdict, sound, wrong, is_clean=True)
        yield from (each for each in again if each[0].rule in COVERAGE)


def _grounded(
    job: PartJob, verdict: PartVerdict, contents: Contents, wrong: Unsound, *, is_clean: bool
) -> Verdict:
    try:
        grounding = ground(
            contents,
            job.standard,
            wrong.malformed,
            is_clean=is_clean,
            is_all=False,
            keeps_words=False,
        )
    except CannotJudge as error:
        verdict.errors.append(error)
        wrong.is_sound = False
        reason = f"{error.file} could not be read"
        yield Check("quote_stands_at_its_offsets", "passages", Outcome.SKIPPED, reason=reason), []
        return
    for check in grounding.checks:
        # A check that was skipped for one source is told beside the same check of the others.
        is_asked = check.outcome is not Outcome.SKIPPED
        ours = [
            finding
            for finding in grounding.findings
            if is_asked and (finding.rule, finding.table or "sources") == (check.rule, check.table)
        ]
        found = job.granted.waive_of(check, ours)
        wrong.add_faults(filter(Bar().failed_by, found))
        yield check, found


def source_rows(
    job: PartJob, contents: Contents, marks: Marks
) -> tuple[PartJob, list[tuple[Check, list[Finding]]]]:
    """What is wrong with the rows of `sources` that only all of them can tell, which are marked;
    and the job without what was asked. Whether two are one must not hang on where a part ends.
    """
    rest, left = left_of_every_source(job, contents)
    told = []
    for name, check, heard in left:
        findings = job.granted.waive_of(check, heard.findings) if heard else []
        told.append((check, findings))
        if heard:
            marks.add_failing(name, heard.condition, heard.rows, findings)
    return rest, told


def source_files(
    contents: Contents, marks: Marks, granted: Granted
) -> list[tuple[Check, list[Finding]]]:
    """What is wrong with the files of the sources, which only all rows of `sources` can tell; the
    sources that it is told of are marked.
    """
    needed = NEEDED.items()
    tables = contents.tables
    if not all(name in tables and tables[name].has(columns) for name, columns in needed):
        return []
    told = []
    found = check_files(contents)
    for rule in dict.fromkeys(finding.rule for finding in found):
        ours = [finding for finding in found if finding.rule == rule]
        check = Check.asked(rule, SOURCES, rows=0, findings=len(ours))
        told.append((check, granted.waive_of(check, ours)))
        wrong = {(each.file, each.line) for each in told[-1][1] if Bar().failed_by(each)}
        marks.add(SOURCES, tables[SOURCES].rows_at(wrong), is_malformed=True)
    return told
