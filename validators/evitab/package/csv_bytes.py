"""The bytes of a CSV file as plain UTF-8 with line feeds; what departs from that is named."""

from __future__ import annotations

from evitab.finding import CannotJudge, Finding

_BOM = b"\xef\xbb\xbf"


def plain_bytes(data: bytes, file: str, table: str, findings: list[Finding]) -> bytes:
    """The bytes as plain UTF-8 with line feeds; what had to be put aside becomes a finding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotJudge("the text is UTF-16", file=file, advice="Save it as UTF-8.")
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        findings.append(_departure("file_has_no_byte_order_mark", file, table, 1))
    if not data.strip():
        raise CannotJudge("the file is empty", file=file, advice="Write a header and rows.")
    _refuse_foreign_bytes(data, file)
    if (at := data.find(b"\r")) >= 0:
        findings.append(_departure("lines_end_with_line_feed", file, table, line_at(data, at)))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def _refuse_foreign_bytes(data: bytes, file: str) -> None:
    if (at := data.find(b"\0")) >= 0:
        raise CannotJudge(
            "a NUL byte: the file is UTF-16, or damaged",
            file=file,
            line=line_at(data, at),
            advice="Save it as UTF-8 text.",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotJudge(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            file=file,
            line=line_at(data, error.start),
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


def line_at(data: bytes, offset: int) -> int:
    """The line, from 1, that a place in the bytes is on."""
    return data.count(b"\n", 0, offset) + 1
