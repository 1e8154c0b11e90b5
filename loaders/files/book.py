"""A path becomes a book: told by its bytes, read here or in a process of its own."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import BufferedReader
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from loaders.files import compound, limits, text
from loaders.files.cells import Book, Sheet, cell_of
from loaders.files.refusals import Refusal
from loaders.files.rows import gathered

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls")
ENDINGS = (*WORKBOOKS, *TEXTS)
_NAMES = {
    "xlsx": "Excel 工作簿 / a workbook（.xlsx）",
    "xls": "旧 Excel 工作簿 / an old one（.xls）",
}
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片 / a picture"),
    (b"\xff\xd8\xff", "图片 / a picture"),
    (b"Rar!", "RAR 压缩包 / an archive"),
    (b"7z\xbc\xaf", "7z 压缩包 / an archive"),
    (b"\x1f\x8b", "gzip 压缩包 / an archive"),
    (b"<!DOCTYPE html", "网页 / a web page"),
    (b"<html", "网页 / a web page"),
    (b"<?xml", "XML"),
)
# The two ways in which the system ends a process that worked for too long.
_TIMED = (signal.SIGXCPU, signal.SIGKILL) if sys.platform != "win32" else ()
_HEAD = 4_096  # bytes that tell what a file is
_START = "from loaders.files.worker import main; import sys; main(*sys.argv[1:5])"


def read_book(path: Path) -> Book:
    """Read a file, whichever of the known formats it is.

    Parameters
    ----------
    path : Path
        csv, tsv, xlsx or xls.

    Returns
    -------
    Book

    Raises
    ------
    Refusal
        It cannot be read, or is no table.
    """
    try:
        size = path.stat().st_size
        if size > limits.TEXT_BYTES:
            raise Refusal("too-large", f"{size / 2**20:,.0f} MB")
        with path.open("rb") as stream:
            return _book(path, stream, size)
    except FileNotFoundError as error:
        raise Refusal("exists") from error
    except OSError as error:
        raise Refusal("readable", str(error)) from error


def _book(path: Path, stream: BufferedReader, size: int) -> Book:
    head = stream.read(_HEAD)
    if not head:
        raise Refusal("not-empty")
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    form = form_of(head)
    if form in _NAMES:
        ending = path.suffix.lower()
        if ending in TEXTS or (ending in WORKBOOKS and ending != f".{form}"):
            # An encrypted .xlsx is an old container: what matters is the password.
            if form == "xls" and ending == ".xlsx":
                compound.look(str(path))
            raise Refusal("wrong-extension", _NAMES[form])
        return Book(path.name, sha256, form, "", read_sheets(path, form, size))
    if path.suffix.lower() in WORKBOOKS:
        if not head.strip() and size <= _HEAD:
            raise Refusal("not-empty")
        raise Refusal("wrong-extension", _kind(head) or "文本 / text")
    if kind := _kind(head):
        raise Refusal("wrong-kind", kind)
    sheet, encoding = text.sheet_of(stream)
    if not sheet.rows:
        raise Refusal("not-empty")
    return Book(path.name, sha256, "csv", encoding, (sheet,))


def form_of(data: bytes) -> str:
    """Return xlsx, xls or text, as the first bytes say."""
    if data[:4] in ZIP:
        return "xlsx"
    return "xls" if data[:8] == compound.MAGIC else "text"


def _kind(data: bytes) -> str:
    head = data[:200].lstrip()
    return next((kind for mark, kind in _OTHER_KINDS if head.lower().startswith(mark.lower())), "")


def read_sheets(path: Path, form: str, size: int) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, read by a process with limits.

    Parameters
    ----------
    path : Path
    form : str
        xlsx or xls.
    size : int
        Bytes of the file.

    Raises
    ------
    Refusal
        It cannot be read within the limits.
    """
    allowed = limits.seconds(size)
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter, the path is an argument
            [
                sys.executable, "-I", "-X", "utf8", "-c", _START,
                str(path.resolve()), form, str(limits.MEMORY), str(max(1, int(allowed))),
            ],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            code = process.wait(allowed * limits.WAITING)
        except subprocess.TimeoutExpired as error:
            raise Refusal("time", f"{allowed:.0f}") from error
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        out.seek(0)
        sheets = _received(out, code, allowed)
    if not any(sheet.rows for sheet in sheets):
        raise Refusal("not-empty")
    return sheets


def _received(out: IO[bytes], code: int, allowed: float) -> tuple[Sheet, ...]:
    """Return what the process printed; one that died has met a file it could not bear."""
    ended = False
    number = 0

    def of_sheet(document: dict[str, Any]) -> int:
        nonlocal ended, number
        if "refused" in document:
            raise Refusal(*document["refused"])
        ended = ended or "end" in document
        number += "sheet" in document
        return number

    documents = (json.loads(line) if line.endswith(b"\n") else {} for line in out)
    sheets = tuple(
        _sheet(next(part), part) for begun, part in groupby(documents, key=of_sheet) if begun
    )
    if not ended:
        if -code in _TIMED:
            raise Refusal("time", f"{allowed:.0f}")
        raise Refusal("memory") if code < 0 else Refusal("damaged", f"exit {code}")
    return sheets


def _sheet(head: dict[str, Any], documents: Iterator[dict[str, Any]]) -> Sheet:
    rows = gathered(
        (number, tuple(cell if type(cell) is str else cell_of(cell) for cell in cells))
        for document in documents
        for number, cells in document.get("rows", ())
    )
    return Sheet(
        head["sheet"], rows, tuple((a, b, c, d) for a, b, c, d in head["merged"]),
        frozenset(head["hidden_rows"]), frozenset(head["hidden_columns"]), head["visible"],
    )  # fmt: skip
