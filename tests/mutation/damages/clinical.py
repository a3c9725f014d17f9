"""Damage to statements, advice and clinical use issues, and to what authorities say of them.

The planted drugs (`mutation/advice.py`) have an authority that says the same of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import (
    at,
    changed,
    doubled,
    either,
    emptied,
    negated,
    only,
    rewritten,
    scaled,
    times,
)
from packages import Row, Rows, read_rows

damage("issue_is_negated_where_its_claim_is", "an issue is negated that was not, or the other way")(
    only("article", changed(at("contraindications", "is_negated"), negated))
)
damage("interaction_names_its_interactant", "an interaction loses the other substance")(
    changed(at("contraindications", "interactant_id"), lambda one: (
        emptied(one) if one.row["type"] == "interaction" else []))
)  # fmt: skip
damage("interaction_names_its_interactant", "a warning of one substance is an interaction")(
    rewritten(
        "contraindications",
        lambda row: [] if row["interactant_id"] else [{"type": "interaction"}],
    )
)

# Statements ----------------------------------------------------------------------------------

_OPPOSITES = {
    "increases": "decreases",
    "decreases": "increases",
    "moves-calcium-into": "keeps-calcium-out-of",
    "keeps-calcium-out-of": "moves-calcium-into",
    "is-advised": "is-rarely-advised",
}


def _another_claim(row: Row, **cells: str) -> Variant:
    """The variant with a claim more: the same one with some cells said otherwise."""
    fresh = {**row, "claim_id": "CLM-9001", "restates_claim_id": "", **cells}
    return Variant((Edit("claims", None, fresh),))


def _firm(package: Package) -> Iterator[Row]:
    """The claims with a subject that are neither hedged nor for a condition."""
    for row in package.rows.get("claims", ()):
        is_firm = row["assertion_strength"] != "hedged" and not row["condition_reported"]
        if row["subject_id"] and is_firm:
            yield row


@damage("directions_of_one_pair_agree", "what is affirmed is denied elsewhere, or the other way")
def denied_elsewhere(package: Package) -> Iterator[Variant]:
    for row in _firm(package):
        other = {"true": "false", "false": "true"}[row["is_negated"]]
        for strength in ("plain", "universal"):
            yield _another_claim(row, is_negated=other, assertion_strength=strength)


@damage("directions_of_one_pair_agree", "what is affirmed is told the other way round elsewhere")
def turned_round(package: Package) -> Iterator[Variant]:
    for row in _firm(package):
        if row["predicate"] in _OPPOSITES and row["is_negated"] == "false":
            yield _another_claim(row, predicate=_OPPOSITES[row["predicate"]])


def _theirs(package: Package, table: str) -> Rows:
    """The rows of a table of the authority package, beside that of an article."""
    return read_rows(package.root.parent / "authorities" / "tables" / f"{table}.csv")


def _concluded(package: Package, *, is_open: bool) -> Iterator[Row]:
    """What authorities conclude, as claims of the article on the same subject and on narrower ones:
    what they hold not to be established, or all else.
    """
    if package.whose != "article":
        return
    (plain,) = (row for row in package.rows["claims"] if row["claim_id"] == "CLM-0028")
    for row in _theirs(package, "conclusions"):
        if (row["certainty"] == "not-established") is is_open:
            narrower = [each["concept_id"] for each in package.rows["concepts"]
                        if each["broader_id"] == row["subject_id"]]  # fmt: skip
            told = {name: row[name] for name in ("predicate", "object_id", "is_negated")}
            for subject in (row["subject_id"], *narrower):
                yield {**plain, **told, "subject_id": subject}


_DENIED = "assertion_is_not_denied_by_an_authority"


@damage(_DENIED, "the article says of a pair of things the opposite of what authorities conclude")
def opposite(package: Package) -> Iterator[Variant]:
    for row in _concluded(package, is_open=False):
        other = {"true": "false", "false": "true"}[row["is_negated"]]
        yield _another_claim(row, is_negated=other)


damage(_DENIED, "a statement that an authority shares is denied in the article, or there")(
    either(
        rewritten("claims", lambda row: (
            [{"is_negated": "true"}] if row["object_id"] == "marker-m" else [])),
        rewritten("conclusions", lambda row: (
            [{"is_negated": "true"}] if row["object_id"] == "marker-m" else [])),
    )
)  # fmt: skip

_FIRMER = "effect_is_asserted_no_more_firmly_than_authorities_hold_it"
_EFFECTS = (
    "increases", "decreases", "activates", "controls", "causes", "supports", "slows",
    "moves-calcium-into", "keeps-calcium-out-of", "has-effect-on",
)  # fmt: skip


@damage(_FIRMER, "the article asserts an effect that authorities hold not to be established")
def overstated(package: Package) -> Iterator[Variant]:
    for row in _concluded(package, is_open=True):
        for predicate in _EFFECTS:
            for strength in ("plain", "emphatic", "universal"):
                yield _another_claim(row, predicate=predicate, assertion_strength=strength)


damage(_FIRMER, "an effect that the article hedges is asserted without a limit")(
    rewritten("claims", lambda row: [
        {"assertion_strength": strength} for strength in ("plain", "emphatic", "universal")
        if row["object_id"] == "stiffness"
    ])
)  # fmt: skip
damage(_FIRMER, "an effect that the article asserts is not established by the authority")(
    rewritten("conclusions", lambda row: (
        [{"certainty": "not-established"}] if row["object_id"] == "marker-m" else []))
)  # fmt: skip

# Advice and its exceptions -------------------------------------------------------------------

_EXCEPTION = "advice_without_exception_has_none"
# Of these the article tells someone to ask first, to limit or to avoid them, or to take another.
_HELD_BACK = {"vitamin-d", "vitamin-d3", "vitamin-k2", "drug-x", "drug-y"}


@damage(
    _EXCEPTION, "advice to take what some are told to avoid or to ask about is put as universal"
)
def without_exception(package: Package) -> Iterator[Variant]:
    rows = package.rows.get("claims", [])
    dosed = {
        row.get("claim_id") for row in package.rows["dosages"]
        if row["use"] == "recommended" and row["substance_id"] in _HELD_BACK
    }  # fmt: skip
    for place, row in enumerate(rows):
        is_need = row["predicate"] == "needs" and row["object_id"] in _HELD_BACK
        is_plain = row["assertion_strength"] != "universal" and not row["condition_reported"]
        if is_plain and (is_need or row["claim_id"] in dosed):
            yield Variant((Edit("claims", place, {"assertion_strength": "universal"}),))


damage(_EXCEPTION, "some are told not to take what all are always to take, or to ask first")(
    lambda package: (
        variant
        for action in ("avoid", "consult", "substitute", "limit", "reserve")
        for variant in doubled(
            "contraindications", substance_id="drug-w", action=action, is_negated="false"
        )(package)
        if package.whose == "article"
    )
)

_GROUP = "group_that_is_warned_is_not_advised_a_dose"


@damage(
    _GROUP, "the dose is for the group that is to avoid it, or the warning for that of the dose"
)
def other_group(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: place for place, row in enumerate(package.rows.get("claims", ()))}
    for table in ("dosages", "contraindications"):
        for row in package.rows[table]:
            if "claim_id" in row and row["substance_id"] == "drug-y":
                place = claims[row["claim_id"]]
                whom = package.rows["claims"][place]["population"]
                other = {"men": "women", "women": "men"}.get(whom)
                if other:
                    yield Variant((Edit("claims", place, {"population": other}),))


@damage(_GROUP, "a group that is to limit a substance is to avoid it, and is advised a dose")
def barred_group(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: place for place, row in enumerate(package.rows.get("claims", ()))}
    for at_issue, issue in enumerate(package.rows["contraindications"]):
        for dose in package.rows["dosages"] if issue["action"] == "limit" else ():
            if dose["use"] == "recommended" and dose["substance_id"] == issue["substance_id"]:
                whom = package.rows["claims"][claims[issue["claim_id"]]]["population"]
                yield Variant((
                    Edit("contraindications", at_issue, {"action": "avoid"}),
                    Edit("claims", claims[dose["claim_id"]], {"population": whom}),
                ))  # fmt: skip


# Interactions --------------------------------------------------------------------------------

_FIRM = "interaction_is_put_as_firmly_as_by_authorities"

damage(_FIRM, "the article advises less of an interaction than an authority")(
    only("article", rewritten("contraindications", lambda row: [
        {"action": action} for action in ("none", "consult", "monitor")
        if row["interactant_id"] in {"warfarin", "drug-y"} and row["action"] in {"", "avoid"}
    ]))
)  # fmt: skip
damage(_FIRM, "an authority advises against what the article would ask about")(
    only("authority", rewritten("contraindications", lambda row: [
        {"action": action, "is_negated": "false"} for action in ("avoid", "substitute", "separate")
        if row["interactant_id"] in {"apixaban", "rivaroxaban"}
    ]))
)  # fmt: skip

_SUBSTITUTE = "substitute_is_not_kept_for_other_cases"

damage(_SUBSTITUTE, "the substitute is one that an authority reserves")(
    only("article", rewritten("contraindications", lambda row: [
        {"substitute_id": substance} for substance in ("calcitriol", "drug-z")
        if row["is_negated"] == "false" and row["substitute_id"] != "calcitriol"
    ]))
)  # fmt: skip
damage(_SUBSTITUTE, "an authority reserves the substitute, or advises against it")(
    only("authority", rewritten("contraindications", lambda row: [
        {"substance_id": "drug-w", "action": action} for action in ("reserve", "avoid")
        if row["substance_id"] in {"calcitriol", "drug-z"}
    ]))
)  # fmt: skip

_NAMED = "interactions_of_authorities_are_named"


@damage(_NAMED, "the article leaves out every interaction with a substance that authorities name")
def left_out(package: Package) -> Iterator[Variant]:
    rows = package.rows["contraindications"] if package.whose == "article" else []
    for other in ("warfarin", "drug-y"):
        places = [place for place, row in enumerate(rows) if row["interactant_id"] == other]
        if places:
            yield Variant(tuple(Edit("contraindications", place, None) for place in places))


damage(_NAMED, "the interaction is told of another substance")(
    only("article", rewritten("contraindications", lambda row: [
        {"interactant_id": other} for other in ("drug-v", "calcium-supplement")
        if row["interactant_id"] == "drug-y"
    ]))
)  # fmt: skip
damage(_NAMED, "an authority names an interaction that the article has no word of")(
    only("authority", rewritten("contraindications", lambda row: [
        {"substance_id": substance} for substance in ("drug-x", "drug-v", "menaquinone-7")
        if row["interactant_id"] in {"orlistat", "antibiotic", "statin", "corticosteroid"}
    ]))
)  # fmt: skip

# Figures and foods ---------------------------------------------------------------------------

_FIGURE = "figure_agrees_with_an_authority"
_VALUE = "value_low", "value_high"

damage(_FIGURE, "the half-life is printed otherwise, by more than a quarter")(
    only("article", rewritten("quantities", lambda row: [
        times(row, factor, *_VALUE) for factor in (0.001, 0.1, 0.6, 1.5, 3, 10, 1000)
        if row["property"] == "half-life" and row["subject_id"] == "menaquinone-7"
    ]))
)  # fmt: skip
damage(_FIGURE, "days become hours, weeks or months")(
    only("article", rewritten("quantities", lambda row: [
        {"value_unit": unit} for unit in ("h", "wk", "mo", "a")
        if row["property"] == "half-life" and row["subject_id"] == "menaquinone-7"
    ]))
)  # fmt: skip
damage(_FIGURE, "the half-life is that of another substance")(
    only("article", rewritten("quantities", lambda row: [
        {"subject_id": "menaquinone-7"}
    ] if row["property"] == "half-life" and row["subject_id"] == "menaquinone-4" else []))
)  # fmt: skip
damage(_FIGURE, "the authority gives another half-life")(
    only("authority", rewritten("quantities", lambda row: [
        times(row, factor, *_VALUE) for factor in (0.1, 0.5, 2, 10)
        if row["property"] == "half-life"
    ]))
)  # fmt: skip


def _is_bread(row: Row, *, has_content: bool) -> bool:
    return row["product_id"] == "made-up-bread" and (row["content"] != "") is has_content


_CONTENT = "content_agrees_with_an_authority"

damage(_CONTENT, "the content, or the serving that holds it, is printed otherwise")(
    rewritten("nutrient_sources", lambda row: [
        times(row, factor, name)
        for factor in (0.001, 0.1, 0.4, 3, 10, 1000) for name in ("content", "serving")
        if _is_bread(row, has_content=True)
    ])
)  # fmt: skip
damage(_CONTENT, "mcg or g stands for mg, or mg or kg for g")(
    rewritten("nutrient_sources", lambda row: [
        {name: unit} for name, unit in (("content_unit", "ug"), ("content_unit", "g"),
            ("serving_unit", "mg"), ("serving_unit", "kg")) if _is_bread(row, has_content=True)
    ])
)  # fmt: skip
damage(_CONTENT, "a food is said to hold a tenth or ten times of what the authority gives")(
    only("article", rewritten("nutrient_sources", lambda row: [
        {"serving": "3", "serving_comparator": "=", "serving_unit": "[oz_av]", "content": content,
         "serving_reported": "3 ounces", "content_unit": "ug", "content_comparator": "=",
         "content_reported": f"{content} mcg"}
        for content in ("85", "8500") if row["product_id"] == "natto"
    ]))
)  # fmt: skip

_SERVING = "serving_gives_the_dose_that_is_advised"

damage(_SERVING, "the serving that is said to suffice is printed otherwise")(
    only("article", rewritten("nutrient_sources", lambda row: [
        change for change in (
            *(times(row, factor, "serving") for factor in (0.001, 0.1, 10, 1000)),
            {"serving_unit": "mg"}, {"serving_unit": "kg"},
        ) if _is_bread(row, has_content=False)
    ]))
)  # fmt: skip
damage(_SERVING, "the authority gives another content of the food")(
    only("authority", changed(at("nutrient_sources", "content"), lambda one: (
        scaled(0.001, 0.1, 10, 1000)(one) if _is_bread(one.row, has_content=True) else [])))
)  # fmt: skip
damage(_SERVING, "a food of which too much or too little is named is said to suffice")(
    only("article", rewritten("nutrient_sources", lambda row: [
        {"serving": serving, "serving_comparator": "=", "serving_unit": "[oz_av]",
         "serving_reported": f"{serving} ounces", "content_reported": "enough"}
        for serving in ("0.1", "1", "3", "8") if row["product_id"] == "natto" and not row["serving"]
    ]))
)  # fmt: skip
