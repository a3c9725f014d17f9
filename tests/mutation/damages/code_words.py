"""Damage to codes that the words of the source tell: each is another of its vocabulary."""

from __future__ import annotations

from mutation.damage import damage
from mutation.ways import at, changed, code, only

_RULE = "code_is_told_in_words"
_WHAT = {
    ("effects", "measure"): "an effect is measured as another, as odds for a risk",
    ("effects", "statistic_type"): "a test statistic is another",
    ("studies", "design"): "a study has another design",
    ("claims", "population"): "a claim is about other people",
    ("observations", "change"): "a value took another turn",
    ("reference_ranges", "category"): "a band is called by another name",
    ("contraindications", "action"): "another thing is to be done about an issue",
    ("dosages", "event_timing"): "a dose goes with another meal, or with sleep",
    ("dosages", "purpose"): "a dose is for something else",
    ("nutrient_sources", "dose_form"): "a product has another form",
}

for (table, field), words in _WHAT.items():
    damage(_RULE, words)(only("article", changed(at(table, field), code)))
