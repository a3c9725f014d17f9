"""Packages of many sources, made of copies of the golden article."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from packages import GOLDEN, Row, Rows, copy_of, put_rows, rows_of

DOCUMENTS = "documents/articles.parquet"
_KEY = re.compile(r"[A-Z]{3}-[0-9]{4}")
_SHARED = {"concepts", "concept_labels", "concept_codes"}


def put_documents(
    root: Path,
    documents: Sequence[tuple[str | None, str | None]],
    *,
    file: str = DOCUMENTS,
    row_group_size: int = 2,
) -> None:
    """Write a file of documents, each a source's key and its words."""
    (root / file).parent.mkdir(exist_ok=True)
    keys, texts = ([each[at] for each in documents] for at in (0, 1))
    columns = {"source_id": pa.array(keys, pa.string()), "text": pa.array(texts, pa.string())}
    pq.write_table(pa.table(columns), root / file, row_group_size=row_group_size)


def declare(root: Path, *paths: str) -> None:
    """Let `dataset.json` list these files as sources, and no built table."""
    path = root / "dataset.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["sources"] = [{"path": each, "redistributable": False} for each in paths]
    path.write_text(json.dumps(facts), encoding="utf-8")


def in_documents(folder: Path) -> Path:
    """The golden article with its words in a file of documents."""
    root = copy_of(GOLDEN["article"], folder)
    put_documents(root, [("SRC-0001", (root / "source.txt").read_text(encoding="utf-8"))])
    (source,) = rows_of(root, "sources")
    put_rows(root, "sources", [{**source, "path": DOCUMENTS}])
    declare(root, DOCUMENTS)
    (root / "source.txt").unlink()
    return root


def corpus(folder: Path, count: int) -> Path:
    """So many copies of the golden article as one package, with their words in a file of documents
    that has them the other way round.

    The keys of copy 12 are PSG-120001 and so on; concepts are shared.
    """
    root = copy_of(GOLDEN["article"], folder)
    text = (root / "source.txt").read_text(encoding="utf-8")
    (root / "source.txt").unlink()
    texts = {f"SRC-{number}0001": text for number in range(1, count + 1)}
    put_documents(root, list(texts.items())[::-1])
    declare(root, DOCUMENTS)
    for path in sorted((root / "tables").glob("*.csv")):
        if path.stem not in _SHARED:
            rows = rows_of(root, path.stem)
            put_rows(root, path.stem, _copies(rows, count))
    sources = [
        {
            **row,
            "path": DOCUMENTS,
            "sha256": hashlib.sha256(texts[row["source_id"]].encode()).hexdigest(),
        }
        for row in rows_of(root, "sources")
    ]
    put_rows(root, "sources", sources)
    return root


def _copies(rows: Rows, count: int) -> Rows:
    return [_copy(row, number) for number in range(1, count + 1) for row in rows]


def _copy(row: Row, number: int) -> Row:
    return {
        name: f"{value[:4]}{number}{value[4:]}" if _KEY.fullmatch(value) else value
        for name, value in row.items()
    }
