"""A look into an old Excel file (.xls): a small file system, of which only the names are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from loaders.files.refusals import Refusal

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_MOST = 4_096  # sectors of the directory
_SMALL = 4_096  # bytes: shorter streams lie in another one
_KINDS = {
    "WordDocument": "Word 文档 / a Word document",
    "PowerPoint Document": "演示文稿 / a presentation",
    "Book": "Excel 5/95 工作簿 / an Excel 5/95 workbook",
}


def look(path: str) -> None:
    """Refuse what is no readable old workbook.

    Parameters
    ----------
    path : str
        A file that begins with ``MAGIC``.

    Raises
    ------
    Refusal
        It has a password or macros, is something else, or is damaged.
    """
    with open(path, "rb") as file:
        data = file.read()
    found = entries(data)
    if "EncryptedPackage" in found or "EncryptionInfo" in found:
        raise Refusal("password")
    if "_VBA_PROJECT_CUR" in found or "_VBA_PROJECT" in found:
        raise Refusal("macros")
    if "Workbook" not in found:
        kind = next((_KINDS[name] for name in _KINDS if name in found), "")
        raise Refusal("wrong-kind", kind) if kind else Refusal("damaged", "Workbook?")


def entries(data: bytes) -> dict[str, tuple[int, int]]:
    """Return first sector and size of what the directory of a compound file names.

    Raises
    ------
    Refusal
        Its tables lead nowhere.
    """
    size, table = _sectors(data)
    found: dict[str, tuple[int, int]] = {}
    directory = struct.unpack_from("<I", data, 48)[0]
    for begin in _chain(data, directory, size, table, _MOST):
        for at in range(begin, min(begin + size, len(data)) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", data, at + 64)[0]
            if 2 <= length <= 64 and data[at + 66]:
                name = data[at : at + length - 2].decode("utf-16-le", "replace")
                found[name] = struct.unpack_from("<II", data, at + 116)
    return found


def stream(data: bytes, name: str) -> bytes:
    """Return a stream of a compound file; empty where it is too small to have sectors.

    Raises
    ------
    Refusal
        Its sectors lead nowhere.
    """
    first, length = entries(data).get(name, (_END, 0))
    if length < _SMALL:
        return b""
    size, table = _sectors(data)
    places = _chain(data, first, size, table, length // size + 1)
    return b"".join(data[at : at + size] for at in places)[:length]


def _sectors(data: bytes) -> tuple[int, list[int]]:
    if len(data) < _HEADER:
        raise Refusal("damaged", f"{len(data)} bytes")
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise Refusal("damaged", "sectors")
    return 1 << shift, _table(data, 1 << shift)


def _chain(data: bytes, sector: int, size: int, table: list[int], most: int) -> Iterator[int]:
    """Yield where each sector of a chain begins."""
    steps = 0
    while sector < _END:
        begin = (sector + 1) * size
        steps += 1
        if begin >= len(data) or steps > most:
            raise Refusal("damaged", "directory")
        yield begin
        sector = table[sector] if sector < len(table) else _END


def _table(data: bytes, size: int) -> list[int]:
    """Return which sector follows which: the header lists the first tables, a chain the others."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, steps = struct.unpack_from("<I", data, 68)[0], 0
    while more < _END and steps < _MOST:
        begin = (more + 1) * size
        if begin + size > len(data):
            break
        *others, more = struct.unpack_from(f"<{size // 4}I", data, begin)
        listed += others
        steps += 1
    table: list[int] = []
    for sector in listed:
        begin = (sector + 1) * size
        if sector >= _END or begin + size > len(data):
            continue
        table += struct.unpack_from(f"<{size // 4}I", data, begin)
    return table
