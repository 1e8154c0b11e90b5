"""Text files of rows: decoded, separated, every row with the line it begins on."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, TextIO

from loaders.files import limits
from loaders.files.cells import Sheet
from loaders.files.refusals import Refusal
from loaders.files.rows import Line, gathered

# GB18030 decodes almost anything, so it comes last and what it gives is looked at.
ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 30  # lines, for the separator
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AROUND = re.compile(r"\A[\s\ufeff\u200b\u2060]+|[\s\ufeff\u200b\u2060]+\Z")
_BREAK = re.compile("[\r\n]")
_PIECE = 4 * limits.LINE_CHARACTERS  # bytes: as many characters or more, without a break too many
_ENDLESS = f"> {limits.LINE_CHARACTERS:,}"
_HAN_IN_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")


def trim(text: str) -> str:
    """Return a cell without the blanks around it, full-width and invisible ones included."""
    if text and text[0].isalnum() and text[-1].isalnum():  # as most cells are
        return text
    return _AROUND.sub("", text)


def decode(stream: BinaryIO) -> str:
    """Return the encoding in which a file is to be read; it is read through, piece by piece.

    Raises
    ------
    Refusal
        Empty, no text, in no known encoding or in two, or a line without end.
    """
    control = ""
    for encoding in ("utf-16",) if _start(stream) in _UTF16 else ENCODINGS:
        try:
            found = _looked_through(stream, encoding)
        except UnicodeDecodeError:
            continue
        if not found:
            if encoding == "gb18030":
                _one_encoding(stream)
            return encoding
        if found[0] == "\x00" and not control:
            control = f"（第 {found[1]} 行有 NUL 字符 / a NUL in line {found[1]}）"
    raise Refusal("text", control)


def _start(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(2)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(_PIECE):
        yield piece


def _looked_through(stream: BinaryIO, encoding: str) -> tuple[str, int] | None:
    """Return the first sign that no text holds, and its line.

    Raises
    ------
    UnicodeDecodeError
        It is not in this encoding.
    Refusal
        It is, and holds nothing but blanks, or a line that no register has.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, blank = 1, True
    long: list[Refusal] = []
    for piece in chain(_pieces(stream), (b"",)):
        text = decoder.decode(piece, final=not piece)
        if found := _CONTROL.search(text):
            return found[0], line + text.count("\n", 0, found.start())
        if not long and len(text) >= limits.LINE_CHARACTERS and not _BREAK.search(text):
            cells = max(text.count(","), text.count("\t"))
            long.append(Refusal("too-many-columns", f"> {limits.COLUMNS:,}", line)
                        if cells >= limits.COLUMNS else Refusal("csv", _ENDLESS, line))  # fmt: skip
        line += text.count("\n")
        blank = blank and not trim(text)
    if blank:
        raise Refusal("not-empty")
    if long:  # only now: of a picture or a program it is not the fault that matters
        raise long[0]
    return None


def _one_encoding(stream: BinaryIO) -> None:
    """Refuse a file of which some lines are UTF-8 and others are not."""
    stream.seek(0)
    number = 1
    while line := stream.readline(limits.LINE_CHARACTERS):
        if not line.isascii() and _HAN_IN_UTF8.search(line):
            try:
                line.decode()
            except UnicodeDecodeError:
                pass
            else:
                raise Refusal("mixed-encodings", str(number), number)
        number += line.endswith(b"\n")


def sheet_of(stream: BinaryIO) -> tuple[Sheet, str]:
    """Return the rows of a text file, and its encoding.

    Parameters
    ----------
    stream : binary file
        UTF-8 with or without BOM, UTF-16 with BOM, or GB18030; it is read twice.

    Raises
    ------
    Refusal
        Empty, no text, or no proper CSV.
    """
    encoding = decode(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    lines: Any = None
    before = csv.field_size_limit(limits.LINE_CHARACTERS)
    try:
        separator = _separator(text)
        text.seek(0)
        lines = csv.reader(text, delimiter=separator, strict=True, doublequote=True)
        return Sheet("", gathered(_rows(lines))), encoding
    except csv.Error as error:
        raise Refusal("csv", str(error), max(1, lines.line_num)) from error
    except UnicodeDecodeError as error:  # somebody writes to it while we read
        raise Refusal("readable", str(error.reason)) from error
    finally:
        csv.field_size_limit(before)
        text.detach()


def _separator(text: TextIO) -> str:
    """Return tab or comma, whichever the first lines hold more of."""
    commas = tabs = 0
    for line in islice(text, _LOOKED_AT):
        if line.count(",") >= limits.COLUMNS or line.count("\t") >= limits.COLUMNS:
            raise Refusal("too-many-columns", f"> {limits.COLUMNS:,}")
        commas += line.count(",")
        tabs += line.count("\t")
    return "\t" if tabs > commas else ","


def _rows(lines: Any) -> Iterator[Line]:
    before = 0
    for cells in lines:
        number, before = before + 1, int(lines.line_num)  # a cell may hold several lines
        if len(cells) > limits.COLUMNS:
            raise Refusal("too-many-columns", f"{len(cells):,}", number)
        while cells and (not cells[-1] or not trim(cells[-1])):
            cells.pop()
        if cells:
            yield number, tuple(cells)
