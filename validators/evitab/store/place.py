"""Where a store lies: a folder, or anything else that fsspec reaches by a URL."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from evitab.finding import CannotJudge

VARIABLE = "EVITAB_STORE"
_EXTRAS = {"s3": "s3", "s3a": "s3", "http": "http", "https": "http"}
_USER = re.compile(r"(?<=://)[^/@]*@")


class StoreUnreachable(CannotJudge):
    """A store that is not there, or does not answer: nothing is known of what it holds."""


@dataclass(frozen=True)
class Store:
    """A store that may be asked; `url` is how it is called in messages, without any password."""

    fs: fsspec.AbstractFileSystem
    root: str
    url: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of this machine."""
        return isinstance(self.fs, LocalFileSystem)

    @property
    def can_list(self) -> bool:
        """Whether it can tell what files it has; a web server cannot."""
        protocols = self.fs.protocol
        return not {"http", "https"} & {*([protocols] if isinstance(protocols, str) else protocols)}

    def path(self, relative: str) -> str:
        """The path by which the file system knows a file of the store."""
        return f"{self.root.rstrip('/')}/{relative}"

    def shown(self, relative: str) -> str:
        """A file of the store, as messages name it."""
        return f"{self.url.rstrip('/')}/{relative}"

    def read(self, relative: str, limit: int) -> bytes | None:
        """The bytes of a small file; None where there is no such file.

        Raises CannotJudge where it holds more than `limit`, StoreUnreachable where it cannot be
        known.
        """
        with self.asked():
            data = self._first(self.path(relative), limit + 1)
            if len(data) > limit:
                advice = "Do not use this store before its keeper has mended it."
                message = f"more than the {limit:,} bytes that such a file may have"
                raise CannotJudge(message, file=self.shown(relative), advice=advice)
            return data
        return None

    def _first(self, path: str, number: int) -> bytes:
        """So many bytes of a file at most. One request, where that can be had: between two of them
        an index may be written anew. A web server may send all, whatever it is asked for.
        """
        if self.can_list:
            return bytes(self.fs.cat_file(path, start=0, end=number))
        with self.fs.open(path, "rb") as file:
            return bytes(file.read(number))

    def chunks(self, relative: str, size: int) -> Iterator[bytes]:
        """The bytes of a large file, piece by piece; none where there is no such file."""
        with self.asked(), self.fs.open(self.path(relative), "rb") as file:
            while chunk := file.read(size):
                yield chunk

    def names(self, relative: str) -> list[str]:
        """The names of what lies in a folder of the store; none where there is no such folder."""
        with self.asked():
            self.fs.invalidate_cache()
            found = self.fs.ls(self.path(relative), detail=False)
            return sorted(str(path).rstrip("/").rpartition("/")[2] for path in found)
        return []

    @contextmanager
    def asked(self) -> Iterator[None]:
        """A block that asks the store and ends early where it has no such file."""
        if self.is_folder and not Path(self.root).is_dir():
            raise self.unreachable(FileNotFoundError("no such folder"))
        try:
            yield
        except FileNotFoundError as error:
            if not _is_missing(error):
                raise self.unreachable(error.__cause__ or error) from None
        except CannotJudge:
            raise
        except Exception as error:
            # Each protocol has errors of its own; what they have in common is no answer.
            raise self.unreachable(error) from None

    def unreachable(self, error: BaseException) -> StoreUnreachable:
        """What is said where the store did not answer."""
        advice = "Look at the URL, at your rights there and at the network; then try again."
        return StoreUnreachable(f"not reached ({words_of(error)})", file=self.url, advice=advice)


def open_store(url: str | os.PathLike[str] | None = None) -> Store:
    """The store at a URL or in a folder; without one that of `EVITAB_STORE`.

    Nothing is asked of it yet. Raises CannotJudge where none is named, or its protocol needs what
    is not installed.
    """
    name = os.fspath(url) if url else os.environ.get(VARIABLE)
    if not name:
        advice = f"Name one by its URL or folder in {VARIABLE}; some verbs take --store, too."
        raise CannotJudge("no store of releases is named", file=VARIABLE, advice=advice)
    shown, protocol = _USER.sub("", name), name.partition("://")[0].rpartition("::")[2]
    try:
        fs, root = fsspec.url_to_fs(name)
    except ImportError as error:
        extra = _EXTRAS.get(protocol)
        advice = f"Run: pip install 'evitab[{extra}]'" if extra else words_of(error)
        message = f"{protocol}:// needs what is not installed"
        raise CannotJudge(message, file=shown, advice=advice) from None
    except Exception as error:
        advice = "Name a folder, or a URL such as s3://bucket/folder."
        raise CannotJudge(f"no store ({words_of(error)})", file=shown, advice=advice) from None
    return Store(fs, str(root), shown)


def _is_missing(error: FileNotFoundError) -> bool:
    """Whether the store answered that there is no such file: fsspec says the same of a web server
    that did not answer at all, and keeps what happened as the cause.
    """
    cause = error.__cause__
    if cause is None or not type(cause).__module__.startswith("aiohttp"):
        return not isinstance(cause, OSError)
    return getattr(cause, "status", None) in {404, 410}


def words_of(error: BaseException) -> str:
    """An error of the system or of a library, in one short line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    line = " ".join(_USER.sub("", str(error)).split())
    return f"{line[:200] or 'no reason given'}, {type(error).__name__}"
