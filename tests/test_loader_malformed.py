"""Files that are no proper register: each is refused at once, by name, and nothing else happens.

The reading process is held to its memory, the clock is looked at, and whatever is refused has
a rule of the list with words in both languages.
"""

from __future__ import annotations

import random
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.ledger import batches
from graph.store import Store
from loaders.files import limits
from loaders.files.refusals import RULES
from loaders.load import Input, load, register
from loaders.problems import Problem, RefusedRegister
from loaders.read import read_tables
from loaders.registers import REGISTERS
from tests.workbook_support import SHEET_1, book, container, old_book, repacked, with_rows

HEAD = ["委员会", "成员", "起始日期", "截止日期"]
ROW = ["C01", "第一小学", "2023.5", ""]
LINE = ",".join(HEAD) + "\n" + ",".join(ROW) + "\n"
SECONDS = 10.0
Make = Callable[[Path], Path]


def good(folder: Path) -> Path:
    return book(folder / "good.xlsx", [HEAD, ROW])


def raw(name: str, data: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def spoiled(**parts: bytes | Callable[[bytes], bytes] | None) -> Make:
    def make(folder: Path) -> Path:
        changes = {name.replace("__", "/").replace("_DOT_", "."): c for name, c in parts.items()}
        return repacked(good(folder), changes, folder / "登记册.xlsx")

    return make


def part(name: str, change: bytes | Callable[[bytes], bytes] | None) -> Make:
    def make(folder: Path) -> Path:
        return repacked(good(folder), {name: change}, folder / "登记册.xlsx")

    return make


def rows(xml: bytes) -> Make:
    return part(SHEET_1, with_rows(xml))


def cut(folder: Path) -> Path:
    path = folder / "登记册.xlsx"
    path.write_bytes(good(folder).read_bytes()[:-300])
    return path


def middle_lost(folder: Path) -> Path:
    data = bytearray(good(folder).read_bytes())
    with zipfile.ZipFile(good(folder)) as package:
        at = package.getinfo(SHEET_1).header_offset + 60
    data[at : at + 200] = bytes(200)
    (folder / "登记册.xlsx").write_bytes(data)
    return folder / "登记册.xlsx"


def lying_size(folder: Path) -> Path:
    """Write a package whose directory says that a large part is small."""
    path = folder / "登记册.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        with zipfile.ZipFile(good(folder)) as old:
            for name in old.namelist():
                package.writestr(name, old.read(name))
        package.writestr("xl/media/a.xml", b" " * 60_000_000)
    data = path.read_bytes()
    at = data.rindex(b"xl/media/a.xml") - 46 + 24
    path.write_bytes(data[:at] + struct.pack("<I", 10) + data[at + 4 :])
    return path


def overlapping(folder: Path) -> Path:
    """Write a package in which hundreds of names share one packed part."""
    path = folder / "登记册.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        with zipfile.ZipFile(good(folder)) as old:
            for name in old.namelist():
                package.writestr(name, old.read(name))
        package.writestr("xl/media/one", b" " * 3_000_000)
        shared = package.getinfo("xl/media/one")
        for number in range(400):
            twin = zipfile.ZipInfo(f"xl/media/{number}")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, field, getattr(shared, field))
            package.filelist.append(twin)
            package.NameToInfo[twin.filename] = twin
    return path


def encrypted(folder: Path) -> Path:
    (folder / "登记册.xlsx").write_bytes(
        container({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(9000)})
    )
    return folder / "登记册.xlsx"


def encrypted_parts(folder: Path) -> Path:
    """Write a package whose parts say that they are encrypted."""
    path = good(folder)
    data = bytearray(path.read_bytes())
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + shift] |= 1
            at = data.find(mark, at + 4)
    (folder / "登记册.xlsx").write_bytes(data)
    return folder / "登记册.xlsx"


def old(name: str, sheets: dict[str, list[list[str]]], **streams: bytes) -> Make:
    return lambda folder: old_book(folder / name, sheets, streams=streams)


def cell(place: str, text: str = "x") -> bytes:
    row = "".join(c for c in place if c.isdigit())
    return f'<row r="{row}"><c r="{place}" t="str"><v>{text}</v></c></row>'.encode()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    b"]><worksheet><sheetData>&c;</sheetData></worksheet>"
)
BLANK_ROWS = b"".join(b'<row r="%d"/>' % n for n in range(1, 400_000))

WORKBOOKS: dict[str, tuple[Make, str]] = {
    "empty file": (raw("登记册.xlsx", b""), "not-empty"),
    "blanks only": (raw("登记册.xlsx", b" \r\n\t" * 100), "not-empty"),
    "no cells": (lambda folder: book(folder / "登记册.xlsx", []), "not-empty"),
    "millions of empty rows": (rows(BLANK_ROWS), "not-empty"),
    "truncated": (cut, "damaged"),
    "bytes lost in the middle": (middle_lost, "damaged"),
    "the head of a package only": (raw("登记册.xlsx", b"PK\x03\x04" + bytes(60)), "damaged"),
    "zip bomb": (part("xl/media/a.xml", b" " * 80_000_000), "zip-bomb"),
    "zip bomb that lies about its size": (lying_size, "damaged"),
    "parts that share their bytes": (overlapping, "damaged"),
    "entity bomb": (part(SHEET_1, BOMB), "entities"),
    "entity from outside": (
        part("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
        "entities",
    ),
    "UTF-16 inside": (part(SHEET_1, '<?xml version="1.0"?><a/>'.encode("utf-16")), "xml-encoding"),
    "far cell": (rows(cell("A1") + cell("XFD1048576")), "far-cell"),
    "far row": (rows(cell("A1") + cell("ZZ1048576")), "far-cell"),
    "a row beyond all rows": (rows(cell("A1") + cell("C99999999")), "far-cell"),
    "a column beyond all columns": (rows(cell("A1") + cell("ZZZZZZ1")), "far-cell"),
    "too many cells": (
        rows(b"".join(cell(f"ALL{n}") for n in range(1, 8000))), "far-cell"
    ),
    "text with the wrong extension": (raw("登记册.xlsx", LINE.encode()), "wrong-extension"),
    "old workbook with the wrong extension": (
        old("登记册.xlsx", {"a": [HEAD, ROW]}), "wrong-extension"
    ),
    "workbook called old": (
        lambda folder: good(folder).rename(folder / "登记册.xls"), "wrong-extension"
    ),
    "password": (encrypted, "password"),
    "encrypted parts": (encrypted_parts, "password"),
    "macros": (part("xl/vbaProject.bin", b"\xd0\xcf"), "macros"),
    "macro sheet": (part("xl/macrosheets/sheet1.xml", b"<a/>"), "macros"),
    "Word document": (
        spoiled(xl__workbook_DOT_xml=None, word__document_DOT_xml=b"<a/>"), "wrong-kind"
    ),
    "some other archive": (part("xl/workbook.xml", None), "wrong-kind"),
    "binary workbook": (
        spoiled(xl__workbook_DOT_xml=None, xl__workbook_DOT_bin=b"x"), "wrong-kind"
    ),
    "no sheets": (part("xl/workbook.xml", b"<workbook><sheets/></workbook>"), "not-empty"),
    "broken XML": (part(SHEET_1, b"<worksheet><sheetData><row r='1'><c"), "damaged"),
    "a sheet that is missing": (part(SHEET_1, None), "damaged"),
    "old: truncated": (
        lambda folder: _shortened(old_book(folder / "登记册.xls", {"a": [HEAD, ROW]}), 700),
        "damaged",
    ),
    "old: head only": (raw("登记册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80)),
                       "damaged"),
    "old: macros": (old("登记册.xls", {"a": [HEAD, ROW]}, _VBA_PROJECT_CUR=b"x"), "macros"),
    "old: Word document": (
        lambda folder: raw("登记册.xls", container({"WordDocument": b"x"}))(folder), "wrong-kind"
    ),
    "old: no cells": (old("登记册.xls", {"a": []}), "not-empty"),
    "old: noise": (
        lambda folder: raw("登记册.xls", container({"Workbook": bytes(range(256)) * 30}))(folder),
        "damaged",
    ),
}  # fmt: skip

TEXTS: dict[str, tuple[Make, str]] = {
    "empty file": (raw("登记册.csv", b""), "not-empty"),
    "blanks only": (raw("登记册.csv", b" \r\n\t" * 100), "not-empty"),
    "byte-order mark only": (raw("登记册.csv", b"\xef\xbb\xbf"), "not-empty"),
    "millions of empty rows": (raw("登记册.csv", b",,,\r\n" * 1_000_000), "not-empty"),
    "truncated in a character": (
        raw("登记册.csv", LINE.encode("utf-16")[:-1]), "text"
    ),
    "truncated in a quote": (raw("登记册.csv", (LINE + 'C01,"没有完').encode()), "csv"),
    "unterminated quote before much text": (
        raw("登记册.csv", (",".join(HEAD) + '\n"C01,甲,,\n' + "C01,甲,,\n" * 900_000).encode()),
        "csv",
    ),
    "quote in the middle": (raw("登记册.csv", (LINE + '"C01"x,甲,,\n').encode()), "csv"),
    "NUL": (raw("登记册.csv", LINE.replace("第一", "第\x00一").encode()), "text"),
    "NULs only": (raw("登记册.csv", bytes(5_000)), "text"),
    "control characters": (raw("登记册.csv", LINE.replace("第一", "\x07").encode()), "text"),
    "UTF-16 without its mark": (raw("登记册.csv", LINE.encode("utf-16-le")), "text"),
    "Latin-1": (raw("登记册.csv", b"caf\xe9,\xff\xff\n"), "text"),
    "noise": (raw("登记册.csv", bytes(range(256)) * 40), "text"),
    "mixed encodings": (
        raw("登记册.csv", LINE.encode("gb18030") + "C02,人民医院,,\n".encode()), "mixed-encodings"
    ),
    "a million columns": (raw("登记册.csv", b"a," * 1_000_000 + b"\n"), "too-many-columns"),
    "a million columns further down": (
        raw("登记册.csv", LINE.encode() * 40 + b"a," * 1_000_000 + b"\n"), "too-many-columns"
    ),
    "one endless line": (raw("登记册.csv", b"a" * 5_000_000), "csv"),
    "more cells than headings": (raw("登记册.csv", (LINE + "a,b,c,d,e\n").encode()),
                                 "as-many-cells"),
    "headings that stand twice": (raw("登记册.csv", "委员会,成员,成员\nC01,甲,乙\n".encode()),
                                  "headings-once"),
    "workbook with the wrong extension": (
        lambda folder: good(folder).rename(folder / "登记册.csv"), "wrong-extension"
    ),
    "old workbook with the wrong extension": (
        old("登记册.csv", {"a": [HEAD, ROW]}), "wrong-extension"
    ),
    "password": (raw("登记册.csv", container({"EncryptedPackage": b"x"})), "wrong-extension"),
    "PDF": (raw("登记册.csv", b"%PDF-1.7\n" + b"x" * 500), "wrong-kind"),
    "web page": (raw("登记册.csv", b"<!DOCTYPE html><html><table></table></html>"), "wrong-kind"),
    "picture": (raw("登记册.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)), "wrong-kind"),
    "XML": (raw("登记册.csv", b'<?xml version="1.0"?>\n<a>1,2</a>'), "wrong-kind"),
    "folder": (lambda folder: folder, "readable"),
    "no file": (lambda folder: folder / "没有.csv", "exists"),
}  # fmt: skip

CLASSES = {f"{kind}: {name}": case for kind, cases in (("xlsx", WORKBOOKS), ("csv", TEXTS))
           for name, case in cases.items()}  # fmt: skip


def _shortened(path: Path, size: int) -> Path:
    path.write_bytes(path.read_bytes()[:size])
    return path


def refusal(path: Path) -> Problem:
    with pytest.raises(RefusedRegister) as error:
        read_tables(path, REGISTERS.values())
    (problem,) = error.value.problems
    return problem


def test_there_are_enough_classes_of_malformed_files() -> None:
    assert len(WORKBOOKS) >= 25
    assert len(TEXTS) >= 25


@pytest.mark.parametrize("name", CLASSES)
def test_a_malformed_file_is_refused_by_its_rule(tmp_path: Path, name: str) -> None:
    make, rule = CLASSES[name]
    path = make(tmp_path)
    begin = time.monotonic()
    problem = refusal(path)
    assert time.monotonic() - begin < 2 * SECONDS  # other work runs beside; alone it is far less
    assert problem.rule == rule, problem
    assert "?" not in problem.what.en or rule != "damaged", problem  # no fault of ours
    assert problem.what.zh
    assert problem.what.en
    assert problem.todo.zh
    assert "{" not in str(problem.what)


def test_every_rule_of_whole_files_has_a_class_or_a_limit() -> None:
    met = {rule for _, rule in CLASSES.values()}
    assert set(RULES) - met == {"too-large", "merges", "memory", "time"}


@pytest.mark.parametrize("name", ["xlsx: far cell", "xlsx: zip bomb", "csv: mixed encodings"])
def test_nothing_is_written_of_a_load_with_a_malformed_file(
    store: Store, tmp_path: Path, name: str
) -> None:
    whole = book(tmp_path / "areas.xlsx", [
        ["区划代码", "名称", "类别", "上级", "起始日期", "截止日期", "报告日期"],
        ["1501", "呼和浩特市", "市", "", "", "", "2021"],
    ])  # fmt: skip
    bad = CLASSES[name][0](tmp_path)
    with pytest.raises(RefusedRegister) as error:
        load(store, [Input(whole, register("areas")), Input(bad, register("members"))], who="测试")
    assert [p.rule for p in error.value.problems] == [CLASSES[name][1]]
    assert batches(store) == []
    assert store.query("MATCH (n) WHERE NOT n:Ledger RETURN count(n)").one() == (0,)


# ---- the limits hold where the look before was passed ----


def test_a_sheet_down_to_its_last_row_is_read_when_the_rows_are_empty(tmp_path: Path) -> None:
    head = "".join(f'<c r="{c}1" t="str"><v>{h}</v></c>' for c, h in zip("ABCD", HEAD, strict=True))
    row = "".join(f'<c r="{c}2" t="str"><v>{v}</v></c>' for c, v in zip("ABCD", ROW, strict=True))
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 200_000))
    xml = f'<row r="1">{head}</row><row r="2">{row}</row>'.encode() + blank
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (table,) = read_tables(rows(xml + far)(tmp_path), REGISTERS.values())
    assert table.rows == ((2, tuple(ROW)),)


def test_a_process_that_needs_too_much_memory_is_refused_and_not_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMORY", 32 * 2**20)
    noise = random.Random(7)
    texts = ["".join(noise.choices("街道社区单位协议党组织共建", k=300)) for _ in range(400)]
    xml = b"".join(cell(f"A{n}", noise.choice(texts) + str(n)) for n in range(1, 12_000))
    assert refusal(rows(xml)(tmp_path)).rule == "memory"


def test_a_process_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.001)
    assert refusal(good(tmp_path)).rule == "time"


def test_a_file_of_half_a_gigabyte_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(limits.TEXT_BYTES + 1)
    assert refusal(path).rule == "too-large"


def test_merged_cells_without_number_are_refused(tmp_path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, limits.MERGES + 9))
    made = part(
        SHEET_1,
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells count="9">' + merges + b"</mergeCells>"
        ),
    )
    assert refusal(made(tmp_path)).rule == "merges"
