"""True rows of made-up advice to plant in an article.

They say nothing about the world. Drug X has two ranges, two doses for them, a case and studies;
drugs V and W have a ratio and a trial; drug Y is not for everyone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from packages import Row, Rows, add_rows, change_bytes

if TYPE_CHECKING:
    from mutation.planting import Bed

CONCEPTS = {
    "drug-x": ("substance", "drug X"), "drug-v": ("substance", "drug V"),
    "drug-w": ("substance", "drug W"), "marker-m": ("analyte", "marker M"),
    "stiffness": ("condition", "stiffness"), "made-up-bread": ("food", "made-up bread"),
}  # fmt: skip
_HEADING = "References & Sources"
DAILY = {"frequency": "1", "period": "1", "period_unit": "d", "timing_reported": "daily"}


def figure(name: str, value: str, reported: str) -> Row:
    """The three cells of a figure that is printed as it is."""
    return {name: value, f"{name}_comparator": "=", f"{name}_reported": reported}


def concepts(labels: dict[str, tuple[str, str]]) -> dict[str, Rows]:
    """The rows of concepts, each with one name."""
    return {
        "concepts": [{"concept_id": each, "kind": kind} for each, (kind, _) in labels.items()],
        "concept_labels": [
            {"concept_id": each, "language": "en", "label": label, "type": "preferred"}
            for each, (_, label) in labels.items()
        ],
    }  # fmt: skip


def dose(low: str, high: str = "") -> Row:
    """The cells of a dose in milligrams, fixed or from one to another."""
    high, printed = high or low, f"{low}-{high} mg" if high else f"{low} mg"
    return {
        "dose_low": low, "dose_high": high, "dose_comparator": "=", "dose_unit": "mg",
        "dose_reported": printed, "dose_low_mcg": f"{low}000", "dose_high_mcg": f"{high}000",
    }  # fmt: skip


def lengthen_list(root: Path, more: int) -> None:
    """Let the heading of the list of references count the entries that are planted, too."""
    old, new = f"{_HEADING} 6", f"{_HEADING} {6 + more}"
    for name in ("source.txt", "tables/passages.csv", "tables/quantities.csv"):
        change_bytes(root / name, lambda data: data.replace(old.encode(), new.encode()))
    count = dict.fromkeys(("value_low", "value_high"), str(6 + more))
    add_rows(root, "quantities", [{"quantity_id": "QTY-0009", **count}])
    said = f"The list of references and sources is headed as holding {6 + more}."
    add_rows(root, "claims", [{"claim_id": "CLM-0196", "statement": said}])


def cite(bed: Bed, number: int, name: str, surname: str, year: str) -> str:
    """Put a work on a drug on the list, and a mention of it into the text; gives the key of the
    mention.
    """
    title, journal = f"A Report on Drug {name}", f"Made-up Results on {name}"
    entry = bed.say(f"{number}. {title}, {surname}, {journal}, {year}", "reference")
    work = {"author": surname, "container_title": journal, "issued_year": year}
    reference = bed.add(
        "references", "REF", passage_id=entry, ordinal=str(number), title=title,
        type="article-journal", **work,
    )  # fmt: skip
    mention = bed.say(f"Drug {name} is available ({surname}, {year}).")
    citation = bed.add(
        "citations", "CIT", passage_id=mention, author=surname, issued_year=year,
        reference_id=reference, link_basis="author",
    )  # fmt: skip
    bed.claim(
        mention, "property", f"Drug {name} is available.", subject_id=f"drug-{name.lower()}",
        predicate="is-available", citation_id=citation,
    )  # fmt: skip
    return citation


def plant_advice(bed: Bed) -> None:
    """Plant advice, what goes with it, and a comparison that is known from another work."""
    for table, rows in concepts(CONCEPTS).items():
        bed.rows[table] += rows
    _ranges_and_doses(bed)
    _case(bed)
    _studies(bed)
    _foods(bed)
    _ratio(bed)
    _cautions(bed)
    for words, predicate, target, strength in (
        ("Drug X may slow stiffness.", "slows", "stiffness", "hedged"),
        ("Drug X increases marker M.", "increases", "marker-m", "plain"),
    ):
        bed.claim(
            bed.say(words), "mechanism", words, subject_id="drug-x", predicate=predicate,
            object_id=target, assertion_strength=strength,
        )  # fmt: skip
    _comparison(bed)


def _advised(bed: Bed, words: str, substance: str, amount: Row, **cells: str) -> str:
    """A sentence that advises a dose; gives the key of the dose."""
    about = {each: cells.pop(each) for each in ("condition_reported", "population",
             "assertion_strength") if each in cells}  # fmt: skip
    claim = bed.claim(bed.say(words), "dosage", words, **about)
    use = {"use": "recommended", **cells}
    return bed.add("dosages", "DOS", claim_id=claim, substance_id=substance, **amount, **use)


def _ranges_and_doses(bed: Bed) -> None:
    ranges = []
    for words, category, cells in (
        ("A marker M of 20-30 ng/mL is optimal.", "optimal",
         {"low": "20", "is_low_inclusive": "true", "high": "30", "is_high_inclusive": "true",
          "range_reported": "20-30 ng/mL"}),
        ("A marker M below 20 ng/mL is deficient.", "deficient",
         {"high": "20", "is_high_inclusive": "false", "range_reported": "below 20 ng/mL"}),
    ):  # fmt: skip
        claim = bed.claim(bed.say(words), "reference-range", words)
        ranges.append(bed.add(
            "reference_ranges", "RNG", claim_id=claim, analyte_id="marker-m", category=category,
            category_reported=category, unit="ng/mL", **cells,
        ))  # fmt: skip
    _advised(
        bed, "For maintenance, take 10-20 mg of drug X daily if optimal.", "drug-x",
        dose("10", "20"), condition_reported="if optimal", condition_range_id=ranges[0],
        purpose="maintenance", **DAILY,
    )  # fmt: skip
    _advised(
        bed, "Take 40 mg of drug X daily for 8-12 weeks if deficient.", "drug-x", dose("40"),
        condition_reported="if deficient", condition_range_id=ranges[1], duration_low="8",
        duration_high="12", duration_comparator="=", duration_unit="wk",
        duration_reported="8-12 weeks", **DAILY,
    )  # fmt: skip
    _advised(bed, "Take 15 mg of drug X daily.", "drug-x", dose("15"), **DAILY)


def _case(bed: Bed) -> None:
    words = "A made-up patient took 40 mg of drug X daily for 10 weeks at a marker M of 15 ng/mL."
    passage = bed.say(words)
    study = bed.add(
        "studies", "STU", claim_id=bed.claim(passage, "case-report", "A patient took drug X."),
        design="case-report", **figure("n", "1", "A made-up patient"),
    )  # fmt: skip
    bed.add(
        "dosages", "DOS", claim_id=bed.claim(passage, "case-report", "40 mg of drug X a day."),
        study_id=study, substance_id="drug-x", use="case", duration_low="10", duration_high="10",
        duration_comparator="=", duration_unit="wk", duration_reported="10 weeks", **dose("40"),
        **DAILY,
    )  # fmt: skip
    bed.add(
        "observations", "OBS", study_id=study, variable_id="marker-m", value_unit="ng/mL",
        claim_id=bed.claim(passage, "case-report", "The marker M was 15 ng/mL."),
        **figure("value", "15", "15 ng/mL"),
    )  # fmt: skip


def _studies(bed: Bed) -> None:
    words = "A made-up trial gave 20 mg of drug X."
    passage = bed.say(words)
    study = bed.add(
        "studies", "STU", claim_id=bed.claim(passage, "study-design", words), design="trial"
    )
    bed.add(
        "dosages", "DOS", claim_id=bed.claim(passage, "study-design", "20 mg of drug X."),
        study_id=study, substance_id="drug-x", use="studied", **dose("20"),
    )  # fmt: skip
    words = "Studies rarely use more than 30 mg daily of drug X."
    bed.add(
        "quantities", "QTY", property="trial-dose-ceiling", subject_id="drug-x", value_low="30",
        claim_id=bed.claim(bed.say(words), "study-design", words, assertion_strength="hedged"),
        value_high="30", value_comparator="<=", value_unit="mg/d",
        value_reported="more than 30 mg daily",
    )  # fmt: skip


def _foods(bed: Bed) -> None:
    bread = {"kind": "food", "product_id": "made-up-bread", "name": "made-up bread",
             "nutrient_id": "drug-x", "serving_unit": "g"}  # fmt: skip
    words = "In 100 g of made-up bread there are 15 mg of drug X."
    bed.add(
        "nutrient_sources", "NUT", claim_id=bed.claim(bed.say(words), "composition", words),
        **bread, content_unit="mg", **figure("serving", "100", "100 g"),
        **figure("content", "15", "15 mg"),
    )  # fmt: skip
    words = "Eat 200 g of made-up bread for useful doses of drug X."
    bed.add(
        "nutrient_sources", "NUT", claim_id=bed.claim(bed.say(words), "composition", words),
        **bread, content_reported="useful doses", **figure("serving", "200", "200 g"),
    )  # fmt: skip


def _ratio(bed: Bed) -> None:
    _advised(
        bed, "Always take 5 mg of drug W.", "drug-w", dose("5"), assertion_strength="universal"
    )
    for use, v, w, words in (
        ("recommended", "10", "5", "Take 10 mg of drug V with 5 mg of drug W, in a 2:1 ratio."),
        ("author", "20", "10", "I take 20 mg of drug V with 10 mg of drug W."),
    ):
        passage = bed.say(words)
        stated = {
            "ratio_numerator": "2", "ratio_numerator_substance_id": "drug-v",
            "ratio_denominator": "1", "ratio_denominator_substance_id": "drug-w",
            "ratio_comparator": "=", "ratio_reported": "2:1 ratio",
        }  # fmt: skip
        regimen = bed.add(
            "regimens", "REG", claim_id=bed.claim(passage, "dosage", words), label=words,
            **(stated if use == "recommended" else {}),
        )  # fmt: skip
        for name, amount in (("V", v), ("W", w)):
            claim = bed.claim(passage, "dosage", f"{amount} mg of drug {name}.")
            bed.add(
                "dosages", "DOS", claim_id=claim, regimen_id=regimen, use=use,
                substance_id=f"drug-{name.lower()}", **dose(amount),
            )  # fmt: skip


def _cautions(bed: Bed) -> None:
    words = "Avoid drug X with drug Y."
    bed.add(
        "contraindications", "CTR", type="interaction", substance_id="drug-x",
        claim_id=bed.claim(bed.say(words), "clinical-use-issue", words), interactant_id="drug-y",
        is_negated="false", action="avoid", action_reported="Avoid",
    )  # fmt: skip
    words = "Women are to avoid drug Y in stiffness, and may take drug W instead."
    claim = bed.claim(bed.say(words), "clinical-use-issue", words, population="women")
    bed.add(
        "contraindications", "CTR", type="contraindication", substance_id="drug-y",
        claim_id=claim, condition_id="stiffness", is_negated="false", action="avoid",
        action_reported="avoid", substitute_id="drug-w",
    )  # fmt: skip
    _advised(bed, "Men take 5 mg of drug Y.", "drug-y", dose("5"), population="men")


def _comparison(bed: Bed) -> None:
    """A contrast of two substances, credited to the work that it is known from."""
    bed.cited = cite(bed, 8, "V", "Trier", "2012")
    words = "A made-up review found drug V about 42% more effective than drug W for stiffness."
    passage = bed.say(words)
    claim = bed.claim(passage, "study-design", "A review of drugs V and W is told.")
    study = bed.add("studies", "STU", claim_id=claim, design="review")
    arms = [
        bed.add(
            "study_arms", "ARM", study_id=study, label=f"drug {name}", is_control="false",
            claim_id=bed.claim(passage, "study-design", f"One arm took drug {name}."),
        )
        for name in ("V", "W")
    ]  # fmt: skip
    bed.add(
        "effects", "EFF", study_id=study, study_arm_id=arms[0], comparator_study_arm_id=arms[1],
        claim_id=bed.claim(passage, "study-result", words),
        outcome_id="stiffness", scale="ratio", estimate="42", estimate_comparator="about",
        estimate_unit="%", estimate_reported="about 42% more effective",
    )  # fmt: skip
