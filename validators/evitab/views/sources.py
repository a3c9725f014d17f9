"""The sources' own texts."""

from __future__ import annotations

from evitab.finding import CannotJudge
from evitab.grounding.sources import decoded
from evitab.package import Contents
from evitab.views.concepts import rows_of


def source_text(contents: Contents, source_id: str | None = None) -> str:
    """The text of a source; without a key that of the only one.

    Raises KeyError where there is no such source, and CannotJudge where its file is not here.
    """
    paths = {row["source_id"]: row["path"] for row in rows_of(contents, "sources")}
    if source_id is None and len(paths) == 1:
        source_id = next(iter(paths))
    if source_id not in paths:
        has = ", ".join(paths) or "none"
        raise KeyError(f"{contents.dataset.name} has no source {source_id!r}; it has {has}")
    data = contents.words.of(paths[source_id], str(source_id))
    if data is None:
        raise CannotJudge(
            "the source is not here",
            file=paths[source_id],
            advice="A package without it has its quotations, in passages.exact.",
        )
    return decoded(data, paths[source_id])
