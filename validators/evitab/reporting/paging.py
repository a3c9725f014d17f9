"""What is longer than a terminal, page by page."""

from __future__ import annotations

import os
import pydoc
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def paged(console: Console) -> Iterator[Console]:
    """Print what is printed inside, in a pager where a terminal has fewer lines than it takes.

    Nothing is printed of what an error breaks off. PAGER names the pager.
    """
    if not console.is_terminal:
        yield console
        return
    with console.capture() as captured:
        yield console
    text = captured.get()
    if text.count("\n") < console.height:
        console.file.write(text)
        return
    # As git does: colours pass, and the screen is left as it was.
    os.environ.setdefault("LESS", "FRX")
    pydoc.pager(text)
