"""What a made-up authority says of made-up drugs: true rows to plant beside the real ones.

They say nothing about the world.
"""

from __future__ import annotations

from pathlib import Path

from mutation.advice import CONCEPTS, DAILY, concepts, dose, figure
from packages import add_rows

_THEIRS = CONCEPTS | {
    "drug-y": ("substance", "drug Y"), "drug-z": ("substance", "drug Z"),
    "made-up-authority": ("organization", "Made-up Authority"),
}  # fmt: skip
_WHO = {"authority_id": "made-up-authority", "reference_id": "REF-1001", "confidence": "own-text"}


def plant_authority(root: Path) -> None:
    """Plant what a made-up authority says of the same drugs."""
    tables = concepts(_THEIRS)
    tables["references"] = [
        {"reference_id": "REF-1001", "title": "[Drugs V and W]", "author": "Trier et al.",
         "issued_year": "2012"}
    ]  # fmt: skip
    given = (("V", "10"), ("W", "5"), ("X", "10"), ("X", "15"), ("X", "20"), ("X", "25"))
    studies = (1, 1, 2, 3, 4, 5)
    tables["studies"] = [
        {"study_id": f"STU-100{n}", **_WHO, "design": "trial",
         **figure("n", f"{n}0", f"n = {n}0")}
        for n in range(1, 6)
    ]  # fmt: skip
    tables["dosages"] = [
        {"dosage_id": f"DOS-{1000 + place}", **_WHO, "study_id": f"STU-100{study}",
         "substance_id": f"drug-{name.lower()}", "use": "studied", **dose(amount), **DAILY}
        for place, (study, (name, amount)) in enumerate(zip(studies, given, strict=True), 1)
    ]  # fmt: skip
    tables["effects"] = [
        {"effect_id": "EFF-1001", **_WHO, "study_id": "STU-1001", "outcome_id": "marker-m",
         "scale": "ratio", "estimate": "42", "estimate_comparator": "about",
         "estimate_unit": "%", "estimate_reported": "about 42 %"}
    ]  # fmt: skip
    tables["nutrient_sources"] = [
        {"nutrient_source_id": "NUT-1001", **_WHO, "kind": "food", "product_id": "made-up-bread",
         "name": "made-up bread", "nutrient_id": "drug-x", "serving_unit": "g",
         "content_unit": "mg", **figure("serving", "100", "100 g"),
         **figure("content", "15", "15 mg")}
    ]  # fmt: skip
    issue = {**_WHO, "is_negated": "false"}
    tables["contraindications"] = [
        {"contraindication_id": "CTR-1001", **issue, "type": "interaction",
         "substance_id": "drug-x", "interactant_id": "drug-y", "action": "separate"},
        {"contraindication_id": "CTR-1002", **issue, "type": "precaution",
         "substance_id": "drug-z", "condition_id": "stiffness", "action": "reserve"},
    ]  # fmt: skip
    tables["conclusions"] = [
        {"conclusion_id": f"CON-100{n}", **issue, "statement": words, "subject_id": "drug-x",
         "predicate": predicate, "object_id": target, "certainty": certainty}
        for n, words, predicate, target, certainty in (
            (1, "Whether drug X slows stiffness is not shown.", "slows", "stiffness",
             "not-established"),
            (2, "Drug X increases marker M.", "increases", "marker-m", "established"),
        )
    ]  # fmt: skip
    for table, rows in tables.items():
        add_rows(root, table, rows)
