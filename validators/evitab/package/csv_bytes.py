"""The bytes of a CSV file as plain UTF-8 with line feeds; what departs from that is named."""

from __future__ import annotations

from evitab.columns.bytes_of import count, is_utf8
from evitab.finding import CannotJudge, Finding

_BOM = b"\xef\xbb\xbf"


def first_bytes(data: bytes, file: str, table: str, findings: list[Finding]) -> bytes:
    """The first bytes of a file without a byte-order mark, which becomes a finding.

    Raises CannotJudge where they are UTF-16, or nothing but blanks.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotJudge("the text is UTF-16", file=file, advice="Save it as UTF-8.")
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        findings.append(_departure("file_has_no_byte_order_mark", file, table, 1))
    if not data.strip():
        raise CannotJudge("the file is empty", file=file, advice="Write a header and rows.")
    return data


def plain_bytes(data: bytes, file: str, table: str, findings: list[Finding], line: int) -> bytes:
    """Bytes that begin on a line as plain UTF-8 with line feeds; others become a finding."""
    refuse_foreign_bytes(data, file, line)
    if (at := data.find(b"\r")) >= 0:
        place = line + line_at(data, at) - 1
        findings.append(_departure("lines_end_with_line_feed", file, table, place))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def refuse_foreign_bytes(data: bytes, file: str, line: int) -> None:
    """Raise CannotJudge, with the line, for a NUL byte and for what is not UTF-8."""
    if (at := data.find(b"\0")) >= 0:
        raise CannotJudge(
            "a NUL byte: the file is UTF-16, or damaged",
            file=file,
            line=line + line_at(data, at) - 1,
            advice="Save it as UTF-8 text.",
        )
    if is_utf8(data):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotJudge(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            file=file,
            line=line + line_at(data, error.start) - 1,
            advice="Save the file as UTF-8.",
        ) from None


def _departure(rule: str, file: str, table: str, line: int) -> Finding:
    expected, advice = {
        "file_has_no_byte_order_mark": (
            "UTF-8 without a byte-order mark",
            "Save the file as plain UTF-8.",
        ),
        "lines_end_with_line_feed": (
            "lines that end with a line feed alone",
            "Save the file with Unix line ends.",
        ),
    }[rule]
    return Finding(rule=rule, file=file, expected=expected, advice=advice, table=table, line=line)


def line_feeds(data: bytes, end: int | None = None) -> int:
    """How many lines end in the first bytes of some, however they do."""
    feeds = count(memoryview(data)[:end], b"\n")
    if data.find(b"\r", 0, end) < 0:
        return feeds
    return feeds + data.count(b"\r", 0, end) - data.count(b"\r\n", 0, end)


def line_at(data: bytes, offset: int) -> int:
    """The line, from 1, that a place in the bytes is on."""
    return data.count(b"\n", 0, offset) + 1
