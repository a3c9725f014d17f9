"""Which of pyarrow's memory pools a process of evitab's own uses."""

from __future__ import annotations

import sys
from collections.abc import Mapping

# pyarrow looks at this once, when it is first imported. Where it is built for Linux, it has this
# pool, which keeps less of what was given back than the one it would take.
SETTING: Mapping[str, str] = (
    {"ARROW_DEFAULT_MEMORY_POOL": "jemalloc"} if sys.platform == "linux" else {}
)
