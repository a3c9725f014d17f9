"""Damage to studies and their numbers.

Planted trials (`mutation/planting.py`) have counts, percentages, means, standard deviations, items,
effects with intervals and p values, and t, F and chi-squared; all of them are true.
"""

from __future__ import annotations

from mutation.damage import Edit, Variant, damage
from mutation.ways import Cell, at, changed, negated, only


def _of_another_study(one: Cell) -> list[str]:
    arms = one.package.rows["study_arms"]
    return [row["study_arm_id"] for row in arms if row["study_id"] != one.row["study_id"]]


damage("arm_belongs_to_the_study", "the arm of a row is one of another study")(
    changed(at("observations", "study_arm_id"), _of_another_study)
)
damage("arm_belongs_to_the_study", "the arm of an effect is one of another study")(
    changed(at("effects", "study_arm_id"), _of_another_study)
)
damage("arm_belongs_to_the_study", "a row is put to another study")(
    lambda package: (
        Variant((Edit(table, place, {"study_id": study["study_id"]}),))
        for table in ("observations", "effects")
        for place, row in enumerate(package.rows.get(table, ()))
        for study in package.rows["studies"][:3]
        if row.get("study_arm_id") and study["study_id"] != row["study_id"]
    )
)
damage("comparator_stands_beside_an_arm", "an effect loses its arm, or is compared with itself")(
    changed(at("effects", "study_arm_id"), lambda one: (
        ["", one.row["comparator_study_arm_id"]] if one.row["comparator_study_arm_id"] else []))
)  # fmt: skip
damage("observation_does_not_come_after_the_report", "an offset from the report loses its minus")(
    changed(at("observations", "time_offset"), lambda one: (
        negated(one) if one.row["time_anchor"] == "report" else []))
)  # fmt: skip
damage("observation_does_not_come_after_the_report", "an offset without an anchor gets the report")(
    lambda package: (
        Variant((Edit("observations", place, {"time_anchor": "report"}),))
        for place, row in enumerate(package.rows.get("observations", ()))
        if float(row["time_offset"] or 0) > 0
    )
)


def _of_another_work(one: Cell) -> list[str]:
    studies = one.package.rows["studies"]
    work = one.row["reference_id"]
    return [row["study_id"] for row in studies if row["reference_id"] != work]


def _is_cited_by_results(one: Cell) -> bool:
    claim = one.row["claim_id"]
    return any(
        row["claim_id"] == claim
        for table in ("observations", "effects", "study_arms")
        for row in one.package.rows[table]
    )


damage("row_cites_what_its_study_cites", "the claim of a result cites another work, or none")(
    changed(at("claims", "citation_id"), lambda one: (
        ["", "CIT-0001", "CIT-0002", "CIT-0003"] if _is_cited_by_results(one) else []))
)  # fmt: skip
damage("row_is_of_the_work_of_its_study", "what a study gave is put to a study of another work")(
    only("authority", changed(at("dosages", "study_id"), _of_another_work))
)
damage("comparator_arm_belongs_to_the_study", "the comparator is an arm of another study")(
    changed(at("effects", "comparator_study_arm_id"), _of_another_study)
)
damage("scale_is_that_of_the_measure", "a measure beside the scale of the others")(
    lambda package: (
        Variant((Edit("effects", place, {"measure": measure, "scale": scale}),))
        for place, _ in enumerate(package.rows.get("effects", ()))
        for measure, scale in (
            ("odds-ratio", "difference"),
            ("hazard-ratio", "unknown"),
            ("risk-difference", "ratio"),
            ("standardized-mean-difference", "ratio"),
        )
    )
)
