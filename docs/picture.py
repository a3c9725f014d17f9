"""The README's picture: a sentence of the article, its rows and what does not add up in them."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import jinja2
import pandas as pd

import evitab

PLACE = Path(__file__).with_name("picture.svg")
HUES = {"REG-0001": "a", "DOS-0002": "b", "DOS-0003": "c"}


def picture() -> str:
    """The picture as SVG, drawn from the package `vitamin-d3-k2`."""
    package = evitab.load("vitamin-d3-k2")
    findings = package.all_findings()
    finding = findings[findings["rule"] == "stated_ratio_agrees_with_doses"].iloc[0]
    passage = package.passages.set_index("passage_id").loc[finding["passage_id"]]
    rows = [_regimen(package), *(_dose(package, key) for key in ("DOS-0002", "DOS-0003"))]
    hues = {row["printed"]: row["hue"] for row in rows}
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(PLACE.with_suffix(".svg.j2").read_text(encoding="utf-8"))
    return template.render(
        title=f"{package.title}: a sentence, the rows that carry it, and a finding",
        section=passage["section"],
        start=passage["start"],
        end=passage["end"],
        sentence=[_pieces(line, hues) for line in textwrap.wrap(f"“{passage['exact']}”", 84)],
        rows=rows,
        finding=finding,
        reckoning=textwrap.wrap(finding["arithmetic"], 112),
    )


def _pieces(line: str, hues: dict[str, str]) -> list[dict[str, str | None]]:
    parts = re.split(f"({'|'.join(map(re.escape, hues))})", line)
    return [{"text": part, "hue": hues.get(part)} for part in parts]


def _regimen(package: evitab.Package) -> dict[str, str]:
    row = package.regimens.set_index("regimen_id").loc["REG-0001"]
    return {
        "table": "regimens",
        "key": "REG-0001",
        "hue": HUES["REG-0001"],
        "printed": row["ratio_reported"],
        "what": f"{row['ratio_numerator']:g} to {row['ratio_denominator']:g}",
        "of": f"{row['ratio_numerator_substance_id']} to {row['ratio_denominator_substance_id']}",
    }


def _dose(package: evitab.Package, key: str) -> dict[str, str]:
    row = package.dosages.set_index("dosage_id").loc[key]
    amount = f"{row['dose_low']:,g} {row['dose_unit']}"
    return {
        "table": "dosages",
        "key": key,
        "hue": HUES[key],
        "printed": row["dose_reported"],
        "what": amount if row["dose_unit"] == "ug" else f"{amount}, {row['dose_low_mcg']:,g} ug",
        "of": row["substance_id"]
        if pd.isna(row["form_id"])
        else f"{row['substance_id']}, {row['form_id']}",
    }


if __name__ == "__main__":
    PLACE.write_text(picture(), encoding="utf-8")
