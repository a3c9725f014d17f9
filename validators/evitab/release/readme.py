"""The README of a release: what is in it, how to read it, what its bytes hang on."""

from __future__ import annotations

from importlib.metadata import version

from evitab.package.digest import CONTENT
from evitab.package.sums import FILE as SUMS
from evitab.release.model import Release

_HEAD = """\
# {title}

{description}

`{name}` {version}, released {day}. How to cite it stands in `CITATION.cff`, what changed in
`CHANGELOG.md`, what each table and column means in `DICTIONARY.md`.

Licences:

{licences}

## Read it

Each table is there as plain CSV and as Parquet, with the same rows; empty cells are nulls.

```python
import pandas
claims = pandas.read_parquet("parquet/{table}.parquet")
```

```sql
SELECT * FROM 'parquet/{table}.parquet';  -- DuckDB
```

```r
claims <- read.csv("tables/{table}.csv", na.strings = "", encoding = "UTF-8")
```

`evitab.load("<this folder>")` gives all tables typed, with their keys. `datapackage.json` describes
the CSV files and `datapackage-parquet.json` the Parquet files, for tools that know Data Packages.

| table | rows | what one row is |
|---|---|---|
"""
_TAIL = """
## Trust it

`evitab verify <this folder or its zip>` checks every file, that CSV and Parquet hold the same, and
asks all rules anew. Without evitab:

```sh
sha256sum --check {sums}
```

The same commit gives the same release, byte for byte, with one exception: how Parquet files are
written hangs on the version of pyarrow (here {pyarrow}). `{content}` therefore gives a SHA-256 over
what each table holds, rows in the order of their key, as canonical CSV: two releases with the same
content hash hold the same, whoever wrote their files.

`validation.json` is the verdict with which it was released, `RULES.md` explains each
rule{findings}.
{sources}"""
_FINDINGS = ", `FINDINGS.md` tells what does not add up in the source"
_NO_SOURCE = """
The source's own text is not in it: there is no right on record to pass it on. Who has it can check
each quotation: `evitab verify --source FILE <this folder or its zip>`. Its SHA-256 stands in
`tables/sources.csv`.
"""


def readme(release: Release) -> str:
    """The README of a release, as Markdown."""
    contents, facts = release.contents, release.contents.dataset.facts
    licences = "\n".join(f"- {each.get('title', each['name'])}" for each in facts["licenses"])
    head = _HEAD.format(
        title=facts["title"],
        description=facts["description"],
        name=release.name,
        version=release.version,
        day=release.released.isoformat(),
        licences=licences,
        table="claims" if "claims" in contents.names else contents.names[0],
    )
    rows = "".join(
        f"| `{name}` | {len(table.data)} | {table.schema.description} |\n"
        for name, table in contents.tables.items()
    )
    is_kept_back = any(not source["redistributable"] for source in facts.get("sources", []))
    tail = _TAIL.format(
        sums=SUMS,
        content=CONTENT,
        pyarrow=version("pyarrow"),
        findings=_FINDINGS if "FINDINGS.md" in release.files else "",
        sources=_NO_SOURCE if is_kept_back else "",
    )
    return head + rows + tail
