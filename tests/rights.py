"""Code run by someone who has few rights: who is root may write everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def said_without_rights(folder: Path, imports: str, code: str) -> str:
    """What code prints that root runs as somebody else, once all that it imports is there.

    `folder` and those around it are opened to be read. `imports` is run with all rights.
    """
    for place in [folder, *folder.parents]:
        if place.stat().st_uid == os.geteuid() and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    whole = f"import os\n{imports}\nos.geteuid() or os.setuid(65534)\n{code}"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True)
    return done.stdout
