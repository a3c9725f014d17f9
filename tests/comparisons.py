"""Small packages to compare: one that every kind of change can be made to, written and read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evitab.changes import Diff, Snapshot, Verdict, apply, compare, judge, read_snapshot
from evitab.standard import standard

Rows = list[dict[str, str]]
NAMES = ["Cod liver oil", "Natto of Tokyo", "Gouda cheese", "Egg yolk", "Butter from grass"]


def column(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """The descriptor of a field."""
    return {"name": name, "type": kind, "description": f"What {name} says.", **more}


@dataclass
class Draft:
    """A package as it is edited: the descriptor's facts, the schemas and the rows by table."""

    facts: dict[str, Any] = field(default_factory=dict)
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)

    def field(self, table: str, name: str) -> dict[str, Any]:
        """The descriptor of a field, to be changed in place."""
        fields: list[dict[str, Any]] = self.schemas[table]["fields"]
        return next(each for each in fields if each["name"] == name)

    def write(self, folder: Path) -> Path:
        """Put the package into a folder."""
        (folder / "tables").mkdir(parents=True)
        resources = []
        for name, schema in self.schemas.items():
            path = f"tables/{name}.csv"
            text = io.StringIO()
            names = [each["name"] for each in schema["fields"]]
            writer = csv.DictWriter(text, names, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(self.rows[name])
            (folder / path).write_text(text.getvalue(), encoding="utf-8")
            resources.append({"name": name, "path": path, "schema": schema})
        package = {**self.facts, "resources": resources}
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        return folder

    def read(self, folder: Path) -> Snapshot:
        """The package as it is read from a folder."""
        return read_snapshot(self.write(folder), standard())


def base() -> Draft:
    """Foods, and what parts they have: with every property that can change."""
    facts = {
        "name": "foods",
        "title": "Foods",
        "version": "1.2.3",
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY"}],
        "contributors": [{"title": "Someone"}],
        "keywords": ["food"],
        "evitab": {
            "profile": "article",
            "standard": "0.1.0",
            "authority": {"name": "authorities", "version": "1.0.0", "sha256": "0" * 64},
        },
    }
    schemas = {"foods": _foods(), "parts": _parts(), "findings": findings()}
    return Draft(facts=facts, schemas=schemas, rows=_rows())


def _foods() -> dict[str, Any]:
    return {
        "title": "Foods",
        "primaryKey": ["food_id"],
        "uniqueKeys": [["name"]],
        "missingValues": [""],
        "fields": [
            column("food_id", constraints={"required": True, "pattern": "F-[0-9]+"}),
            column("name", constraints={"required": True, "maxLength": 80}),
            column("kind", constraints={"enum": ["fish", "plant", "dairy", "egg"]}),
            column("amount", "number", constraints={"minimum": 0, "maximum": 1000}, unit="ug"),
            column("note"),
            column("checked", "date", constraints={"minimum": "2020-01-01"}),
        ],
    }


def _parts() -> dict[str, Any]:
    return {
        "primaryKey": ["part_id"],
        "foreignKeys": [
            {"fields": ["food_id"], "reference": {"resource": "foods", "fields": ["food_id"]}}
        ],
        "fields": [column("part_id"), column("food_id"), column("share", "number")],
    }


def _rows() -> dict[str, list[dict[str, str]]]:
    kinds = ["fish", "plant", "dairy", "egg", "dairy"]
    return {
        "foods": [
            {
                "food_id": f"F-{number}",
                "name": name,
                "kind": kind,
                "amount": str(number * 7.5),
                "note": f"Remark {number} about {name.lower()}",
                "checked": f"2024-01-0{number}",
            }
            for number, (name, kind) in enumerate(zip(NAMES, kinds, strict=True), 1)
        ],
        "parts": [
            {"part_id": f"P-{number}", "food_id": f"F-{number}", "share": "0.5"}
            for number in range(1, 5)
        ],
        "findings": [
            {"fingerprint": "aa", "rule": "one"},
            {"fingerprint": "bb", "rule": "two"},
        ],
    }


def findings() -> dict[str, Any]:
    """The schema of the table that the standard says is built."""
    return {"primaryKey": "fingerprint", "fields": [column("fingerprint"), column("rule")]}


Edit = Callable[[Draft], object]


def changed(*edits: Edit, draft: Draft | None = None) -> Draft:
    """A copy of a package with edits made."""
    result = deepcopy(draft or base())
    for edit in edits:
        edit(result)
    return result


def compared(folder: Path, old: Draft, new: Draft) -> tuple[Diff, Verdict]:
    """What differs and what it asks for; that it tells all is proven by applying it."""
    before, after = old.read(folder / "old"), new.read(folder / "new")
    diff = compare(before, after, standard())
    assert apply(diff, before) == after
    back = compare(after, before, standard())
    assert apply(back, after) == before
    return diff, judge(diff)
