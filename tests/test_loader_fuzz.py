"""Bytes that nobody meant: every one of thousands of spoiled files is read or refused by a rule.

`make test` draws 2,000 of them, always the same; `make fuzz` draws 100,000 others each time.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.cleaning import Cleaner
from loaders.files import limits
from loaders.files.book import form_of
from loaders.files.cells import Book, Sheet, cell_of
from loaders.files.refusals import RULES, Refusal
from loaders.files.text import sheet_of
from loaders.heads import Vocabulary
from loaders.inputs import guesses
from loaders.layout import tables
from loaders.problems import RefusedRegister
from loaders.read import match_columns
from loaders.registers import REGISTERS
from tests.workbook_support import book, old_book

WORDS = Vocabulary.of(REGISTERS.values())
ROWS = [
    ["迎新路街道成员单位台账（2024年第三季度）"],
    ["填报单位：迎新路街道", "", "填报时间：2024年10月8日"],
    ["序号", "委员会", "成员单位", "起始日期", "截止日期", "联系电话"],
    ["1", "C01", "第一小学", "2023.5", "", "13800001234"],
    ["2", "同上", "人民医院、", "2023/5/1", "长期", "/"],
    ["合计", "2"],
    ["注：以上为季度末数"],
]
TOKENS = (
    b'"', b",", b"\t", b"\r", b"\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", "，".encode(),
    "合计".encode(), "合计".encode("gb18030"), b"=1+1", b"1E400", b"nan", b"-0", b"9" * 17,
    b"XFD1048576", b"A0", b"1048577", b"-1", b"<f>", b"<v/>", b't="e"', b't="s"', b's="9"',
    b"&#0;", b"&lt;", b"<![CDATA[", b"]]>", b"<!DOCTYPE a>", b"</row>", b'hidden="1"', b"<c",
    b'<mergeCell ref="A1:XFD1048576"/>', b'encoding="utf-16"', b"xmlns:x", b"PK\x03\x04", b"\x1a",
)  # fmt: skip
CHILD = """
import json, resource, sys, time
from loaders.files.refusals import Refusal
from loaders.files.worker import _limit, documents
_limit(int(sys.argv[1]))
for line in sys.stdin:
    path, form = line.split("\\t")
    begin = time.monotonic()
    try:
        made = list(documents(path, form.strip()))
    except Refusal as error:
        made = [{"refused": [error.rule, error.detail]}]
    except MemoryError:
        made = [{"refused": ["memory", ""]}]
    except Exception as error:
        made = [{"fault": f"{type(error).__name__}: {error}"}]
    print(json.dumps([time.monotonic() - begin, made]), flush=True)
"""


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few of them changed, lost, doubled or added."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        at = chance.randrange(len(out) + 1)
        what = chance.randrange(6)
        if what == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif what == 1:
            del out[at : at + chance.choice((1, 2, 16, 200))]
        elif what == 2:
            out[at:at] = out[max(0, at - chance.choice((1, 8, 64))) : at]
        elif what == 3 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif what == 4:
            out = out[:at] or out
        else:
            out[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 5))
    return bytes(out)


def gently(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few digits and letters changed for others: XML stays XML."""
    out = bytearray(data)
    places = [i for i, byte in enumerate(out) if chr(byte).isalnum() and byte < 128]
    for at in chance.sample(places, min(len(places), chance.choice((1, 2, 5, 20)))):
        digit = chr(out[at]).isdigit()
        out[at] = ord(chance.choice("0123456789" if digit else "ABCXYZabcdefst"))
    return bytes(out)


def texts(chance: random.Random) -> bytes:
    lines = "\n".join(",".join(row) for row in ROWS)
    if chance.random() < 0.3:
        lines = lines.replace(",", "\t")
    return spoiled(lines.encode(chance.choice(("utf-8", "gb18030", "utf-16"))), chance)


def workbooks(folder: Path, chance: random.Random) -> Iterator[tuple[bytes, str]]:
    """Yield spoiled workbooks: as a whole, or in one part and packed again."""
    whole = book(folder / "whole.xlsx", ROWS).read_bytes()
    old = old_book(folder / "whole.xls", {"表": ROWS}, merged=[(0, 0, 0, 5)]).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    inner = [name for name in parts if name.startswith("xl/") and "theme" not in name]
    while True:
        kind = chance.randrange(10)
        if kind < 2:
            yield spoiled(whole, chance), "xlsx"
        elif kind < 4:
            yield spoiled(old, chance), "xls"
        else:
            name = chance.choice([*inner, "xl/worksheets/sheet1.xml"])
            spoil = chance.choice((gently, gently, spoiled))
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as package:
                for part, data in parts.items():
                    package.writestr(part, spoil(data, chance) if part == name else data)
            yield stream.getvalue(), "xlsx"


def understood(made: Book, met: Counter[str]) -> None:
    """Go on with what was read: tables, register, cells; only refusals may come out."""
    try:
        for table in tables(made, WORDS):
            best = guesses(table)[0]
            if best.lacks:
                met["unknown"] += 1
                continue
            cleaner = Cleaner(table, best.register, match_columns(table, best.register), None)
            for number, cells in table.rows:
                cleaner.row(number, cells)
            met["read"] += 1
    except RefusedRegister as error:
        met[error.problems[0].rule] += 1


def fuzz_texts(count: int, chance: random.Random) -> Counter[str]:
    met: Counter[str] = Counter()
    for _ in range(count):
        data = texts(chance)
        if not data.strip() or form_of(data) != "text":
            met["other"] += 1
            continue
        try:
            sheet, encoding = sheet_of(io.BytesIO(data))
        except Refusal as error:
            met[RULES[error.rule][0].en] += 1
            continue
        if sheet.rows:
            understood(Book("f.csv", "", "csv", encoding, (sheet,)), met)
    return met


def fuzz_workbooks(count: int, folder: Path, chance: random.Random) -> Counter[str]:
    met: Counter[str] = Counter()
    made = workbooks(folder, chance)
    for begin in range(0, count, 500):
        files = []
        for number in range(min(500, count - begin)):
            data, form = next(made)
            path = folder / f"{number}.{form}"
            path.write_bytes(data)
            files.append((path, form))
        while files:
            files = files[_read_by_child(files, met) :]
    return met


def _read_by_child(files: list[tuple[Path, str]], met: Counter[str]) -> int:
    """Read files in one process; return how many, the one that ended it included."""
    asked = "".join(f"{path}\t{form}\n" for path, form in files)
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", CHILD, str(limits.MEMORY)],
        input=asked.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=900,
        check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for (path, form), (took, documents) in zip(files, answers, strict=False):
        assert took < limits.SECONDS, path.read_bytes()
        first = documents[0] if documents else {"refused": ["not-empty"]}
        assert "fault" not in first, (first, path.read_bytes())
        if "refused" in first:
            assert first["refused"][0] in RULES
            met[first["refused"][0]] += 1
            continue
        understood(Book(path.name, "", form, "", tuple(_sheets(documents))), met)
    if done.returncode == 0:
        return len(answers)
    met["process ended"] += 1  # as the limits mean it to: then the file is refused for it
    return len(answers) + 1


def _sheets(documents: list[dict[str, Any]]) -> Iterator[Sheet]:
    heads = [document for document in documents if "sheet" in document]
    rows: list[list[tuple[int, tuple[str, ...]]]] = []
    for document in documents:
        if "sheet" in document:
            rows.append([])
        else:
            rows[-1] += [(n, tuple(map(cell_of, cells))) for n, cells in document["rows"]]
    for head, part in zip(heads, rows, strict=True):
        yield Sheet(
            head["sheet"], tuple(part), tuple((a, b, c, d) for a, b, c, d in head["merged"])
        )


def test_two_thousand_spoiled_files_are_read_or_refused(tmp_path: Path) -> None:
    met = fuzz_texts(1_400, random.Random(1))
    assert met["read"] > 200
    assert len(met) >= 6
    books = fuzz_workbooks(600, tmp_path, random.Random(2))
    assert books["read"] > 50
    assert len(books) >= 6
    assert books["process ended"] < 10


@pytest.mark.fuzz
def test_a_hundred_thousand_spoiled_files_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random()
    met = fuzz_texts(70_000, chance) + fuzz_workbooks(30_000, tmp_path, chance)
    print(met.most_common())
    assert met["read"] > 5_000
