"""What rules about references find in the article of the repository."""

from __future__ import annotations

from packages import REAL, computed
from references import RULES


def test_what_is_found_in_the_article_of_the_repository() -> None:
    rows = [row for row in computed(REAL) if RULES[str(row["rule"])].family == "references"]
    by_rule: dict[str, list[str]] = {}
    for row in rows:
        by_rule.setdefault(str(row["rule"]), []).append(str(row["row"]))
    assert {rule: sorted(keys) for rule, keys in by_rule.items()} == {
        "cochrane_review_is_no_protocol": ["CIT-0004"],
        "figure_has_a_citation": [
            "CLM-0084",
            "CLM-0085",
            "CLM-0086",
            "CLM-0093",
            "CLM-0094",
            "CLM-0150",
            "CLM-0162",
            "CLM-0168",
        ],
        "figure_is_credited_to_the_work_that_gave_it": ["EFF-0003"],
        "reference_has_its_required_fields": [f"REF-000{place}" for place in range(1, 7)],
        "reference_is_cited": ["REF-0005", "REF-0006"],
        "reference_type_fits_the_stated_policy": ["REF-0005"],
        "reference_was_found": ["REF-0001", "REF-0002", "REF-0004", "REF-0006"],
        "title_of_the_entry_is_the_confirmed_title": ["CHK-0005"],
    }
