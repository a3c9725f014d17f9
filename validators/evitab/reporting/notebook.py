"""A package as a notebook shows it: its title, and each table with its size and what it holds."""

from __future__ import annotations

from html import escape

from evitab.package import Contents


def package_in_html(contents: Contents) -> str:
    """A package's title and tables, as HTML for the output of a notebook's cell."""
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td>"
        f"<td style='text-align:right'>{len(table.data)}</td>"
        f"<td style='text-align:left'>{escape(table.schema.description)}</td></tr>"
        for name, table in contents.tables.items()
    )
    dataset = contents.dataset
    which = f"<small>{escape(dataset.name)} {dataset.version}</small>"
    title = f"<b>{escape(str(dataset.facts['title']))} {which}</b>"
    left = "<th style='text-align:left'>"
    head = f"<tr>{left}table</th><th>rows</th>{left}what it holds</th></tr>"
    return f"{title}<table>{head}{rows}</table>"
