"""The rows that hold what a claim says, in other tables than `claims`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evitab.package import Contents
from evitab.standard import TableSchema
from evitab.views.concepts import Row, rows_of

# The figure that each table is about: what it is of and which property of that it tells, its lower
# and its upper bound. Where a row does not fill the first one, the next is taken.
_FIGURES: Mapping[str, tuple[tuple[str, str | None, str, str], ...]] = {
    "observations": (("variable_id", None, "value", "value"),),
    "effects": (("outcome_id", "measure", "estimate", "estimate"),),
    "dosages": (
        ("substance_id", "use", "dose_low", "dose_high"),
        ("substance_id", "use", "daily_dose_low", "daily_dose_high"),
    ),
    "reference_ranges": (("analyte_id", "category", "low", "high"),),
    "contraindications": (("threshold_variable_id", None, "threshold", "threshold"),),
    "quantities": (("subject_id", "property", "value_low", "value_high"),),
    "nutrient_sources": (("nutrient_id", None, "content", "content"),),
}
# What a row is about, where that is no figure: its subject and its object.
_ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "contraindications": ("substance_id", ("condition_id", "interactant_id")),
    "dosages": ("substance_id", ()),
    "nutrient_sources": ("product_id", ("nutrient_id",)),
    "observations": ("variable_id", ()),
    "quantities": ("subject_id", ("compared_with_id",)),
    "reference_ranges": ("analyte_id", ()),
}


@dataclass
class Content:
    """What rows say for one claim: their tables and keys, texts as reported, and figures.

    `about` are the concepts of the first row that tells them; `count` is the number of figures
    as reported, `figures` has those that a row is about.
    """

    tables: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    about: Row = field(default_factory=dict)
    count: int = 0

    def told(self, called: Mapping[str, str]) -> Row:
        """As columns; the typed figure is given where the rows are about one."""
        figure = self.figures[0] if len(self.figures) == 1 else {}
        return {
            "content_tables": " ".join(dict.fromkeys(self.tables)) or None,
            "content_rows": " ".join(self.keys) or None,
            "reported": "; ".join(dict.fromkeys(self.reported)) or None,
            "figures": self.count,
            **figure,
            "figure_of": called.get(figure.get("figure_of", "")),
        }


def contents_of_claims(contents: Contents) -> dict[str, Content]:
    """By the key of a claim, what the rows that point to it say, in the standard's order."""
    found: dict[str, Content] = {}
    for name, table in contents.tables.items():
        if name == "claims" or "claim_id" not in table.schema.by_name:
            continue
        for row in rows_of(contents, name):
            content = found.setdefault(row["claim_id"], Content())
            content.tables.append(name)
            content.keys.append(row[table.schema.primary_key[0]])
            content.reported += [
                row[column] for column in row if column.endswith("_reported") and row[column]
            ]
            content.figures += _figures(row, table.schema)
            content.count += _count(row, table.schema)
            content.about = content.about or _about(row, name)
    return found


def _figures(row: Row, schema: TableSchema) -> list[Row]:
    """The figure of a row, with the unit and the comparator that the schema names for it."""
    for of, told, low, high in _FIGURES.get(schema.name, ()):
        if row[low] is None and row[high] is None:
            continue
        said = schema.by_name[low].descriptor
        return [
            {
                "figure_of": row[of],
                "figure_property": row[told] if told else None,
                "figure_low": row[low],
                "figure_high": row[high],
                "figure_comparator": row.get(said.get("comparatorField", "")),
                "figure_unit": row.get(said.get("unitField", "")),
            }
        ]
    return []


def _count(row: Row, schema: TableSchema) -> int:
    """How many figures a row has, as reported: the bounds of one interval are one."""
    texts = {field.descriptor.get("reportedField") for field in schema.fields
             if row[field.name] is not None}  # fmt: skip
    return len(texts - {None})


def _about(row: Row, table: str) -> Row:
    subject, objects = _ABOUT.get(table, ("", ()))
    return {
        "subject": row.get(subject),
        "object": next((row[name] for name in objects if row[name]), None),
    }
