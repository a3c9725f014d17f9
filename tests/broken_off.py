"""Publish in one store after the other, broken off one step later each time.

    python broken_off.py kill|fill|forbid ARCHIVE URL

The steps are the calls by which Python opens, makes, links, renames and removes files (for S3 the
requests, before and after each): at step n, in the store `<URL>-<n>`, the process is killed
(kill), the disk is full (fill), or a right is missing (forbid). Prints a line for each store: its
URL, a tab, what was said. Ends with the first store for which there were no more steps.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from evitab.finding import CannotJudge
from evitab.store import publish

CALLS = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "shutil.copyfile"}
ERRORS = {"fill": errno.ENOSPC, "forbid": errno.EACCES}


def broken(how: str) -> None:
    """What happens at the step."""
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    code = ERRORS[how]
    raise OSError(code, os.strerror(code))


class Countdown:
    """Breaks off when it is called for the last of so many times."""

    def __init__(self, how: str, steps: int) -> None:
        self.how, self.left = how, steps

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            broken(self.how)


def watch_files(step: Callable[[], None], how: str, url: str) -> None:
    """Count the calls that change the store, or, where the process is killed, all of them."""

    def hook(event: str, words: tuple[Any, ...]) -> None:
        if event not in CALLS or (event == "open" and not isinstance(words[0], str | Path)):
            return
        # A disk that is full and a right that is missing are about what is written there.
        is_written = event != "open" or bool(words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if how == "kill" or (is_written and url in str(words) and event not in {"os.remove"}):
            step()

    sys.addaudithook(hook)


def watch_requests(step: Callable[[], None]) -> None:
    """Count the requests to S3, before and after each."""
    import s3fs

    call = s3fs.S3FileSystem._call_s3

    async def counted(*words: Any, **named: Any) -> Any:
        step()
        answer = await call(*words, **named)
        step()
        return answer

    s3fs.S3FileSystem._call_s3 = counted


def publish_and_say(how: str, archive: Path, url: str, steps: int, told: Path) -> NoReturn:
    """In a process of its own: publish, broken off at a step."""
    step = Countdown(how, steps)
    said = "done"
    if url.startswith("s3://"):
        watch_requests(step)
    else:
        watch_files(step, how, url)
    try:
        publish(archive, url)
    except (CannotJudge, OSError) as error:
        said = str(error)
    was_reached = step.left <= 0
    # Past the last step nothing is broken off any more.
    step.left = 0
    told.write_text(f"{said}\n", encoding="utf-8")
    os._exit(int(was_reached))


def main(how: str, archive: Path, url: str) -> None:
    """Publish until nothing is broken off any more."""
    with tempfile.TemporaryDirectory() as folder:
        # What is imported late is imported now: the steps are those of publishing.
        publish(archive, f"{folder}/store")
        for steps in range(1, 1000):
            told, store = Path(folder) / f"told-{steps}", f"{url}-{steps}"
            child = os.fork()
            if child == 0:
                publish_and_say(how, archive, store, steps, told)
            _, status = os.waitpid(child, 0)
            said = told.read_text(encoding="utf-8").strip() if told.exists() else "killed"
            sys.stdout.write(f"{store}\t{said}\n")
            sys.stdout.flush()
            if status == 0:
                return
    raise SystemExit("it never came to an end")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
