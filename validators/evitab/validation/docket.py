"""What is asked of one table, and what of it cannot be asked, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evitab.columns import compile_masks
from evitab.engines.condition import Condition
from evitab.finding import Check, Outcome
from evitab.package import Contents, Table
from evitab.relations import (
    Knows,
    Sight,
    Unasked,
    among_rows,
    but_astray,
    leads_somewhere,
    look,
    relation_masks,
)
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Standard, TableSchema

_UNIQUE = frozenset({"primaryKey", "uniqueKeys", "unique"})


@dataclass(frozen=True)
class Docket:
    """What is asked of one table: the conditions, what the rules among them see beyond it, and
    the checks that cannot be made.
    """

    table: Table
    conditions: tuple[Condition, ...]
    sight: Sight
    skipped: tuple[Check, ...]


def structure_docket(
    contents: Contents,
    table: Table,
    standard: Standard,
    *,
    seen_to: frozenset[str] = frozenset(),
    knows: Knows = among_rows,
    rules: Sequence[Rule] | None = None,
) -> Docket:
    """The masks of a table but those that are `seen_to`, its relations, the rules about tables.

    `knows` tells what is a key of another table; `rules` are those of the rule book, unless told.
    """
    own = [mask for mask in compile_masks(table.schema, standard) if mask.name not in seen_to]
    own = [but_astray(mask, contents, table, knows) for mask in own]
    masks = [*own, *relation_masks(contents, table, knows)]
    asked: list[Condition] = []
    skipped: list[Check] = []
    for mask in masks:
        if isinstance(mask, Unasked):
            skipped.append(_skipped(mask.name, table, mask.reads, mask.reason))
        elif (reason := table.why_absent(mask.reads)) is not None:
            skipped.append(_skipped(mask.name, table, mask.reads, reason))
        else:
            asked.append(mask)
    meant = rules_docket(contents, table, "tables", rules=rules)
    return Docket(table, (*asked, *meant.conditions), meant.sight, (*skipped, *meant.skipped))


def rules_docket(
    contents: Contents,
    table: Table,
    about: str,
    only: Collection[str] | None = None,
    *,
    rules: Sequence[Rule] | None = None,
) -> Docket:
    """The rules about the tables, or about the source, that apply to a table: all, or `only`
    those of these names.
    """
    sight = Sight({}, {})
    asked: list[Rule] = []
    skipped: list[Check] = []
    for rule in all_rules() if rules is None else rules:
        is_wanted = rule.about == about and (only is None or rule.name in only)
        if not is_wanted or not applies(rule, table.schema, contents):
            continue
        seen = look(contents, table.schema, rule)
        if isinstance(seen, str):
            skipped.append(_skipped(rule.name, table, rule.reads, seen))
            continue
        columns = (*rule.columns, *(way.column for way in seen.walks.values()))
        if rule.by is not None and not table.is_whole:
            reason = f"{table.name} was not read whole"
            skipped.append(_skipped(rule.name, table, rule.reads, reason))
        elif (absent := table.why_absent(columns)) is not None:
            skipped.append(_skipped(rule.name, table, rule.reads, absent))
        else:
            sight = Sight({**sight.walks, **seen.walks}, {**sight.beside, **seen.beside})
            asked.append(rule)
    return Docket(table, tuple(asked), sight, tuple(skipped))


def applies(rule: Rule, schema: TableSchema, contents: Contents) -> bool:
    """Whether a rule is about a table, and the package has the columns and tables it reads.

    A rule that looks at authorities is no matter of a package that names none.
    """
    profile = contents.dataset.profile
    looks_at_authority = any(
        beside.of == "authority" and beside.is_needed for beside in rule.beside.values()
    )
    return (
        schema.name in rule.tables
        and all(leads_somewhere(profile, schema, path) for path in rule.reads)
        and all(
            beside.table in profile.by_name
            and all(
                leads_somewhere(profile, profile.by_name[beside.table], path)
                for path in beside.reads
            )
            for beside in rule.beside.values()
            if beside.of == "package"
        )
        and (contents.has_authority or not looks_at_authority)
    )


def _skipped(rule: str, table: Table, fields: tuple[str, ...], reason: str) -> Check:
    return Check(rule, table.name, Outcome.SKIPPED, fields, reason=reason)


def is_of_rows(condition: Condition) -> bool:
    """Whether a condition hangs on one row alone, or on keys that are kept."""
    if isinstance(condition, Rule):
        return condition.is_of_rows
    if condition.scope == "table":
        return condition.name in _UNIQUE and len(condition.reads) == 1
    return condition.name not in {"mustBeReferenced", "rowOf"}
