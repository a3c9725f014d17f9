"""True rows to plant in a copy of the real article: it reports few statistics of its own.

What is planted breaks no rule: the tables say what the added words say, and the numbers are true.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from pathlib import Path

from evitab.standard import standard
from mutation.advice import cite, concepts
from mutation.trial import TRIALS, Arm, Contrast, contrasts, simulate
from packages import Row, Rows, add_rows, add_words

_FIRST = 1001
_WEEKS = "12"
_CONCEPTS = {"drug-y": ("substance", "drug Y"),
    "drug-z": ("substance", "drug Z"), "relief": ("measurement", "relief"),
             "wellbeing-score": ("measurement", "wellbeing score")}  # fmt: skip


class Bed:
    """Words and rows to plant, with the keys that they will have."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.roles: list[str] = []
        self.cited = ""
        self.rows: dict[str, Rows] = {}

    def say(self, words: str, role: str = "factual") -> str:
        """Add a sentence to the source; gives the key of its passage."""
        self.words.append(words)
        self.roles.append(role)
        return f"PSG-{_FIRST - 1 + len(self.words)}"

    def add(self, table: str, prefix: str, **cells: str) -> str:
        """Add a row; gives its key."""
        rows = self.rows.setdefault(table, [])
        key = f"{prefix}-{_FIRST + len(rows)}"
        (name,) = standard().profiles["article"].by_name[table].primary_key
        rows.append({name: key, **cells})
        return key

    def claim(self, passage: str, kind: str, statement: str, **cells: str) -> str:
        """Add a claim, plain unless told, that cites what is `cited`; gives its key."""
        plain = {"is_negated": "false", "assertion_strength": "plain", "citation_id": self.cited}
        told = {"passage_id": passage, "type": kind, "statement": statement}
        return self.add("claims", "CLM", **plain | told | cells)

    def plant(self, root: Path) -> None:
        """Write all of it into the package in a folder."""
        add_words(root, self.words)
        spoken = [{"passage_id": f"PSG-{number}", "role": role}
                  for number, role in enumerate(self.roles, _FIRST)]  # fmt: skip
        add_rows(root, "passages", spoken)
        for table, rows in self.rows.items():
            add_rows(root, table, rows)


def plant(root: Path, *others: Callable[[Bed], None]) -> None:
    """Plant simulated trials, made-up doses and what others add in the article in a folder."""
    bed = Bed()
    bed.rows |= concepts(_CONCEPTS)
    bed.cited = cite(bed, 7, "Z", "Maker", "2020")
    for numbers in TRIALS:
        _trial(bed, *simulate(*numbers))
    _doses(bed)
    for other in others:
        other(bed)
    bed.plant(root)


def _doses(bed: Bed) -> None:
    words = "Take 20 mg of drug Z every other day, 10 mg daily on average, for 4-6 weeks."
    dose = {"dose_low": "20", "dose_high": "20", "dose_comparator": "=", "dose_reported": "20 mg"}
    day = {f"daily_{name}": text.replace("20", "10") for name, text in dose.items()}
    course = {"duration_low": "4", "duration_high": "6", "duration_comparator": "=",
              "duration_unit": "wk", "duration_reported": "4-6 weeks"}  # fmt: skip
    bed.add(
        "dosages", "DOS", claim_id=bed.claim(bed.say(words), "dosage", f"It is {words[5:]}"),
        substance_id="drug-z", dose_unit="mg", **dose, daily_dose_unit="mg", **day, **course,
        dose_low_mcg="20000", dose_high_mcg="20000", frequency="1", period="2", period_unit="d",
        timing_reported="every other day", use="recommended",
    )  # fmt: skip
    words = "Another day, take 10 mg of drug Z with 5 mg of drug Y, in a 2:1 ratio."
    passage = bed.say(words)
    regimen = bed.add(
        "regimens", "REG", claim_id=bed.claim(passage, "dosage", words), label="Drug Z with drug Y",
        ratio_numerator="2", ratio_numerator_substance_id="drug-z", ratio_comparator="=",
        ratio_denominator="1", ratio_denominator_substance_id="drug-y", ratio_reported="2:1 ratio",
    )  # fmt: skip
    for name, amount in (("Z", "10"), ("Y", "5")):
        claim = bed.claim(passage, "dosage", f"{amount} mg of drug {name}.")
        cells = dict.fromkeys(("dose_low", "dose_high"), amount)
        cells |= dict.fromkeys(("dose_low_mcg", "dose_high_mcg"), f"{amount}000")
        bed.add(
            "dosages", "DOS", claim_id=claim, regimen_id=regimen, dose_reported=f"{amount} mg",
            substance_id=f"drug-{name.lower()}", dose_comparator="=", dose_unit="mg",
            use="recommended", **cells,
        )  # fmt: skip
    words = "Made-up drops hold 5 mg of drug Z in 2 mL."
    bed.add(
        "nutrient_sources", "NUT", claim_id=bed.claim(bed.say(words), "composition", words),
        kind="supplement", name="Made-up drops", dose_form="liquid", nutrient_id="drug-z",
        serving_unit="mL", **_figure("serving", "2", "2 mL"),
        content_unit="mg", **_figure("content", "5", "5 mg"),
    )  # fmt: skip
    words = "The half-life of drug Z is 3 to 5 days."
    bed.add(
        "quantities", "QTY", claim_id=bed.claim(bed.say(words), "property", words),
        subject_id="drug-z", property="half-life", value_low="3", value_high="5",
        value_comparator="=", value_unit="d", value_reported="3 to 5 days",
    )  # fmt: skip


def _trial(bed: Bed, drug: Arm, placebo: Arm) -> None:
    total = drug.n + placebo.n
    passage = bed.say(
        f"A made-up randomized trial gave {drug.n} volunteers drug Z and {placebo.n} volunteers "
        f"placebo, {total} participants in all, for {_WEEKS} weeks."
    )
    statement = f"A trial of drug Z in {total} participants lasted {_WEEKS} weeks."
    study = bed.add(
        "studies", "STU", claim_id=bed.claim(passage, "study-design", statement),
        design="randomized-controlled-trial", **_figure("n", str(total), f"{total} participants"),
        **_figure("duration", _WEEKS, f"{_WEEKS} weeks"), duration_unit="wk",
    )  # fmt: skip
    arms = [_arm(bed, study, passage, arm) for arm in (drug, placebo)]
    for key, arm in zip(arms, (drug, placebo), strict=True):
        _events(bed, study, key, arm)
        _score(bed, study, key, arm)
    for contrast in contrasts(drug, placebo):
        _effect(bed, study, arms, contrast)


def _arm(bed: Bed, study: str, passage: str, arm: Arm) -> str:
    claim = bed.claim(passage, "study-design", f"{arm.n} volunteers were given {arm.name}.")
    n = _figure("n", str(arm.n), f"{arm.n} volunteers")
    control = "true" if arm.name == "placebo" else "false"
    return bed.add(
        "study_arms", "ARM", study_id=study, claim_id=claim, label=arm.name, is_control=control, **n
    )


def _events(bed: Bed, study: str, arm: str, data: Arm) -> None:
    part = data.events / data.n
    share, sd = f"{100 * part:.1f}", f"{100 * sqrt(part * (1 - part) * data.n / (data.n - 1)):.1f}"
    passage = bed.say(
        f"With {data.name}, {data.events} of {data.n} volunteers ({share}%, SD {sd}%) had relief."
    )
    claim = bed.claim(passage, "study-result", f"{share}% had relief with {data.name}.")
    bed.add(
        "observations", "OBS", claim_id=claim, study_id=study, study_arm_id=arm,
        variable_id="relief", handling="dichotomous", value_unit="%",
        **_figure("value", share, f"{share}%"), **_figure("sd", sd, f"SD {sd}%"),
        **_figure("n", str(data.n), f"{data.n} volunteers"),
        **_figure("events", str(data.events), f"{data.events} of {data.n}"),
    )  # fmt: skip


def _score(bed: Bed, study: str, arm: str, data: Arm) -> None:
    mean, sd = f"{data.score.mean():.2f}", f"{data.score.std(ddof=1):.2f}"
    passage = bed.say(
        f"With {data.name}, the mean wellbeing score of {data.n} volunteers, on one item, was "
        f"{mean} (SD {sd})."
    )
    claim = bed.claim(passage, "study-result", f"The wellbeing score was {mean} with {data.name}.")
    bed.add(
        "observations", "OBS", claim_id=claim, study_id=study, study_arm_id=arm,
        variable_id="wellbeing-score", handling="ordinal",
        **_figure("value", mean, mean), **_figure("sd", sd, f"SD {sd}"),
        **_figure("n", str(data.n), f"{data.n} volunteers"), **_figure("items", "1", "one item"),
    )  # fmt: skip


def _effect(bed: Bed, study: str, arms: list[str], data: Contrast) -> None:
    label = _CONCEPTS[data.outcome][1]
    name = data.measure.replace("-", " ") or "test"
    cells: Row = {"measure": data.measure, "scale": data.scale, "outcome_id": data.outcome}
    said = f"For {label}, the {name} of drug Z versus placebo"
    statement = f"The {name} for {label} of drug Z against placebo is told."
    printed: list[str] = []
    if data.estimate is not None:
        estimate = f"{data.estimate:.2f}"
        said += f" was {estimate}"
        cells |= {**_figure("estimate", estimate, estimate)}
        statement = f"The {name} for {label} of drug Z against placebo was {estimate}."
    else:
        said += " was made"
    if data.interval is not None:
        low, high = (f"{each:.2f}" for each in data.interval)
        printed.append(f"95% CI {low}-{high}")
        cells |= {"ci_low": low, "ci_high": high, "ci_level": "95", "ci_reported": printed[-1]}
    if data.statistic is not None:
        kind, value, df = data.statistic
        printed.append(f"{kind}({', '.join(map(str, df))}) = {value:.2f}")
        cells |= _figure("statistic", f"{value:.2f}", printed[-1])
        cells |= {"statistic_type": kind, "tails": "2", "df_1": str(df[0])}
        cells |= {"df_2": str(df[1])} if len(df) > 1 else {}
    if data.p is not None:
        printed.append(f"p={data.p:.3f}")
        cells |= _figure("p_value", f"{data.p:.3f}", printed[-1])
        cells |= {"is_significant": "true", "significance_reported": "statistically significant"}
        printed.append("statistically significant")
    passage = bed.say(f"{said}{' (' + ', '.join(printed) + ')' if printed else ''}.")
    cells |= {"claim_id": bed.claim(passage, "study-result", statement), "study_id": study}
    cells |= {"study_arm_id": arms[0], "comparator_study_arm_id": arms[1]}
    bed.add("effects", "EFF", **cells)


def _figure(name: str, value: str, reported: str) -> Row:
    """The three cells of a figure that is printed as it is."""
    return {name: value, f"{name}_comparator": "=", f"{name}_reported": reported}
