"""Damage to participants, arms and events, and to percentages that follow from them.

It is done to planted trials (`mutation/planting.py`), whose numbers are true, and to the real
article where its figures agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import Texts, figure, is_planted, of_article
from mutation.damage import Edit, Package, Variant
from mutation.ways import at, digit, printed, rewritten, scaled
from packages import Row

# Participants ----------------------------------------------------------------------------------


def _arms_of(package: Package, study: str) -> list[tuple[int, Row]]:
    rows = enumerate(package.rows.get("study_arms", ()))
    return [(place, row) for place, row in rows if row["study_id"] == study]


of_article("arms_sum_to_the_total", "the number of a study is one or ten off")(
    rewritten(
        "studies",
        lambda row: (
            [figure("n", str(int(row["n"]) + more)) for more in (-10, -1, 1, 10)]
            if is_planted(row) and row["design"] == "randomized-controlled-trial"
            else []
        ),
    )
)
of_article("arms_sum_to_the_total", "a digit of the number of an arm is changed")(
    printed(at("study_arms", "n"), digit)
)


@of_article(
    "arms_sum_to_the_total", "one more arm is told of, or one has more persons than the study"
)
def more_arms(package: Package) -> Iterator[Variant]:
    for study in package.rows.get("studies", ()):
        arms = _arms_of(package, study["study_id"])
        if len(arms) > 1 and study["n"]:
            place, arm = arms[0]
            more = {**figure("n", "9"), "study_arm_id": "ARM-9001", "label": "another arm"}
            if all(row["n"] for _, row in arms):
                yield Variant((Edit("study_arms", None, {**arm, **more}),))
            text = str(int(study["n"]) + 3)
            yield Variant((Edit("study_arms", place, figure("n", text)),))


def _open_studies(package: Package) -> set[str]:
    """Studies with an effect that does not name both of its sides."""
    rows = package.rows.get("effects", ())
    return {
        row["study_id"]
        for row in rows
        if not (row["study_arm_id"] and row["comparator_study_arm_id"])
    }


@of_article("arm_has_an_outcome", "one more arm is told of, and nothing of its outcome")
def silent_arm(package: Package) -> Iterator[Variant]:
    told = {row["study_id"] for row in package.rows.get("effects", ())} - _open_studies(package)
    for study in sorted(told):
        _, arm = _arms_of(package, study)[0]
        for control in ("true", "false"):
            new = {"study_arm_id": "ARM-9001", "label": "another arm", "is_control": control}
            yield Variant((Edit("study_arms", None, {**arm, **new}),))


@of_article("arm_has_an_outcome", "all results of one arm are left out")
def unreported(package: Package) -> Iterator[Variant]:
    closed = {row["study_id"] for row in package.rows.get("effects", ())} - _open_studies(package)
    for arm in package.rows.get("study_arms", ()):
        key = arm["study_arm_id"]
        results = [
            (table, place)
            for table in ("observations", "effects")
            for place, row in enumerate(package.rows[table])
            if key in {row["study_arm_id"], row.get("comparator_study_arm_id")}
        ]
        others = [
            row
            for table in ("observations", "effects")
            for place, row in enumerate(package.rows[table])
            if row["study_id"] == arm["study_id"] and (table, place) not in results
        ]
        # A study none of whose arms has a result is left alone.
        if arm["study_id"] in closed and results and any(row["study_arm_id"] for row in others):
            yield Variant(tuple(Edit(table, place, None) for table, place in results))


# Events ----------------------------------------------------------------------------------------


def _is_counted(row: Row) -> bool:
    return bool(row["events"] and row["n"] and row["value"])


def _other_events(row: Row) -> Texts:
    if _is_counted(row):
        events, n = int(row["events"]), int(row["n"])
        yield from (figure("events", str(events + more)) for more in (-2, -1, 1, 2) if more)
        yield figure("events", str(n - events)) if 2 * events != n else figure("events", "1")


of_article("percentage_follows_from_counts", "a digit of a percentage is changed")(
    lambda package: (
        each
        for each in printed(at("observations", "value"), digit)(package)
        if all(_is_counted(package.rows["observations"][edit.row or 0]) for edit in each.edits)
    )
)
of_article("percentage_follows_from_counts", "a decimal point of a percentage is moved")(
    lambda package: (
        each
        for each in printed(at("observations", "value"), scaled(0.1, 0.01))(package)
        if all(_is_counted(package.rows["observations"][edit.row or 0]) for edit in each.edits)
    )
)
of_article("percentage_follows_from_counts", "the events beside a percentage are one or two off")(
    rewritten("observations", _other_events)
)
of_article("percentage_follows_from_counts", "the persons beside a percentage are one or ten more")(
    rewritten(
        "observations",
        lambda row: (
            [figure("n", str(int(row["n"]) + more)) for more in (1, 10)] if _is_counted(row) else []
        ),
    )
)
of_article(
    "effect_follows_from_counts", "the events of an arm are one or two off, or those without"
)(rewritten("observations", _other_events))
of_article("events_are_at_most_participants", "a nought is put behind the events")(
    printed(at("observations", "events"), scaled(10))
)
of_article("events_are_at_most_participants", "fewer persons than events are printed")(
    rewritten(
        "observations",
        lambda row: (
            [figure("n", str(int(row["events"]) - less)) for less in (1, 5)]
            if int(row["events"] or 0) > 5
            else []
        ),
    )
)
of_article(
    "analysed_are_at_most_randomised", "more persons are observed than there are in the arm"
)(
    rewritten(
        "observations",
        lambda row: (
            [figure("n", str(int(row["n"]) + more)) for more in (1, 10, 100)]
            if row["n"] and row["study_arm_id"]
            else []
        ),
    )
)
of_article("analysed_are_at_most_randomised", "an arm has fewer persons than are observed in it")(
    printed(at("study_arms", "n"), lambda one: [str(int(one.text) - less) for less in (1, 10)])
)


@of_article(
    "analysed_are_at_most_randomised", "without an arm, more are observed than were studied"
)
def more_than_studied(package: Package) -> Iterator[Variant]:
    sizes = {row["study_id"]: row["n"] for row in package.rows.get("studies", ())}
    for place, row in enumerate(package.rows.get("observations", ())):
        size = sizes.get(row["study_id"])
        if size and row["study_arm_id"]:
            cells = {"study_arm_id": "", **figure("n", str(int(size) + 1))}
            yield Variant((Edit("observations", place, cells),))
