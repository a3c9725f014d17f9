"""Which rules of grounding are asked of which table."""

from __future__ import annotations

from evitab.grounding import (
    arms,
    codes,
    coverage,
    frequency,
    held,
    names,
    numbers,
    printed,
    wording,
)
from evitab.grounding.cells import figure_cells
from evitab.package import Table

# Rules that a table's rows are asked; the others are asked of the table named here.
OF_EACH = tuple(
    rule
    for each in (printed, names, numbers, frequency, arms, codes)
    for rule in each.RULES
    if rule != names.IDLE
)
ASKED_OF = {
    wording.STANDS: "claims",
    wording.STRENGTH: "claims",
    wording.FIGURES: "claims",
    wording.CARRIED: "passages",
    wording.SAID: "claims",
    coverage.CARRIED: "passages",
    coverage.EXCUSE: "passages",
    coverage.COVERED: "sources",
}


def applies(rule: str, table: Table) -> bool:
    """Whether a table has columns that a rule reads."""
    cells = figure_cells(table.schema)
    told = {field.descriptor.get("inPassage") for field in table.schema.fields}
    return {
        held.TEXT: "verbatim" in told,
        printed.YEAR: "figure" in told,
        names.NAME: "name" in told,
        names.STATED: table.name == "claims" or ("name" in told and table.has(["claim_id"])),
        names.BESIDE: any(each.amount_of for each in cells),
        held.NUMBER: bool(cells),
        held.UNIT: bool(cells),
        held.COMPARATOR: any(each.comparator for each in cells) or table.name == "reference_ranges",
        frequency.FREQUENCY: any(each.low == "frequency" for each in cells),
        arms.ARM: table.has(["study_arm_id"]) and table.name != "study_arms",
        arms.COMPARED: table.has(["comparator_study_arm_id"]),
        arms.CONTROL: table.name == "study_arms",
        arms.REGIMEN: table.has(["regimen_id"]) and table.name != "regimens",
        codes.CODE: any("wordedIn" in each.descriptor for each in table.schema.fields),
    }[rule]
