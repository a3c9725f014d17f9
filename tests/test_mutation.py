"""The rules see the damage that they claim to see: a small sample; `make mutation` tries it all."""

from __future__ import annotations

import csv

import pytest

from mutation.damage import EXCUSED, all_damages
from mutation.harness import COLUMNS, chosen, is_seen, rule_names, settle
from mutation.trial import TRIALS, contrasts, simulate
from mutation.world import World, make_world
from packages import REPOSITORY

# One rule of each kind of damage: to files, to words, to meaning, to the source.
SAMPLE = (
    "header_is_in_order",
    "foreignKeys",
    "number_stands_in_passage",
    "dose_in_micrograms_follows_from_its_unit",
    "stated_ratio_agrees_with_doses",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("mutation") / "sound"
    make_world(folder)
    settle(folder)
    return World(folder)


def test_every_rule_has_a_damage_or_an_excuse() -> None:
    damaged = {damage.rule for damage in all_damages()}
    assert damaged | set(EXCUSED) == set(rule_names())
    assert not damaged & set(EXCUSED)
    for reason in EXCUSED.values():
        assert (REPOSITORY / reason.rpartition(" ")[2]).is_file()


def test_nothing_is_found_of_what_is_planted(world: World) -> None:
    for whose in world.packages:
        verdict = world.validated(whose)
        assert verdict.found == frozenset()
        assert verdict.errors == ()


def test_every_damage_has_variants_that_are_the_same_each_time(world: World) -> None:
    packages = tuple(world.packages.values())
    for damage in all_damages():
        first = chosen(damage, packages, 3)
        assert first, f"{damage.rule}: {damage.words}"
        assert chosen(damage, packages, 3) == first


@pytest.mark.parametrize("rule", SAMPLE)
def test_rule_sees_its_damage(rule: str, world: World) -> None:
    for damage in all_damages():
        if damage.rule == rule:
            for whose, variant in chosen(damage, tuple(world.packages.values()), 1):
                assert is_seen((rule, whose, variant)), damage.words


def test_table_of_rates_has_every_damage() -> None:
    with (REPOSITORY / "validators" / "mutation.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0]) == COLUMNS
    assert {(row["rule"], row["damage"]) for row in rows} == {
        (damage.rule, damage.words) for damage in all_damages()
    }
    assert {row["false_alarms"] for row in rows} == {"0"}


def test_simulated_trials_are_the_same_each_time() -> None:
    for numbers in TRIALS:
        assert contrasts(*simulate(*numbers)) == contrasts(*simulate(*numbers))
