"""The command `evitab`: one function for each verb, one module for each kind of verb."""

# In the order in which `evitab --help` lists the verbs.
from evitab.cli import judging, building, comparing, releasing, publishing  # noqa: F401, I001
from evitab.cli import exporting, reporting, looking, helping  # noqa: F401
from evitab.cli.app import app, main

__all__ = ["app", "main"]
