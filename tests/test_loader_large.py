"""Files beyond memory: the same rows, the same refusals, and no more memory."""

from __future__ import annotations

import tracemalloc
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from graph.ledger import Report
from loaders.context import Context
from loaders.files import rows as files_rows
from loaders.files.book import read_book
from loaders.files.cells import Number
from loaders.files.rows import OnDisk, between, gathered
from loaders.inputs import Input, register
from loaders.layout import Table
from loaders.load import Outcome, read_all, stated
from loaders.read import read_tables
from loaders.registers import REGISTERS
from tests.loader_support import write
from tests.test_loader_fuzz_rows import known
from tests.workbook_support import book

LINES = [(number, (f"C{number}", "名" * (number % 7), "")) for number in range(1, 400)]
HEAD = "委员会,成员,起始日期,截止日期"


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_rows, "IN_MEMORY", 4_000)
    monkeypatch.setattr(files_rows, "_BLOCK", 700)


@pytest.mark.usefixtures("small_memory")
def test_rows_on_disk_are_the_rows_that_were_put_there() -> None:
    found = gathered(iter(LINES))
    assert isinstance(found, OnDisk)
    assert len(found) == len(LINES)
    assert list(found) == LINES
    assert list(found) == LINES  # as often as one likes
    assert [found[i] for i in (0, 57, 200, 398, -1)] == [LINES[i] for i in (0, 57, 200, 398, -1)]
    assert [found[i] for i in range(398, -1, -1)] == LINES[::-1]
    for first, last in ((0, 0), (0, 1), (13, 14), (5, 250), (390, 900), (399, 400)):
        assert list(between(found, first, last)) == LINES[first:last]
    assert list(found[3:9:2]) == LINES[3:9:2]
    with pytest.raises(IndexError):
        found[399]
    one, other = iter(found), iter(found)  # two readers do not disturb each other
    assert [(next(one), next(other)) for _ in LINES] == list(zip(LINES, LINES, strict=True))


@pytest.mark.usefixtures("small_memory")
def test_few_rows_stay_in_memory() -> None:
    assert gathered(iter(LINES[:9])) == tuple(LINES[:9])


def _table(path: Path) -> Table:
    (table,) = read_tables(path, REGISTERS.values())
    return table


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_large_file_is_the_same_table(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[Any]] = [
        ["成员单位台账（2024年第三季度）"], ["填报单位：某街道", "", "填报时间：2024.10.8", ""],
        HEAD.split(","), *(["C01", f"单位{n}", 2023.1 if n % 3 else "2023.5", ""]
                           for n in range(300)),
        ["合计", "300", "", ""], ["注：截至三季度末", "", "", ""], ["填表人：某", "", "", ""],
    ]  # fmt: skip
    if form == "csv":
        path = write(tmp_path, "t.csv", *(",".join(map(str, row)) for row in rows))
    else:
        path = book(tmp_path / "t.xlsx", rows)
    plain = _table(path)
    monkeypatch.setattr(files_rows, "IN_MEMORY", 4_000)
    monkeypatch.setattr(files_rows, "_BLOCK", 700)
    assert any(isinstance(sheet.rows, OnDisk) for sheet in read_book(path).sheets)
    large = _table(path)
    assert isinstance(large.rows, OnDisk)
    assert tuple(large.rows) == plain.rows
    assert len(large.rows) == 300
    assert (large.headings, large.head, large.notes) == (plain.headings, plain.head, plain.notes)
    if form == "xlsx":
        cell = large.rows[1][1][2]
        assert isinstance(cell, Number)
        assert cell.value == 2023.1


@pytest.mark.usefixtures("small_memory")
def test_every_refusal_of_a_large_file_is_there(tmp_path: Path) -> None:
    lines = [HEAD, *(f"C1,第一小学,{'某日' if n % 2 else '2023.5'}," for n in range(400))]
    item = Input(write(tmp_path, "m.csv", *lines), register("members"))
    facts, problems = read_all(Context(known()), [(item, _table(item.path))], Outcome(Report(0)))
    assert facts == []
    assert [p.row for p in problems] == list(range(3, 402, 2))
    assert {p.rule for p in problems} == {"date-unreadable"}


def test_ten_times_the_rows_take_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_rows, "IN_MEMORY", 2**18)
    monkeypatch.setattr(files_rows, "_BLOCK", 2**16)
    peaks = []
    for count in (2_000, 2_000, 20_000):  # the first only fills what is kept anyway
        lines = (f"C1,第一小学,2023.{1 + n % 12}," for n in range(count))
        item = Input(write(tmp_path, f"{count}.csv", HEAD, *lines), register("members"))
        tracemalloc.start()
        facts = stated(Context(known()), [(item, _table(item.path))], Outcome(Report(0)))
        deque(facts, maxlen=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.5 * peaks[1] + 2**20, peaks
