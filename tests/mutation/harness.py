"""Runs damages on copies of the real packages, on all cores, and tallies what each rule saw."""

from __future__ import annotations

import csv
import io
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from evitab.documents import STRUCTURE
from evitab.finding import CannotJudge
from evitab.grounding import RULES as GROUNDING
from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.rules import all_rules
from evitab.standard import standard
from evitab.validation.built import CURRENT, EQUAL
from mutation.damage import Damage, Package, Variant, Whose
from mutation.harmless import harmless
from mutation.world import REAL, Sighting, World, edited, is_about, make_world

MOST = 12
_ABOUT_SOURCE = frozenset(rule.name for rule in all_rules() if rule.about == "source")
# Rules about more than tables: what is built, and what the package is compared with.
_BUILT = frozenset(
    {EQUAL, CURRENT, "authority_is_the_one_named", "findings_are_current"},
)
_FAMILY = {
    **dict.fromkeys(STRUCTURE, "structure"),
    **dict.fromkeys(GROUNDING, "words of the source"),
    **{rule.name: rule.family for rule in all_rules()},
}
COLUMNS = (
    "rule",
    "family",
    "damage",
    "damages",
    "detected",
    "missed_example",
    "rows_asked",
    "false_alarms",
)


def rule_names() -> tuple[str, ...]:
    """Every rule that there is, in the order of the rule book."""
    return tuple(_FAMILY)


# In a process of the pool ----------------------------------------------------------------------


class _Here:
    """The world of this process, and what the rules find in it undamaged."""

    world: World
    sound: dict[Whose, frozenset[Sighting]]


def settle(folder: Path) -> None:
    """Give this process a copy of the world that it may damage."""
    copy = Path(tempfile.mkdtemp(prefix="mutation-", dir=folder.parent))
    for name in REAL.values():
        shutil.copytree(folder / name, copy / name)
    _Here.world = World(copy)
    _Here.sound = {whose: _Here.world.computed(whose).found for whose in REAL}


def is_seen(task: tuple[str, Whose, Variant]) -> bool:
    """Whether a rule sees a variant of a package, at the damaged row or at one tied to it.

    What rules find in the sound packages does not count.
    """
    rule, whose, variant = task
    world, package = _Here.world, _Here.world.packages[whose]
    with world.damaged(whose, variant):
        if rule not in _ABOUT_SOURCE:
            is_whole = rule in GROUNDING or rule in _BUILT
            verdict = world.validated(whose) if is_whole else world.judged_by(rule, whose)
            found = verdict.found
            return any(each.rule == rule and is_about(each, package, variant) for each in found)
        # An authority's figures are judged where an article is compared with them.
        return any(
            each.rule == rule and (judged != whose or is_about(each, package, variant))
            for judged in dict.fromkeys(("article", whose))
            for each in world.computed(judged, rule).found - _Here.sound[judged]
        )


# Whatever is changed, what was built before is stale, and so is the record of findings.
_STALE = frozenset({EQUAL, CURRENT})


def found_in(task: tuple[Whose, Variant]) -> frozenset[str]:
    """The rules that find anything in a variant of a package; "error" where it cannot be judged.

    That built files are stale is no finding here: they are after every change.
    """
    whose, variant = task
    world = _Here.world
    with world.damaged(whose, variant):
        verdict = world.validated(whose)
    errors = {"error"} if verdict.errors else set()
    return frozenset({each.rule for each in verdict.found} - _STALE | errors)


def alarms(task: tuple[Whose, Variant]) -> tuple[Sighting, ...]:
    """What is found after a harmless edit and was not found before it."""
    whose, variant = task
    with tempfile.TemporaryDirectory(dir=_Here.world.folder.parent) as folder:
        copy = Path(shutil.copytree(_Here.world.folder, folder, dirs_exist_ok=True))
        world = World(copy)
        world.packages[whose].rows  # noqa: B018 (read before they are changed)
        with world.damaged(whose, variant):
            with suppress(CannotJudge):  # The verdict says why.
                write_files(built_files(world.packages[whose].root, standard()))
            found = world.validated(whose).found | world.computed(whose).found
    return tuple(found - _Here.sound[whose])


# In the first process --------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of one damage."""

    damage: Damage
    damages: int = 0
    detected: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """A whole run: each damage's tally, the rows that each rule was asked of undamaged, and the
    findings there that should not be.
    """

    tallies: Sequence[Tally]
    asked: dict[str, int]
    alarms: Sequence[tuple[str, str]]


def chosen(damage: Damage, packages: Iterable[Package], most: int) -> list[tuple[Whose, Variant]]:
    """At most so many variants of a damage, of all packages together; the same ones each time."""
    every = [(package.whose, each) for package in packages for each in damage.variants(package)]
    chance = random.Random(f"{damage.rule}: {damage.words}")  # noqa: S311 (a sample, no secret)
    if len(every) <= most:
        return every
    return [every[place] for place in sorted(chance.sample(range(len(every)), most))]


def run(
    damages: Sequence[Damage],
    *,
    most: int = MOST,
    processes: int = 2,
    with_alarms: bool = True,
    progress: Callable[[Iterator[bool], int], Iterable[bool]] = lambda each, _: each,
) -> Outcome:
    """Show each rule its damages, and the sound packages to all of them."""
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        sound = Path(folder) / "sound"
        make_world(sound)
        world = World(sound)
        tallies = [Tally(damage) for damage in damages]
        tasks = [
            (tally, whose, variant)
            for tally in tallies
            for whose, variant in chosen(tally.damage, world.packages.values(), most)
        ]
        with ProcessPoolExecutor(processes, initializer=settle, initargs=(sound,)) as pool:
            shown = [(tally.damage.rule, whose, variant) for tally, whose, variant in tasks]
            seen = progress(pool.map(is_seen, shown, chunksize=4), len(tasks))
            for (tally, whose, variant), is_there in zip(tasks, seen, strict=True):
                tally.damages += 1
                tally.detected += is_there
                if not is_there:
                    tally.missed.append(described(world.packages[whose], variant))
            edits = [(p.whose, *each) for p in world.packages.values() for each in harmless(p)]
            edits = edits if with_alarms else []
            found = pool.map(alarms, [(whose, variant) for whose, _, variant in edits])
            loud = [
                (each.rule, f"{words}: {each.table} {each.key}")
                for (_, words, _), sightings in zip(edits, found, strict=True)
                for each in sightings
            ]
        return Outcome(tallies, _asked(world), [*_unplanted(world), *loud])


def _asked(world: World) -> dict[str, int]:
    """The rows of the sound packages that each rule was asked of."""
    total: dict[str, int] = {}
    for whose in REAL:
        for rule, rows in {**world.computed(whose).asked, **world.validated(whose).asked}.items():
            total[rule] = total.get(rule, 0) + rows
    return total


def _unplanted(world: World) -> Iterator[tuple[str, str]]:
    """What is found of planted rows, which are true, or of the sound tables."""
    for whose in REAL:
        for each in world.validated(whose).found:
            yield each.rule, f"nothing changed: {each.table} {each.key}"
        for each in world.computed(whose).found:
            if each.key.rpartition("-")[2].isdigit() and int(each.key.rpartition("-")[2]) > 1000:
                yield each.rule, f"planted: {each.table} {each.key}"


def described(package: Package, variant: Variant) -> str:
    """A variant in words: the package, the row, and what became of its cells."""
    words = [
        f"{name} {'gone' if data is None else 'changed'}" for name, data in variant.files.items()
    ]
    for edit in variant.edits:
        before = package.rows[edit.table][edit.row] if edit.row is not None else {}
        key = package.key(edit.table, {**before, **(edit.cells or {})})[1] if edit.cells else ""
        key = key or package.key(edit.table, before)[1]
        if edit.cells is None:
            words.append(f"{edit.table} {key} removed")
        elif edit.row is None:
            words.append(f"{edit.table} {key} added")
        else:
            cells = (
                f"{name} {before[name]!r} -> {text!r}"
                for name, text in edit.cells.items()
                if before[name] != text
            )
            words.append(f"{edit.table} {package.key(edit.table, before)[1]} {', '.join(cells)}")
    return f"{REAL[package.whose]}: {'; '.join(words)}"[:400]


def as_csv(outcome: Outcome) -> str:
    """The tallies as CSV, one row for each damage, in the order of the rule book."""
    order = {name: place for place, name in enumerate(rule_names())}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for tally in sorted(outcome.tallies, key=lambda each: order[each.damage.rule]):
        rule = tally.damage.rule
        alarms_of = sum(name == rule for name, _ in outcome.alarms)
        writer.writerow(
            [rule, _FAMILY[rule], tally.damage.words, tally.damages, tally.detected,
             tally.missed[0] if tally.missed else "", outcome.asked.get(rule, 0), alarms_of]
        )  # fmt: skip
    return text.getvalue()


__all__ = ["COLUMNS", "MOST", "Outcome", "as_csv", "chosen", "edited", "rule_names", "run"]
