"""Text files of rows: decoded, separated, every row with the line it begins on."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from loaders.files import limits
from loaders.files.cells import Sheet
from loaders.files.refusals import Refusal

# GB18030 decodes almost anything, so it comes last and what it gives is looked at.
ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 30  # lines, for the separator
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AROUND = re.compile(r"\A[\s\ufeff\u200b\u2060]+|[\s\ufeff\u200b\u2060]+\Z")
_HAN_IN_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")


def trim(text: str) -> str:
    """Return a cell without the blanks around it, full-width and invisible ones included."""
    if text and text[0].isalnum() and text[-1].isalnum():  # as most cells are
        return text
    return _AROUND.sub("", text)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding in which it was read.

    Raises
    ------
    Refusal
        No text, in no known encoding, or in two.
    """
    encodings = ("utf-16",) if data[:2] in _UTF16 else ENCODINGS
    control = ""
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = _CONTROL.search(text)
        if not found:
            if encoding == "gb18030":
                _one_encoding(data)
            return text, encoding
        if found[0] == "\x00" and not control:
            line = text.count("\n", 0, found.start()) + 1
            control = f"（第 {line} 行有 NUL 字符 / a NUL in line {line}）"
    raise Refusal("text", control)


def _one_encoding(data: bytes) -> None:
    """Refuse a file of which some lines are UTF-8 and others are not."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.isascii() and _HAN_IN_UTF8.search(line):
            try:
                line.decode()
            except UnicodeDecodeError:
                continue
            raise Refusal("mixed-encodings", str(number), number)


def sheet_of(data: bytes) -> tuple[Sheet, str]:
    """Return the rows of a text file, and its encoding.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without BOM, UTF-16 with BOM, or GB18030.

    Raises
    ------
    Refusal
        Empty, no text, or no proper CSV.
    """
    text, encoding = decode(data)
    if not trim(text[:_LOOKED_AT]) and not trim(text):
        raise Refusal("not-empty")
    separator = _separator(text)
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, doublequote=True
    )
    before = csv.field_size_limit(limits.LINE_CHARACTERS)
    try:
        return Sheet("", tuple(_rows(lines))), encoding
    except csv.Error as error:
        raise Refusal("csv", str(error), max(1, lines.line_num)) from error
    finally:
        csv.field_size_limit(before)


def _separator(text: str) -> str:
    """Return tab or comma, whichever the first lines hold more of."""
    end = 0
    for _ in range(_LOOKED_AT):
        following = min((i for i in (text.find("\n", end), text.find("\r", end)) if i >= 0),
                        default=len(text))  # fmt: skip
        if text[end:following].count(",") >= limits.COLUMNS or (
            text[end:following].count("\t") >= limits.COLUMNS
        ):
            raise Refusal("too-many-columns", f"> {limits.COLUMNS:,}")
        if following == len(text):
            end = following
            break
        end = following + 1
    head = text[:end]
    return "\t" if head.count("\t") > head.count(",") else ","


def _rows(lines: Any) -> list[tuple[int, tuple[str, ...]]]:
    rows: list[tuple[int, tuple[str, ...]]] = []
    before = 0
    for cells in lines:
        number, before = before + 1, int(lines.line_num)  # a cell may hold several lines
        if len(cells) > limits.COLUMNS:
            raise Refusal("too-many-columns", f"{len(cells):,}", number)
        while cells and (not cells[-1] or not trim(cells[-1])):
            cells.pop()
        if cells:
            rows.append((number, tuple(cells)))
    return rows
