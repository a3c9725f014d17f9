"""The arms of a study: their numbers add up, and each has a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told
from evitab.rules.statistics.innocent import fits_text, with_fit
from evitab.rules.statistics.persons import exactly
from evitab.rules.statistics.printed import Answers, answers, is_exact, number, rows_with
from evitab.statistics.rounding import as_floats

if TYPE_CHECKING:
    from pandas import DataFrame

# Sum -------------------------------------------------------------------------------------------

_ONE_ARM_EACH = ["randomized-controlled-trial", "trial", "cohort-study"]


def _sums(studies: DataFrame, arms: DataFrame) -> DataFrame:
    """Each study with what its arms add up to: how many arms, how many known, sum and largest."""
    sizes = arms.assign(size=exactly(arms, "n"))
    sums = sizes.groupby("study_id")["size"].agg(["size", "count", "sum", "max"])
    sums.columns = ["arms", "known", "total", "largest"]
    rows = studies.merge(sums, how="left", left_on="study_id", right_index=True)
    return rows.set_index(studies.index)


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    """What explains a sum that differs from the number of the study, in words."""
    n, total, largest = (as_floats(rows[name]) for name in ("n", "total", "largest"))
    is_by_chance = answers(rows["design"] == "randomized-controlled-trial")
    with np.errstate(all="ignore"):
        is_multiple = (total > n) & (np.mod(total, n) == 0) & (largest <= n)
    yield "arms that are counted once for each treatment, as in a factorial trial", is_multiple
    yield "an arm that is the others together", 2 * largest == total
    yield "arms without those who left the study, or arms that are not told", total < n
    yield "groups that overlap", ~is_by_chance & (largest <= n)


def _with_arms(rows: DataFrame, arms: DataFrame) -> DataFrame:
    """The rows with the sizes and the keys of their arms, in words."""
    known = rows_with(arms[is_exact(arms, "n")], "n")
    sizes = known["n"].astype(str).groupby(known["study_id"]).agg(" + ".join)
    keys = rows_with(arms, "study_arm_id").groupby("study_id")["study_arm_id"].agg(" ".join)
    return rows.assign(sizes=rows["study_id"].map(sizes), keys=rows["study_id"].map(keys))


def _other_sum(row: Mapping[str, Any]) -> Grounds:
    sizes = row["sizes"]
    n, total = number(row["n"]), number(row["total"])
    is_whole = row["arms"] == row["known"]
    rest = "" if is_whole else " and the arms without a number"
    return Grounds(
        observed=f"arms of {sizes}{rest}, study of {n}",
        expected=f"arms that add up to {n}",
        unit="{participant}",
        arithmetic=f"{sizes} = {total}, which is {'more' if row['total'] > row['n'] else 'less'} "
        f"than {n}.",
        assumption="Each person is in one arm, and arms and study count the same persons at the "
        f"same time.{fits_text(row)}",
        related_rows=row["keys"],
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "studies",
    reads=["study_id", "design", "n", "n_comparator"],
    beside={"arms": own("study_arms", "study_arm_id", "study_id", "n", "n_comparator")},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def arms_sum_to_the_total(studies: DataFrame, *, arms: DataFrame) -> DataFrame:
    """The arms of a study add up to its participants.

    What it does: adds up the participants of all arms, where all are given, and compares the sum
    with that of the study; where some are not given, the others must not exceed it. A factorial
    trial, a pooled arm, drop-outs and groups that overlap are tried; one that fits makes the
    finding a note that names it. A crossover trial, in which each participant is in every arm, a
    study with one arm, and a review are left alone.
    Why it matters: some participants are counted twice or not at all, and shares are off.
    What it cannot see: arms that add up and are all wrong.
    Example: a trial of 50, with arms of 25 and 30.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: CONSORT 2010, the flow of participants, items 13a and 16.
    """
    is_asked = is_exact(studies, "n") & answers(studies["design"].isin(_ONE_ARM_EACH))
    asked = rows_with(studies[is_asked], "n")
    if asked.empty:
        return told(asked, _other_sum)
    rows = _sums(asked, arms)
    n, total = as_floats(rows["n"]), as_floats(rows["total"])
    known, count = as_floats(rows["known"]), as_floats(rows["arms"])
    is_off = (total > n) | ((total != n) & (known == count))
    rows = rows[(count > 1) & (known > 0) & is_off]
    if rows.empty:
        return told(rows, _other_sum)
    return told(with_fit(_with_arms(rows, arms), _innocent(rows)), _other_sum)


# Results ---------------------------------------------------------------------------------------


def _has_result(arms: DataFrame, observations: DataFrame, effects: DataFrame) -> Answers:
    """Whether an arm has an observation, or is a side of an effect, told or not told."""
    sides = [effects["study_arm_id"], effects["comparator_study_arm_id"]]
    named = [observations["study_arm_id"], *sides]
    has_one = np.logical_or.reduce([answers(arms["study_arm_id"].isin(ids)) for ids in named])
    # An effect that does not name both of its sides may be one of this arm.
    is_open = sides[0].isna() | sides[1].isna()
    may_have_one = answers(arms["study_id"].isin(effects["study_id"][is_open]))
    return has_one | may_have_one


def _silent(row: Mapping[str, Any]) -> Grounds:
    label, others = f"\u201c{row['label']}\u201d", row["others"]
    why = (
        "the results of the other arms cannot be held against it"
        if row["is_control"]
        else "what became of it is not told"
    )
    return Grounds(
        observed=f"no result for the arm {label}",
        expected=f"a result, as for {others}",
        arithmetic=f"The source names the arm {label} and gives results for {others}; for {label} "
        f"it gives none, so {why}.",
        assumption="The source tells of this arm because it was compared. The report that the "
        "source cites may well give the result.",
        severity=Severity.WARNING if row["is_control"] else None,
    )


@rule(
    "study_arms",
    reads=["study_arm_id", "study_id", "label", "is_control"],
    beside={
        "observations": own("observations", "study_arm_id"),
        "effects": own("effects", "study_id", "study_arm_id", "comparator_study_arm_id"),
    },
    by="study_id",
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def arm_has_an_outcome(
    arms: DataFrame, *, observations: DataFrame, effects: DataFrame
) -> DataFrame:
    """Each arm of a study has a result, where another arm of it has one.

    What it does: looks for an observation of the arm, or an effect with the arm on either side. An
    effect that does not name both sides may be one of any arm of its study. A study none of whose
    arms has a result is left alone. For a control the finding is a warning, else a note.
    Why it matters: without the result of the control, a reader cannot tell what a treatment did
    from what would have happened anyway.
    What it cannot see: results that are told without an arm, and whether the study reports them.
    Example: a trial of two doses and placebo, with results for the two doses alone.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: CONSORT 2010, item 17a: results for each group, for each outcome.
    """
    has_one = _has_result(arms, observations, effects)
    others = arms[has_one]
    rows = arms[~has_one & answers(arms["study_id"].isin(others["study_id"]))]
    if rows.empty:
        return told(rows, _silent)
    labels = rows_with(others, "label").groupby("study_id")["label"].agg(", ".join)
    return told(rows.assign(others=rows["study_id"].map(labels)), _silent)
