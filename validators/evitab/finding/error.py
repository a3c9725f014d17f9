"""What stands in the way of a verdict."""

from __future__ import annotations

from functools import partial


class CannotJudge(Exception):
    """Something could not be read or used, so that no verdict on it is possible."""

    def __init__(self, message: str, *, file: str, advice: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        """How it goes from one process to another, with what only keywords give it."""
        return partial(type(self), file=self.file, advice=self.advice, line=self.line), self.args

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}. {self.advice}"
