"""A made-up case with its bands and words of degree, and made-up sources, to plant in the article.

It all is true of what is made up, so no rule finds fault with it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from mutation.planting import Bed
from packages import Row, add_rows

_AROUND = 32
_TITLE = "Made-up words of drug Z"
_CONCEPTS = {"marker-x": ("measurement", "marker X"), "marker-y": ("measurement", "marker Y"),
             "clinic-visit": ("attribute", "clinic visit"), "toxicity": ("condition", "toxicity"),
             "dr-writer": ("person", "A. Writer"), "b-writer": ("person", "B. Writer"),
             "physician": ("attribute", "physician"), "coach": ("attribute", "coach")}  # fmt: skip
_STORY = (
    ("A made-up cyclist, whose clinic visit was last month, had a marker X of 12 ng/mL.", ""),
    ("4 weeks later, her marker X rose to 25 ng/mL, which is high.", "rose"),
    ("6 weeks later, her marker X stayed at 25 ng/mL.", "stable"),
    ("7 weeks later, her marker X fell to 8 ng/mL, which is low.", "fell"),
    ("8 weeks later, her marker Y was 3 ng/mL.", ""),
)
_BANDS = (
    ("Below ten ng/mL, marker X is deficient.", "deficient", "", "10", "Below ten ng/mL"),
    ("From ten to twenty ng/mL, marker X is optimal.", "optimal", "10", "20",
     "From ten to twenty ng/mL"),
    ("Above twenty ng/mL, marker X is potentially toxic.", "potentially-toxic", "20", "",
     "Above twenty ng/mL"),
)  # fmt: skip
# By the author's concept: what the text says, and the description, with the role that it names.
_SOURCES = (
    ("dr-writer", "A. Writer", "I tell my patients that drug Z matters for relief.", "physician"),
    ("b-writer", "B. Writer", "I tell my readers that drug Z matters for relief.", "coach"),
)


def plant_case(bed: Bed) -> None:
    """Plant a case over time, the bands of its marker, and words of degree with their amounts."""
    for concept, (kind, label) in _CONCEPTS.items():
        bed.rows.setdefault("concepts", []).append({"concept_id": concept, "kind": kind})
        name = {"concept_id": concept, "language": "en", "label": label, "type": "preferred"}
        bed.rows.setdefault("concept_labels", []).append(name)
    _story(bed)
    for words, category, low, high, reported in _BANDS:
        claim = _claim(bed, bed.say(words), "reference-range", words)
        cells = {"category": category, "category_reported": category.replace("-", " ")}
        cells |= {"low": low, "is_low_inclusive": _belongs(low, category)}
        cells |= {"high": high, "is_high_inclusive": _belongs(high, category)}
        bed.add(
            "reference_ranges", "RNG", claim_id=claim, analyte_id="marker-x", unit="ng/mL",
            range_reported=reported, **cells,
        )  # fmt: skip
    _threshold(bed)
    _degrees(bed)


def _claim(bed: Bed, passage: str, kind: str, statement: str, **cells: str) -> str:
    """Add a claim in the source's own name: no work is cited for it."""
    plain = {"is_negated": "false", "assertion_strength": "plain"}
    told = {"passage_id": passage, "type": kind, "statement": statement}
    return bed.add("claims", "CLM", **plain, **told, **cells)


def _belongs(bound: str, category: str) -> str:
    return str(category == "optimal").lower() if bound else ""


def _story(bed: Bed) -> None:
    passages = [bed.say(words) for words, _ in _STORY]
    claim = _claim(bed, passages[0], "case-report", "A made-up cyclist is told of.")
    study = bed.add(
        "studies", "STU", claim_id=claim, design="case-report", n="1", n_comparator="=",
        n_reported="A made-up cyclist",
    )  # fmt: skip
    claim = _claim(bed, passages[0], "case-report", "The clinic visit was last month.")
    visit = {"time_offset": "-1", "time_offset_comparator": "about", "time_offset_unit": "mo"}
    bed.add(
        "observations", "OBS", claim_id=claim, study_id=study, variable_id="clinic-visit",
        time_offset_reported="last month", time_anchor="report", **visit,
    )  # fmt: skip
    for passage, (words, change) in zip(passages, _STORY, strict=True):
        variable = "marker-y" if "marker Y" in words else "marker-x"
        label = _CONCEPTS[variable][1]
        value = words.split(" ng/mL")[0].rpartition(" ")[2]
        claim = _claim(bed, passage, "case-report", f"The {label} was {value} ng/mL.")
        cells = {"value": value, "value_comparator": "=", "value_unit": "ng/mL"}
        cells |= {"value_reported": f"{value} ng/mL", "change": change}
        if "weeks" in words:
            weeks = words[0]
            cells |= {"time_offset": weeks, "time_offset_comparator": "=", "time_offset_unit": "wk"}
            cells["time_offset_reported"] = f"{weeks} weeks later"
        if "which is" in words:
            cells["state_reported"] = words.rpartition(" ")[2].rstrip(".")
        bed.add(
            "observations", "OBS", claim_id=claim, study_id=study, variable_id=variable, **cells
        )


def _threshold(bed: Bed) -> None:
    words = "Be careful with drug Z if your marker X is above 30 ng/mL."
    claim = _claim(
        bed, bed.say(words), "clinical-use-issue",
        "Care is called for with drug Z at a marker X above 30 ng/mL.",
        condition_reported="if your marker X is above 30 ng/mL",
    )  # fmt: skip
    bed.add(
        "contraindications", "CTR", claim_id=claim, type="precaution", substance_id="drug-z",
        is_negated="false", threshold_variable_id="marker-x", threshold="30",
        threshold_comparator=">", threshold_unit="ng/mL", threshold_reported="above 30 ng/mL",
    )  # fmt: skip


def _degrees(bed: Bed) -> None:
    for word, amount in (("low dose", "10"), ("moderate dose", "20")):
        first = bed.say(f"Take a {word} of drug Z.")
        defining = bed.say(f"A {word} of drug Z is {amount} mg.")
        _claim(
            bed, first, "recommendation", f"A {word} of drug Z is advised.",
            subject_id="drug-z", predicate="is-advised",
        )  # fmt: skip
        claim = _claim(bed, defining, "dosage", f"A {word} of drug Z is {amount} mg.")
        bed.add(
            "dosages", "DOS", claim_id=claim,
            substance_id="drug-z", dose_low=amount, dose_high=amount, dose_comparator="=",
            dose_unit="mg", dose_reported=f"{amount} mg", dose_low_mcg=f"{amount}000",
            dose_high_mcg=f"{amount}000", use="recommended",
        )  # fmt: skip


def plant_sources(root: Path) -> None:
    """Plant made-up sources in the article in a folder, each with a description of its author."""
    path = root / "dataset.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    for number, (author, name, words, role) in enumerate(_SOURCES, 2001):
        source, about = f"SRC-{number}", f"{name} is a {role} with many clients."
        text = f"{_TITLE}\n{words}\n{about}\n"
        row = {
            "source_id": source, "title": _TITLE, "author": name, "language": "en",
            "decimal_mark": ".", "path": f"source-{author}.txt", "rights": "Made up.",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }  # fmt: skip
        (root / row["path"]).write_text(text, encoding="utf-8")
        facts["sources"].append({"path": row["path"], "redistributable": True})
        add_rows(root, "sources", [row])
        passages = [_passage(f"PSG-{number}{at}", source, text, each)
                    for at, each in enumerate((_TITLE, words, about))]  # fmt: skip
        passages[0]["role"] = "heading"
        add_rows(root, "passages", passages)
        plain = {"is_negated": "false", "assertion_strength": "plain"}
        said = {"subject_id": "drug-z", "predicate": "matters-for", "object_id": "relief"}
        is_a = {"subject_id": author, "predicate": "is-a", "object_id": role}
        claims = [
            {"claim_id": f"CLM-{number}0", "type": "mechanism", **plain, **said,
             "statement": "Drug Z matters for relief.", "passage_id": f"PSG-{number}1"},
            {"claim_id": f"CLM-{number}1", "type": "provenance", **plain, **is_a,
             "statement": f"{name} is a {role}.", "passage_id": f"PSG-{number}2"},
        ]  # fmt: skip
        add_rows(root, "claims", claims)
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _passage(key: str, source: str, text: str, exact: str) -> Row:
    start = text.index(exact)
    end = start + len(exact)
    return {
        "passage_id": key, "source_id": source, "start": str(start), "end": str(end),
        "section": _TITLE, "role": "factual", "exact": exact,
        "prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND],
    }  # fmt: skip
