"""A look into a workbook before anything opens it: what it holds, and how far it reaches.

The reader behind us allocates the rectangle that a sheet spans, so one cell at XFD1048576 would
end it; and it returns nothing for a formula that failed. Both are found here, in the raw XML.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.files import limits
from loaders.files.cells import column_number, letters
from loaders.files.refusals import Refusal

_CHUNK = 2**20
_OTHER = {
    "word/document.xml": "Word 文档 / a Word document",
    "ppt/presentation.xml": "演示文稿 / a presentation",
    "content.xml": "OpenDocument（.ods）",
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
}
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")

# Only cells that hold something: a sheet formatted down to its last row is a usual sight.
_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,8})[0-9]+[\"'][^>]*(?<!/)>")
_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]{1,8}([0-9]{1,12})[\"'][^>]*(?<!/)>")
_ERRORS = (b't="e"', b"t='e'")
_FAULTY = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[ \t\r\n]t\s*=\s*[\"']e[\"'][^>]*)>"
    rb"(?:\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v\s*>([^<]{0,20})"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[^/>]?)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*></)"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>]*)>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>]*)>")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_CELL = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})$")
MOST_HIDDEN = 1_048_576


@dataclass
class Scan:
    """What the XML of one sheet says that the reader does not pass on.

    Parameters
    ----------
    faults : dict
        (row, column) → error text, or empty for a formula that was never computed.
    styled : dict
        (row, column) → how its number format shows it: ``percent``, ``month`` or ``year``.
    hidden_rows, hidden_columns : set of int
    """

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    styled: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def scan(path: str) -> list[Scan]:
    """Return what the sheets of a workbook say, in its order.

    Parameters
    ----------
    path : str
        An Office Open XML package.

    Raises
    ------
    Refusal
        It is no workbook, carries macros, is damaged, or is too large unpacked.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _scan(package)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
        ValueError, OverflowError, IndexError,
    ) as error:  # fmt: skip
        if "password" in str(error) or "encrypted" in str(error):
            raise Refusal("password") from error
        raise Refusal("damaged", str(error)[:80]) from error


def _scan(package: zipfile.ZipFile) -> list[Scan]:
    parts = {entry.filename.lstrip("/"): entry for entry in package.infolist()}
    if len(package.infolist()) > limits.PARTS:
        raise Refusal("too-large", f"{len(package.infolist()):,} 个部件 / parts")
    if "xl/workbook.xml" not in parts:
        for name, kind in _OTHER.items():
            if name in parts:
                raise Refusal("wrong-kind", kind)
        raise Refusal("wrong-kind", "压缩包 / an archive")
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise Refusal("macros")
    if any(name.lower().startswith("xl/macrosheets/") for name in parts):
        raise Refusal("macros")
    unpacked = _measured(package, parts)
    names = _sheets(b"".join(_read(package, parts, "xl/workbook.xml")),
                    b"".join(_read(package, parts, "xl/_rels/workbook.xml.rels")))  # fmt: skip
    styles = _styles(b"".join(_read(package, parts, "xl/styles.xml")))
    found = []
    for name in names:
        if name and name in unpacked:
            found.append(_sheet(_read(package, parts, name), name, styles))
        else:
            found.append(Scan())
    return found


def _measured(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> set[str]:
    """Unpack everything once, for its true size: what the directory says may be a lie."""
    total = 0
    for name, entry in parts.items():
        size, first, tail = 0, True, b""
        with package.open(entry) as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                total += len(part)
                if size > limits.RATIO_FROM and size > limits.RATIO * max(1, entry.compress_size):
                    raise Refusal("zip-bomb", name)
                if total > limits.PART_BYTES:
                    raise Refusal("zip-bomb", name)
                if name.endswith((".xml", ".rels")):
                    _plain_xml(name, part, tail, first=first)
                first, tail = False, part[-16:]
    return set(parts)


def _plain_xml(name: str, part: bytes, tail: bytes, *, first: bool) -> None:
    if first:
        declared = _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))
        if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:64]:
            raise Refusal("xml-encoding", name)
        if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
            raise Refusal("xml-encoding", name)
    if b"<!DOCTYPE" in tail + part or b"<!ENTITY" in tail + part:
        raise Refusal("entities", name)


def _read(
    package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str
) -> Iterator[bytes]:
    if name in parts:
        with package.open(parts[name]) as stream:
            while part := stream.read(_CHUNK):
                yield part


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name.rpartition(b":")[2]: one or other for name, one, other in _ATTRIBUTE.findall(text)}


def _sheets(workbook: bytes, relations: bytes) -> list[str]:
    """Return the part of each sheet, in the order of the workbook."""
    targets = {}
    for text in _RELATION.findall(relations):
        found = _attributes(text)
        targets[found.get(b"Id", b"")] = found.get(b"Target", b"").decode("utf-8", "replace")
    sheets = [_attributes(text).get(b"id", b"") for text in _SHEET.findall(workbook)]
    if len(sheets) > limits.SHEETS:
        raise Refusal("too-large", f"{len(sheets):,} 张工作表 / sheets")
    names = []
    for id_ in sheets:
        target = targets.get(id_, "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        names.append(posixpath.normpath(whole) if target else "")
    return names


def _styles(text: bytes) -> dict[bytes, str]:
    """Return which cell styles show a percentage, a month or a year, by their number."""
    formats: dict[bytes, str] = {b"9": "percent", b"10": "percent", b"17": "month"}
    for found in map(_attributes, _FORMAT.findall(text)):
        kind = shown_as(found.get(b"formatCode", b"").decode("utf-8", "replace"))
        if kind:
            formats[found.get(b"numFmtId", b"")] = kind
    styles: dict[bytes, str] = {}
    block = _XFS.search(text)
    for number, found in enumerate(map(_attributes, _XF.findall(block[0] if block else b""))):
        kind = formats.get(found.get(b"numFmtId", b""), "")
        if kind:
            styles[str(number).encode()] = kind
    return styles


def shown_as(code: str) -> str:
    """Return what a number format shows: ``percent``, ``month``, ``year`` or nothing special.

    A cell that shows 2023年5月 holds the first of May, but says nothing of the day.
    """
    first = code.replace("&quot;", '"').split(";")[0].lower()
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", first)
    if "%" in plain:
        return "percent"
    if "y" in plain and "d" not in plain and "h" not in plain:
        return "month" if "m" in plain else "year"
    return ""


def _sheet(parts: Iterator[bytes], name: str, styles: dict[bytes, str]) -> Scan:
    found = Scan()
    columns: set[bytes] = set()
    last = 0
    wanted = (
        re.compile(
            rb"<(?:\w+:)?c\b([^>]*[ \t\r\n]s\s*=\s*[\"'](" + b"|".join(sorted(styles))
            + rb")[\"'][^>]*)>"
        ) if styles else None
    )  # fmt: skip
    rest = b""
    for part in parts:
        text = rest + part
        # Cut between rows: what belongs to one cell must be seen in one piece.
        cut = max(text.rfind(b"</row>"), text.rfind(b":row>")) + 6
        if cut <= 6:
            cut = 0 if len(text) < 4 * _CHUNK else len(text)
        rest, text = text[cut:], text[:cut]
        last = max(last, _piece(text, found, columns, wanted, styles))
        _within(columns, last, name)
    last = max(last, _piece(rest, found, columns, wanted, styles))
    _within(columns, last, name)
    return found


def _within(columns: set[bytes], last: int, name: str) -> None:
    """Refuse a sheet whose rectangle would not fit."""
    widest = max((column_number(c.decode().upper()) for c in columns), default=0)
    if widest > limits.COLUMNS:
        where = f"{name.rpartition('/')[2]}!{letters(widest)}{last}"
        raise Refusal("far-cell" if len(columns) < limits.COLUMNS else "too-many-columns", where)
    if widest * last > limits.AREA:
        raise Refusal("far-cell", f"{name.rpartition('/')[2]}!{letters(widest)}{last}")


def _piece(
    text: bytes,
    found: Scan,
    columns: set[bytes],
    wanted: re.Pattern[bytes] | None,
    styles: dict[bytes, str],
) -> int:
    columns |= set(_COLUMNS.findall(text))
    last = max((int(number) for number in set(_ROWS.findall(text))), default=0) if columns else 0
    if any(mark in text for mark in _ERRORS):
        for attributes, error in _FAULTY.findall(text):
            if place := _place(attributes):
                found.faults[place] = error.decode("utf-8", "replace")
    if b"<f" in text or b":f" in text:
        for attributes in _FORMULA.findall(text):
            if place := _place(attributes):
                found.faults.setdefault(place, "")
    if wanted is not None:
        for attributes, style in wanted.findall(text):
            if place := _place(attributes):
                found.styled[place] = styles[style]
    for attributes in _HIDDEN_ROW.findall(text) if b"hidden" in text else ():
        number = _attributes(attributes).get(b"r", b"")
        if number.isdigit():
            found.hidden_rows.add(int(number))
    for attributes in _HIDDEN_COLUMN.findall(text) if b"hidden" in text else ():
        at = _attributes(attributes)
        low, high = at.get(b"min", b""), at.get(b"max", b"")
        if low.isdigit() and high.isdigit():
            found.hidden_columns |= set(range(int(low), min(int(high), limits.COLUMNS) + 1))
    return last


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _CELL.match(_attributes(attributes).get(b"r", b""))
    return (int(found[2]), column_number(found[1].decode().upper())) if found else None
