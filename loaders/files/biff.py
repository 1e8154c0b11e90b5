"""A look into the sheets of an old workbook (.xls), as :mod:`loaders.files.package` has for new.

The reader behind us says neither which rows and columns are hidden, nor how a number is shown,
and gives nothing for a formula that failed: 51 % would be read as 0.51.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.files import limits
from loaders.files.compound import stream
from loaders.files.package import Scan, shown_as

_BOUNDSHEET, _FORMAT, _XF, _END = 0x0085, 0x041E, 0x00E0, 0x000A
_ROW, _COLINFO = 0x0208, 0x007D
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
_WORKSHEET = 0
_BUILT_IN = {9: "percent", 10: "percent", 17: "month"}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01


@dataclass
class _Styles:
    """How the numbers of each cell style are shown."""

    formats: dict[int, str] = field(default_factory=lambda: dict(_BUILT_IN))
    cells: list[int] = field(default_factory=list)

    def shown(self, style: int) -> str:
        return self.formats.get(self.cells[style], "") if style < len(self.cells) else ""


def scan(path: str) -> list[Scan]:
    """Return what the sheets of an old workbook say, in its order; nothing where it is unclear.

    Parameters
    ----------
    path : str
        A compound file with a Workbook stream.
    """
    with open(path, "rb") as file:
        data = stream(file.read(), "Workbook")
    places: list[int] = []
    styles = _Styles()
    for kind, body in _records(data, 0):
        if kind == _BOUNDSHEET and len(body) >= 6:
            places.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT and len(body) >= 5:
            styles.formats[struct.unpack_from("<H", body)[0]] = shown_as(_text(body[2:]))
        elif kind == _XF and len(body) >= 4:
            styles.cells.append(struct.unpack_from("<H", body, 2)[0])
    return [_sheet(data, place, styles) for place in places[: limits.SHEETS]]


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part of the stream, up to its end mark."""
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _END:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _text(body: bytes) -> str:
    size, wide = struct.unpack_from("<HB", body)
    text = body[3:]
    return text[: 2 * size].decode("utf-16-le", "replace") if wide & 1 else (
        text[:size].decode("latin-1"))  # fmt: skip


def _sheet(data: bytes, at: int, styles: _Styles) -> Scan:
    found = Scan()
    for kind, body in _records(data, at):
        if kind == _ROW and len(body) >= 14:
            row, flags = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
            if flags & _HIDDEN_ROW:
                found.hidden_rows.add(row + 1)
        elif kind == _COLINFO and len(body) >= 10:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & _HIDDEN_COLUMN:
                found.hidden_columns |= set(range(first + 1, min(last, limits.COLUMNS) + 2))
        elif len(body) >= 6:
            _cell(kind, body, found, styles)
    return found


def _cell(kind: int, body: bytes, found: Scan, styles: _Styles) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    place = row + 1, column + 1
    if kind == _BOOLERR and len(body) >= 8 and body[7]:
        found.faults[place] = _ERRORS.get(body[6], "#?")
    elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        found.faults[place] = _ERRORS.get(body[8], "#?")
    elif kind in (_NUMBER, _RK, _FORMULA):
        if shown := styles.shown(style):
            found.styled[place] = shown
    elif kind == _MULRK:
        for number in range((len(body) - 6) // 6):
            if shown := styles.shown(struct.unpack_from("<H", body, 4 + 6 * number)[0]):
                found.styled[row + 1, column + 1 + number] = shown
