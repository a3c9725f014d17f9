"""`python -m mutation.fuzz`: random single-cell damage of any kind, and what nothing saw of it.

Unlike declared damage it is meant for no rule: it shows where there is none. The CSV has a row for
each column and kind of change; a change that nothing saw may be innocent, or a hole.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from evitab.standard import Field
from mutation import ways
from mutation.damage import Package, Variant, cell
from mutation.harness import described, found_in, settle
from mutation.ways import Cell, How
from mutation.world import World, make_world


def kinds(field: Field, *, is_key: bool) -> Iterator[tuple[str, How]]:
    """The plausible ways in which a cell of a column goes wrong, in plain words."""
    yield "emptied", ways.emptied
    yield "another row's", ways.another
    if is_key:
        yield "another key", ways.key
    elif field.vocabulary:
        yield "another code", ways.code
    elif field.type == "boolean":
        yield "the other truth value", ways.negated
    elif field.type in {"number", "integer", "year"}:
        yield "a digit changed", ways.digit
        yield "a decimal point moved", ways.scaled(0.1, 10, 1000)
    elif field.type == "string":
        yield "a letter changed", ways.word
        yield "a digit changed", ways.digit
        yield "a word cut off", ways.lesser


def damages(
    package: Package, count: int, chance: random.Random
) -> list[tuple[str, str, str, Variant]]:
    """So many random damages of cells: table, column, what was done, and the variant.

    Columns are drawn first, so that small tables count as much as large ones.
    """
    columns = [
        (table, field)
        for table, field in package.columns()
        if table.name != "findings" and any(row[field.name] for row in package.rows[table.name])
    ]
    found: list[tuple[str, str, str, Variant]] = []
    while len(found) < count:
        table, field = chance.choice(columns)
        rows = package.rows[table.name]
        place = chance.choice([at for at, row in enumerate(rows) if row[field.name]])
        one = Cell(package, table, field, place)
        words, how = chance.choice(list(kinds(field, is_key=ways.keys(table, field))))
        texts = [text for text in how(one) if text != one.text]
        if texts:
            variant = cell(table.name, place, field.name, chance.choice(texts))
            found.append((table.name, field.name, words, variant))
    return found


def main() -> None:
    """Damage the article so many times, and print what was seen of it, by column and kind."""
    parser = argparse.ArgumentParser(prog="python -m mutation.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=Path, help="a file for each change that nothing saw")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        sound = Path(folder) / "sound"
        make_world(sound)
        article = World(sound).packages["article"]
        tried = damages(article, options.count, random.Random(options.seed))  # noqa: S311
        with ProcessPoolExecutor(os.cpu_count(), initializer=settle, initargs=(sound,)) as pool:
            tasks = [("article", variant) for *_, variant in tried]
            seen = list(pool.map(found_in, tasks, chunksize=8))
        counts: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
        missed = []
        for (table, name, words, variant), rules in zip(tried, seen, strict=True):
            counts[table, name, words].append(bool(rules))
            if not rules:
                missed.append(f"{words}: {described(article, variant)}")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("table", "column", "change", "tried", "seen"))
    writer.writerows((*key, len(each), sum(each)) for key, each in sorted(counts.items()))
    total = sum(bool(rules) for rules in seen)
    print(f"{total} of {len(seen)} were seen", file=sys.stderr)  # noqa: T201
    if options.missed:
        options.missed.write_text("\n".join(sorted(missed)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
