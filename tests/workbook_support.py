"""Workbooks for the tests: written cell by cell, or taken apart and spoiled."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
SHEET_1 = "xl/worksheets/sheet1.xml"


def book(
    path: Path,
    sheets: Mapping[str, Rows] | Rows,
    change: Callable[[Workbook], None] | None = None,
) -> Path:
    """Write a workbook: rows by sheet name, or the rows of one sheet."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
        sheet = made.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None and value != "":
                    cell = sheet.cell(number, column, value)
                    if cell.data_type == "f":
                        cell.data_type = "s"  # texts; formulas are set by `change`
    if change:
        change(made)
    made.save(path)
    return path


def repacked(
    path: Path, parts: Mapping[str, bytes | Callable[[bytes], bytes] | None], into: Path
) -> Path:
    """Copy a workbook with some of its parts changed, added or (None) left out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name, old.read(name))
            if callable(change):
                change = change(old.read(name))
            if change is not None:
                new.writestr(name, change)
        for name in set(parts) - set(old.namelist()):
            added = parts[name]
            assert isinstance(added, bytes)
            new.writestr(name, added)
    return into


def with_rows(xml: bytes) -> Callable[[bytes], bytes]:
    """Return a change of a sheet: other rows, as raw XML."""

    def change(sheet: bytes) -> bytes:
        return re.sub(
            rb"<sheetData.*</sheetData>|<sheetData ?/>",
            lambda _: b"<sheetData>" + xml + b"</sheetData>",
            sheet,
            flags=re.DOTALL,
        )

    return change


# ---- old workbooks ----

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, size: str) -> bytes:
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def old_book(path: Path, sheets: Mapping[str, Rows], *, streams: Mapping[str, bytes] | None = None,
             merged: Sequence[tuple[int, int, int, int]] = (), formats: Sequence[str] = (),
             style: Mapping[tuple[int, int], int] | None = None,
             more: Sequence[tuple[int, bytes]] = ()) -> Path:  # fmt: skip
    """Write an Excel 97 workbook of texts and numbers.

    `style` numbers the format of a cell, 0 is the usual one; `more` are records of each sheet.
    """
    style = style or {}
    bodies = []
    for rows in sheets.values():
        body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, (int, float)):
                    shown = style.get((r, c), 0)
                    body += _record(0x0203, struct.pack("<HHHd", r, c, shown, value))
                elif value:
                    body += _record(0x0204, struct.pack("<HHH", r, c, 0) + _text(value, "<H"))
        if merged:
            ranges = b"".join(struct.pack("<HHHH", a, c, b, d) for a, b, c, d in merged)
            body += _record(0x00E5, struct.pack("<H", len(merged)) + ranges)
        body += b"".join(_record(kind, data) for kind, data in more)
        bodies.append(body + _record(0x000A, b""))
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += _record(0x0042, struct.pack("<H", 1200))
    for number, code in enumerate(formats, start=164):
        begin += _record(0x041E, struct.pack("<H", number) + _text(code, "<H"))
    for number in (0, *range(164, 164 + len(formats))) if formats else ():
        begin += _record(0x00E0, struct.pack("<HH", 0, number) + bytes(16))
    head = sum(len(_record(0x0085, bytes(6) + _text(name, "<B"))) for name in sheets)
    at = len(begin) + head + 4
    listed = b""
    for name, body in zip(sheets, bodies, strict=True):
        listed += _record(0x0085, struct.pack("<IH", at, 0) + _text(name, "<B"))
        at += len(body)
    stream = begin + listed + _record(0x000A, b"") + b"".join(bodies)
    path.write_bytes(container({"Workbook": stream, **(streams or {})}))
    return path


def container(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file of some streams."""
    table: list[int] = []
    body = b""
    starts = {}
    for name, data in streams.items():
        data = data.ljust(4096, b"\x00")  # shorter ones would need the table of small sectors
        count = -(-len(data) // _SECTOR)
        starts[name] = (len(table), len(data))
        table += [len(table) + i + 1 for i in range(count - 1)] + [_END]
        body += data.ljust(count * _SECTOR, b"\x00")
    directory = len(table)
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, (start, size)) in enumerate(starts.items(), start=1):
        following = number + 1 if number < len(starts) else _FREE
        entries.append(_entry(name, 2, start, size, right=following))
    block = b"".join(entries)
    count = -(-len(block) // _SECTOR)
    table += [directory + i + 1 for i in range(count - 1)] + [_END]
    body += block.ljust(count * _SECTOR, b"\x00")
    tables = -(-(len(table) + 1) // (_SECTOR // 4 - 1))
    first = len(table)
    table += [_TABLE] * tables
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    body += struct.pack(f"<{len(table)}I", *table)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", tables, directory, 0, 4096, _END, 0, _END, 0)
    listed = [first + i for i in range(tables)]
    return head + struct.pack("<109I", *listed, *([_FREE] * (109 - tables))) + body


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    return (
        text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip
