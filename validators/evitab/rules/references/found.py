"""Rules about what look-ups found of the works on a list: another title, nothing, a retraction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import title_keys
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_ASKED = ["service", "check_date", "reference.title", "reference.passage_id", "basis"]


def _looked_up(row: Mapping[str, Any]) -> str:
    return f"Looked up in {row['service']} on {row['check_date']}: {row['basis']}"


def _tell_title(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=f"“{row['reference.title']}”",
        expected=f"“{row['title_found']}”",
        arithmetic=f"{_looked_up(row)} The two titles differ in more than case, punctuation or a "
        "subtitle.",
        assumption="The work that was found is the one that is meant. The entry may mean another "
        "work, or give a title in other words; a title that differs does not make a work unreal.",
        passage_id=row["reference.passage_id"],
        related_rows=row["reference_id"],
    )


@rule(
    "reference_checks",
    reads=[*_ASKED, "reference_id", "title_found", "is_title_match"],
    by="reference_id",
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def title_of_the_entry_is_the_confirmed_title(checks: DataFrame) -> DataFrame:
    """An entry has the title of the work that was found for it.

    What it does: finds look-ups that returned a work under another title. A subtitle that one of
    them leaves out does not count; nor does any title, once another look-up confirmed it.
    Why it matters: a reader who seeks the work by the printed title does not find it.
    What it cannot see: whether the entry means another work; a translated title.
    Example: an entry "The Vitamin X Theory", for which a paper "Vitamin X: what is known" by the
    same author in the same journal was found.
    What to do: nothing in the tables, if entry and look-up are as they say.
    """
    found, printed = checks["title_found"], checks["reference.title"]
    is_same = (title_keys(found) == title_keys(printed)) | (_main(found) == _main(printed))
    matches = (checks["is_title_match"] | is_same).fillna(False)
    confirmed = checks.loc[matches, "reference_id"].dropna()
    is_other = found.notna() & ~checks["reference_id"].isin(confirmed)
    return told(checks[is_other], _tell_title)


def _main(titles: Series[str]) -> Series[str]:
    """The title without a subtitle: what stands before a colon, a dash or a question mark."""
    return title_keys(titles.str.replace(r"(?:[:?–—]|\s-\s).*$", "", regex=True))


def _unfound(references: DataFrame, checks: DataFrame) -> DataFrame:
    """The entries that were sought and not found, with what was asked for them in vain."""
    is_found = checks["reference_id"].isin(checks.loc[checks["outcome"] == "found", "reference_id"])
    in_vain = checks[~is_found]
    asked = in_vain[in_vain["outcome"] == "not-found"]
    rows = references[references["reference_id"].isin(asked["reference_id"].dropna())]
    if rows.empty:
        return rows
    asked = asked.assign(said=asked["service"] + " on " + asked["check_date"].astype(str))
    unasked = in_vain[in_vain["outcome"] == "not-checked"]
    columns = {
        "asked": asked.groupby("reference_id")["said"].agg("; ".join),
        "why": asked.groupby("reference_id")["basis"].agg(" ".join),
        "unasked": unasked.groupby("reference_id")["service"].agg("; ".join),
        "keys": in_vain.groupby("reference_id")["reference_check_id"].agg(" ".join),
    }
    keys = rows["reference_id"]
    return rows.assign(**{name: keys.map(said) for name, said in columns.items()})


def _tell_unfound(row: Mapping[str, Any]) -> Grounds:
    unasked = f" Not asked: {row['unasked']}." if row["unasked"] else " Nothing else was asked."
    return Grounds(
        observed=f"“{row['title']}” was not found in {row['asked']}",
        expected="found by a look-up",
        arithmetic=f"{row['why']}{unasked}",
        assumption="Not found does not mean that it does not exist: a look-up sees what its "
        "service holds, and under the title and the identifiers that were printed.",
        related_rows=row["keys"],
    )


@rule(
    "references",
    reads=["reference_id", "title", "passage_id"],
    beside={
        "checks": own(
            "reference_checks",
            "reference_check_id",
            "reference_id",
            "service",
            "check_date",
            "outcome",
            "basis",
        )
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def reference_was_found(references: DataFrame, *, checks: DataFrame) -> DataFrame:
    """A work on the list was found by a look-up, where one was made.

    What it does: finds entries that at least one service was asked for and none returned.
    Why it matters: whoever wants to rely on the work has to find it first, and it helps to know
    where it was sought in vain.
    What it cannot see: whether the work exists. Not found does not mean that it does not.
    Example: an entry that a library and an index were asked for, and neither returned.
    What to do: ask another service, and add what it says to the reference checks.
    """
    return told(_unfound(references, checks), _tell_unfound)


def _tell_retracted(row: Mapping[str, Any]) -> Grounds:
    date = row["retraction_date"]
    return Grounds(
        observed=f"“{row['reference.title']}”, retracted on {date}",
        expected="a work that stands, or a word that it was retracted",
        arithmetic=f"{_looked_up(row)} The work was retracted on {date}.",
        assumption="The retraction is of this work. The source may be older than the retraction; a "
        "work may be cited because it was retracted.",
        passage_id=row["reference.passage_id"],
        related_rows=row["reference_id"],
    )


@rule(
    "reference_checks",
    reads=[*_ASKED, "reference_id", "retraction_date"],
    by="reference_id",
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="high",
)
def cited_work_is_not_retracted(checks: DataFrame) -> DataFrame:
    """A work on the list has not been retracted.

    What it does: finds works that a look-up tells to be retracted, each of them once.
    Why it matters: what rests on a retracted work rests on nothing; care may follow from it.
    What it cannot see: a retraction after the look-up, or one without a date, for which the table
    has no place; whether the source says itself that the work was retracted.
    Example: a trial on the list that its journal withdrew two years ago.
    What to do: nothing in the tables, if the look-up is right.
    """
    retracted = checks.dropna(subset="retraction_date").drop_duplicates("reference_id")
    return told(retracted, _tell_retracted)
