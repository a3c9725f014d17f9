"""Every kind of change to a package, alone and in pairs: what is told, and the bump it asks for."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from comparisons import Draft, Edit, base, changed, column, compared, findings
from evitab.changes import Bump
from evitab.changes.model import ABSENT

MAJOR, MINOR, PATCH, NONE = Bump.MAJOR, Bump.MINOR, Bump.PATCH, Bump.NONE


def put(table: str, name: str, keyword: str, value: Any = ABSENT) -> Edit:
    """Set a property of a field, or take it away."""

    def edit(draft: Draft) -> None:
        place = draft.field(table, name)
        *parents, last = keyword.split(".")
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value

    return edit


def schema(table: str, keyword: str, value: Any = ABSENT) -> Edit:
    """Set a property of a schema, or take it away."""

    def edit(draft: Draft) -> None:
        if value is ABSENT:
            del draft.schemas[table][keyword]
        else:
            draft.schemas[table][keyword] = value

    return edit


def fact(path: str, value: Any = ABSENT) -> Edit:
    def edit(draft: Draft) -> None:
        *parents, last = path.split(".")
        place = draft.facts
        for parent in parents:
            place = place[parent]
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value

    return edit


def cell(table: str, row: int, name: str, value: str) -> Edit:
    return lambda draft: draft.rows[table][row].update({name: value})


def add_field(draft: Draft) -> None:
    draft.schemas["foods"]["fields"].insert(2, column("colour"))
    for row in draft.rows["foods"][:3]:
        row["colour"] = "brown"


def remove_field(draft: Draft) -> None:
    draft.schemas["foods"]["fields"] = [
        each for each in draft.schemas["foods"]["fields"] if each["name"] != "note"
    ]
    for row in draft.rows["foods"]:
        del row["note"]


def rename_field(draft: Draft) -> None:
    draft.field("foods", "kind").update(name="group", description="Its group.")
    for row in draft.rows["foods"]:
        row["group"] = row.pop("kind")


def rename_by_words(draft: Draft) -> None:
    draft.field("parts", "share")["name"] = "part_share"
    for number, row in enumerate(draft.rows["parts"]):
        row["part_share"] = f"{row.pop('share')}{number + 1}"


def rename_key(draft: Draft) -> None:
    draft.field("parts", "part_id")["name"] = "piece_id"
    draft.schemas["parts"]["primaryKey"] = ["piece_id"]
    for row in draft.rows["parts"]:
        row["piece_id"] = row.pop("part_id")


def reorder(draft: Draft) -> None:
    draft.schemas["foods"]["fields"].reverse()


def add_row(draft: Draft) -> None:
    draft.rows["foods"].append(
        {**draft.rows["foods"][0], "food_id": "F-9", "name": "Tempeh", "note": "Fermented"}
    )


def remove_row(draft: Draft) -> None:
    del draft.rows["foods"][4]


def rekey_row(draft: Draft) -> None:
    draft.rows["foods"][4]["food_id"] = "F-77"


def reuse(draft: Draft) -> None:
    other = {
        "name": "Sunlight",
        "kind": "egg",
        "amount": "3",
        "note": "Of another thing",
        "checked": "2023-05-05",
    }
    row = draft.rows["foods"][1]
    row.update({name: value for name, value in other.items() if name in row})


def swap(draft: Draft) -> None:
    one, other = draft.rows["foods"][1:3]
    one["food_id"], other["food_id"] = other["food_id"], one["food_id"]


def add_table(draft: Draft) -> None:
    draft.schemas["extra"] = {"primaryKey": "id", "fields": [column("id"), column("food_id")]}
    draft.rows["extra"] = [{"id": "1", "food_id": "F-1"}]


def add_table_that_is_referred_to(draft: Draft) -> None:
    draft.schemas["kinds"] = {"primaryKey": "kind", "fields": [column("kind")]}
    draft.rows["kinds"] = [{"kind": kind} for kind in ("fish", "plant", "dairy", "egg")]
    draft.schemas["foods"]["foreignKeys"] = [
        {"fields": ["kind"], "reference": {"resource": "kinds", "fields": ["kind"]}}
    ]


def remove_table(name: str) -> Edit:
    def edit(draft: Draft) -> None:
        del draft.schemas[name], draft.rows[name]

    return edit


KEY = {"fields": ["name"], "reference": {"resource": "parts", "fields": ["part_id"]}}
OTHER_TARGET = [{"fields": ["food_id"], "reference": {"resource": "parts", "fields": ["food_id"]}}]
ENUM = ["fish", "plant", "dairy", "egg"]
KINDS: dict[str, tuple[Edit, Bump, str]] = {
    "field added": (add_field, MAJOR, "field-added"),
    "field removed": (remove_field, MAJOR, "field-removed"),
    "field renamed, same values": (rename_field, MAJOR, "field-renamed"),
    "field renamed, same words": (rename_by_words, MAJOR, "field-renamed"),
    "key renamed": (rename_key, MAJOR, "field-renamed"),
    "fields re-ordered": (reorder, MAJOR, "fields-reordered"),
    "type": (put("foods", "note", "type", "any"), MAJOR, "field-redefined"),
    "format": (put("foods", "note", "format", "uri"), MAJOR, "field-redefined"),
    "format said aloud": (put("foods", "note", "format", "default"), PATCH, "field-described"),
    "unit": (put("foods", "amount", "unit", "mg"), MAJOR, "field-redefined"),
    "required": (put("foods", "note", "constraints.required", True), MAJOR, "field-tightened"),
    "not required": (put("foods", "name", "constraints.required"), MINOR, "field-loosened"),
    "unique": (put("foods", "note", "constraints.unique", True), MAJOR, "field-tightened"),
    "enum grown": (put("foods", "kind", "constraints.enum", [*ENUM, "x"]), MINOR, "field-loosened"),
    "enum shrunk": (
        put("foods", "kind", "constraints.enum", [*ENUM][:3]), MAJOR, "field-tightened",
    ),
    "enum both": (
        put("foods", "kind", "constraints.enum", [*ENUM[:3], "x"]), MAJOR, "field-tightened",
    ),
    "enum in another order": (
        put("foods", "kind", "constraints.enum", ENUM[::-1]), PATCH, "field-described",
    ),
    "enum added": (put("foods", "note", "constraints.enum", ["a"]), MAJOR, "field-tightened"),
    "enum removed": (put("foods", "kind", "constraints.enum"), MINOR, "field-loosened"),
    "pattern added": (put("foods", "note", "constraints.pattern", ".+"), MAJOR, "field-tightened"),
    "pattern removed": (put("foods", "food_id", "constraints.pattern"), MINOR, "field-loosened"),
    "pattern changed": (
        put("foods", "food_id", "constraints.pattern", "F-[0-9]{1,9}"), MAJOR, "field-redefined",
    ),
    "minimum raised": (put("foods", "amount", "constraints.minimum", 1), MAJOR, "field-tightened"),
    "minimum lowered": (put("foods", "amount", "constraints.minimum", -1), MINOR, "field-loosened"),
    "maximum raised": (put("foods", "amount", "constraints.maximum", 2e3), MINOR, "field-loosened"),
    "maximum lowered": (put("foods", "amount", "constraints.maximum", 9), MAJOR, "field-tightened"),
    "maximum removed": (put("foods", "amount", "constraints.maximum"), MINOR, "field-loosened"),
    "first day later": (
        put("foods", "checked", "constraints.minimum", "2021-01-01"), MAJOR, "field-tightened",
    ),
    "longer allowed": (put("foods", "name", "constraints.maxLength", 90), MINOR, "field-loosened"),
    "minLength added": (put("foods", "name", "constraints.minLength", 2), MAJOR, "field-tightened"),
    "categories added": (put("foods", "note", "categories", ["a"]), MAJOR, "field-tightened"),
    "description": (put("foods", "note", "description", "Else."), PATCH, "field-described"),
    "unknown property": (put("foods", "note", "x-level", 3), MINOR, "field-extended"),
    "primaryKey": (schema("foods", "primaryKey", ["name"]), MAJOR, "primaryKey-changed"),
    "primaryKey longer": (
        schema("foods", "primaryKey", ["food_id", "name"]), MAJOR, "primaryKey-changed",
    ),
    "uniqueKeys added": (schema("parts", "uniqueKeys", [["food_id"]]), MAJOR, "uniqueKeys-added"),
    "uniqueKeys removed": (schema("foods", "uniqueKeys"), MINOR, "uniqueKeys-removed"),
    "foreignKeys added": (schema("foods", "foreignKeys", [KEY]), MAJOR, "foreignKeys-added"),
    "foreignKeys removed": (schema("parts", "foreignKeys"), MINOR, "foreignKeys-removed"),
    "foreignKeys elsewhere": (
        schema("parts", "foreignKeys", OTHER_TARGET), MINOR, "foreignKeys-changed",
    ),
    "missingValues": (schema("foods", "missingValues", ["", "-"]), MAJOR, "missingValues-changed"),
    "title of a table": (schema("foods", "title", "All foods"), PATCH, "title-changed"),
    "table added": (add_table, MINOR, "table-added"),
    "table added with a key to it": (add_table_that_is_referred_to, MINOR, "table-added"),
    "table removed": (remove_table("parts"), MAJOR, "table-removed"),
    "built table removed": (remove_table("findings"), MINOR, "table-removed"),
    "row added": (add_row, MINOR, "row-added"),
    "row removed": (remove_row, MAJOR, "row-removed"),
    "row under another key": (rekey_row, MAJOR, "row-removed"),
    "cell corrected": (cell("foods", 0, "amount", "8"), PATCH, "row-changed"),
    "cell filled": (cell("parts", 0, "share", ""), PATCH, "row-changed"),
    "id reused": (reuse, MAJOR, "row-reused"),
    "ids swapped": (swap, MAJOR, "row-reused"),
    "finding gone": (lambda draft: draft.rows["findings"].pop(), MINOR, "row-removed"),
    "finding changed": (cell("findings", 0, "rule", "three"), MINOR, "row-changed"),
    "name": (fact("name", "meals"), MAJOR, "metadata"),
    "profile": (fact("evitab.profile", "authority"), MAJOR, "metadata"),
    "version": (fact("version", "1.2.4"), NONE, "metadata"),
    "title": (fact("title", "Foods and meals"), PATCH, "metadata"),
    "contributors": (fact("contributors", [{"title": "Another"}]), PATCH, "metadata"),
    "keywords": (fact("keywords"), PATCH, "metadata"),
    "homepage": (fact("homepage", "https://example.org"), PATCH, "metadata"),
    "standard": (fact("evitab.standard", "0.2.0"), PATCH, "metadata"),
    "authority": (fact("evitab.authority.version", "1.1.0"), MINOR, "metadata"),
    "authority gone": (fact("evitab.authority"), MINOR, "metadata"),
    "licence replaced": (fact("licenses", [{"name": "CC0-1.0"}]), MAJOR, "metadata"),
    "licence added": (
        fact("licenses", [{"name": "CC-BY-4.0", "title": "CC BY"}, {"name": "ODbL-1.0"}]), MINOR,
        "metadata",
    ),
    "licence described": (
        fact("licenses", [{"name": "CC-BY-4.0", "title": "Attribution"}]), PATCH, "metadata",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_change_has_its_bump_and_its_reason(name: str, tmp_path: Path) -> None:
    edit, bump, kind = KINDS[name]
    diff, verdict = compared(tmp_path, base(), changed(edit))
    assert diff
    assert verdict.bump is bump
    assert kind in {reason.kind for reason in verdict.reasons if reason.bump is bump}
    assert all(reason.why and reason.what for reason in verdict.reasons)
    if bump is not NONE:
        assert kind in {reason.kind for reason in verdict.forcing}


# One of each: pairs of all of them would say the same again.
SOME = [
    "enum grown", "required", "field added", "field renamed, same values", "key renamed",
    "fields re-ordered", "row removed", "row added", "cell corrected", "id reused",
    "uniqueKeys removed", "table added", "built table removed", "title", "authority", "version",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [*combinations(SOME, 2)])
def test_the_gravest_of_two_changes_forces_the_bump(one: str, other: str, tmp_path: Path) -> None:
    edits = [KINDS[name] for name in (one, other)]
    _, verdict = compared(tmp_path, base(), changed(*(edit for edit, _, _ in edits)))
    assert verdict.bump is max(bump for _, bump, _ in edits)
    assert {kind for _, _, kind in edits} <= {reason.kind for reason in verdict.reasons}


def test_a_package_does_not_differ_from_itself(tmp_path: Path) -> None:
    diff, verdict = compared(tmp_path, base(), base())
    assert not diff
    assert (verdict.bump, verdict.reasons, verdict.forcing) == (NONE, (), ())


@pytest.mark.parametrize(
    "edit",
    [
        lambda draft: draft.rows["foods"].reverse(),
        cell("foods", 0, "amount", "7.50"),
        lambda draft: draft.schemas.update(reversed(list(draft.schemas.items()))),
    ],
    ids=["rows in another order", "a number written otherwise", "tables in another order"],
)
def test_what_tells_nothing_else_is_no_difference(edit: Edit, tmp_path: Path) -> None:
    diff, _ = compared(tmp_path, base(), changed(edit))
    assert not diff


@pytest.mark.parametrize(
    "edits",
    [
        [cell("foods", 1, "name", "Natto of Kyoto")],
        [cell("foods", 1, "name", "Natto of Kyoto"), cell("foods", 1, "amount", "99")],
        [
            cell("foods", 1, "name", "Natto, of Tokyo"),
            cell("foods", 1, "amount", "99"),
            cell("foods", 1, "note", "Remark 2 about the natto of Tokyo"),
            cell("foods", 1, "checked", "2025-02-02"),
        ],
        [cell("parts", number, "share", "0.25") for number in range(4)],
    ],
    ids=["a word", "a word and a figure", "most cells, the same thing", "a whole column"],
)
def test_a_corrected_row_is_no_reuse(edits: list[Edit], tmp_path: Path) -> None:
    _, verdict = compared(tmp_path, base(), changed(*edits))
    assert verdict.bump is PATCH


def test_completing_a_row_is_no_reuse(tmp_path: Path) -> None:
    empty = dict.fromkeys(["kind", "amount", "note", "checked"], "")
    sparse = changed(lambda draft: draft.rows["foods"][1].update(empty))
    _, verdict = compared(tmp_path, sparse, base())
    assert verdict.bump is PATCH


def test_where_a_content_went_is_told(tmp_path: Path) -> None:
    diff, _ = compared(tmp_path / "a", base(), changed(swap))
    rows = diff.tables[0].rows
    assert rows.moved == {("F-2",): ("F-3",), ("F-3",): ("F-2",)}
    assert rows.changed[0].reused == "its old content stands under F-3 now"
    diff, _ = compared(tmp_path / "b", base(), changed(rekey_row))
    assert diff.tables[0].rows.moved == {("F-5",): ("F-77",)}


def test_renumbered_ids_are_all_called_out(tmp_path: Path) -> None:
    def shift(draft: Draft) -> None:
        for row in draft.rows["foods"]:
            row["food_id"] = f"F-{int(row['food_id'][2:]) + 1}"

    diff, verdict = compared(tmp_path, base(), changed(shift))
    assert len(diff.tables[0].rows.reused) == 4
    assert verdict.forcing[0].what == "4 ids reused for something else"


def test_key_that_follows_a_new_name_is_no_other_key(tmp_path: Path) -> None:
    diff, verdict = compared(tmp_path, base(), changed(rename_key))
    assert [each.new for each in diff.tables[0].fields.renamed] == ["piece_id"]
    assert not diff.tables[0].rows
    assert {r.kind for r in verdict.reasons if r.bump is not NONE} == {"field-renamed"}


def test_categories_that_an_enum_says_too_are_told_once(tmp_path: Path) -> None:
    def spell_out(codes: list[str]) -> Edit:
        def edit(draft: Draft) -> None:
            kind = draft.field("foods", "kind")
            kind["constraints"]["enum"] = codes
            kind["categories"] = [{"value": code, "label": code.title()} for code in codes]

        return edit

    old, new = changed(spell_out(ENUM)), changed(spell_out([*ENUM, "insect"]))
    _, verdict = compared(tmp_path / "a", old, new)
    assert [reason.bump for reason in verdict.reasons] == [MINOR, NONE]
    assert "enum changed: + insect (loosened)" in verdict.reasons[0].what
    new = changed(spell_out(ENUM))
    new.field("foods", "kind")["categories"][0]["label"] = "Fishes"
    assert compared(tmp_path / "b", old, new)[1].bump is PATCH


def test_no_row_is_matched_where_no_key_is_in_both(tmp_path: Path) -> None:
    def other_key(draft: Draft) -> None:
        draft.schemas["findings"] = {
            "primaryKey": "number",
            "fields": [column("number", "integer")],
        }
        draft.rows["findings"] = [{"number": "1"}]

    diff, _ = compared(tmp_path, base(), changed(other_key))
    rows = diff.tables[0].rows
    assert (rows.by, len(rows.added), len(rows.removed)) == ((), 1, 2)


@pytest.mark.parametrize(
    ("bump", "version", "after"),
    [
        (MAJOR, "1.2.3", "2.0.0"), (MINOR, "1.2.3", "1.3.0"), (PATCH, "1.2.3", "1.2.4"),
        (NONE, "1.2.3", "1.2.3"), (MAJOR, "0.3.1", "1.0.0"), (MINOR, "0.3.1", "0.4.0"),
        (MAJOR, "1.2", None), (MAJOR, "1.2.3-rc1", None),
    ],
)  # fmt: skip
def test_the_version_that_follows(bump: Bump, version: str, after: str | None) -> None:
    assert bump.after(version) == after


@pytest.mark.parametrize(
    ("declared", "is_enough"), [("1.2.4", False), ("1.3.0", True), ("2.0.0", True), ("x", None)]
)
def test_a_version_that_is_too_small_is_told(
    declared: str, is_enough: bool | None, tmp_path: Path
) -> None:
    _, verdict = compared(tmp_path, base(), changed(add_row, fact("version", declared)))
    assert (verdict.least, verdict.is_enough) == ("1.3.0", is_enough)


def test_table_of_the_standard_that_is_built_is_known(tmp_path: Path) -> None:
    def without_rows(draft: Draft) -> None:
        draft.schemas["findings"] = findings()

    diff, verdict = compared(tmp_path, changed(remove_table("findings")), changed(without_rows))
    assert (diff.tables[0].is_built, verdict.bump) == (True, MINOR)
