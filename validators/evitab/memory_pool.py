"""Which of pyarrow's memory pools a process of evitab's own uses."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# pyarrow looks at this once, when it is first imported. Built for Linux on x86-64 it has this pool,
# which keeps less of what was given back than the one it would take; for ARM it has not.
_HAS_JEMALLOC = sys.platform == "linux" and os.uname().machine == "x86_64"
SETTING: Mapping[str, str] = {"ARROW_DEFAULT_MEMORY_POOL": "jemalloc"} if _HAS_JEMALLOC else {}
