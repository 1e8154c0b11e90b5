"""A look into an old Excel file (.xls): a small file system, of which only the names are read."""

from __future__ import annotations

import struct

from loaders.files.refusals import Refusal

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_MOST = 4_096  # sectors of the directory
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
    found = names(data)
    if "EncryptedPackage" in found or "EncryptionInfo" in found:
        raise Refusal("password")
    if "_VBA_PROJECT_CUR" in found or "_VBA_PROJECT" in found:
        raise Refusal("macros")
    if "Workbook" not in found:
        kind = next((_KINDS[name] for name in _KINDS if name in found), "")
        raise Refusal("wrong-kind", kind) if kind else Refusal("damaged", "Workbook?")


def names(data: bytes) -> set[str]:
    """Return the names in the directory of a compound file.

    Raises
    ------
    Refusal
        Its tables lead nowhere.
    """
    if len(data) < _HEADER:
        raise Refusal("damaged", f"{len(data)} bytes")
    shift, directory = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
    if shift not in (9, 12):
        raise Refusal("damaged", "sectors")
    size = 1 << shift
    table = _table(data, size)
    found: set[str] = set()
    sector, steps = directory, 0
    while sector < _END:
        begin = (sector + 1) * size
        steps += 1
        if begin + size > len(data) + size or begin >= len(data) or steps > _MOST:
            raise Refusal("damaged", "directory")
        for at in range(begin, min(begin + size, len(data)) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", data, at + 64)[0]
            if 2 <= length <= 64 and data[at + 66]:
                found.add(data[at : at + length - 2].decode("utf-16-le", "replace"))
        sector = table[sector] if sector < len(table) else _END
    return found


def _table(data: bytes, size: int) -> list[int]:
    """Return which sector follows which, as far as the header itself lists the tables."""
    table: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        begin = (sector + 1) * size
        if sector >= _END or begin + size > len(data):
            continue
        table += struct.unpack_from(f"<{size // 4}I", data, begin)
    return table
