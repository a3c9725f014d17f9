"""Rules about look-ups of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule(
    "reference_checks",
    reads=["outcome", "title_found", "is_title_match", "retraction_date"],
    kind="conformance",
)
def what_was_found_stands_beside_found(checks: DataFrame) -> Series[bool]:
    """A title, a match and a retraction are told of works that were found, and of those alone.

    What it does: wants title_found and is_title_match filled just where the outcome is found, and
    no retraction date elsewhere.
    Why it matters: "not found" says nothing of a work; a title or a retraction beside it would.
    What it cannot see: whether the work is the one that was sought.
    Example: outcome not-found beside a retraction date.
    What to do: empty what was not found, or mend the outcome; fill title_found and is_title_match
    where the work was found.
    """
    found = checks["outcome"] == "found"
    told = (checks["title_found"].notna() == found) & (checks["is_title_match"].notna() == found)
    return told & (found | checks["retraction_date"].isna())


@rule("reference_checks", reads=["title_found", "is_title_match", "reference.title"],
      kind="conformance")  # fmt: skip
def title_matches_where_it_is_said_to(checks: DataFrame) -> Series[bool]:
    """The title found is the title printed where, and only where, the row says that they match.

    What it does: compares the two titles without regard to case and blanks, and the outcome with
    is_title_match.
    Why it matters: an entry under another title may be another work.
    What it cannot see: titles that differ in more than case and blanks and mean the same work.
    Example: is_title_match is true, and the two titles share no word.
    What to do: mend is_title_match, or title_found.
    """
    same = _plain(checks["title_found"]) == _plain(checks["reference.title"])
    return same == checks["is_title_match"]


def _plain(titles: Series[str]) -> Series[str]:
    return titles.str.strip().str.lower().str.replace(r"\s+", " ", regex=True)
