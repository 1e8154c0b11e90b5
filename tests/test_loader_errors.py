"""The error workbook: the clerk's own file, every refused cell marked, nothing else changed."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from graph.ledger.check import check
from graph.ledger.rollback import rollback
from graph.store import Store
from graph.text import Text
from loaders.cleaning import Cleaner
from loaders.declare import Register
from loaders.inputs import Input, inputs_of, register
from loaders.load import load
from loaders.problems import Problem, RefusedRegister
from loaders.read import match_columns, read_tables
from loaders.records import SUMMARY_SHEET
from loaders.writing import errors, refused_rows
from loaders.writing.errors import Refused, not_run, refused_files, write_errors
from tests.cli_support import caller, door
from tests.loader_support import write
from tests.workbook_support import book, old_book

HEAD = ["委员会", "成员", "起始日期", "截止日期", "备注"]
ROWS = [
    ["迎新路街道成员单位（2024年第三季度）"],
    HEAD,
    ["C01", "甲", "2023.5", "", "=SUM(1,2)"],
    ["C01", "", "某日", "", "+1"],
    ["", "丙", "2023-02-30", "", "@x"],
]
WRONG = {("B4", "required"), ("C4", "date-unreadable"), ("A5", "required"), ("C5", "date-day")}


def problems_of(path: Path, declared: Register) -> Refused:
    """Return what is wrong with the cells of a file."""
    tables = read_tables(path, [declared])
    found: list[Problem] = []
    for table in tables:
        cleaner = Cleaner(table, declared, match_columns(table, declared), None)
        for number, cells in table.rows:
            found += cleaner.row(number, cells)[1]
    return Refused(path, tuple(tables), tuple(found))


def report(refused: list[Refused]) -> Workbook:
    stream = io.BytesIO()
    write_errors(refused, stream)
    stream.seek(0)
    return load_workbook(stream)


def marked(sheet: Worksheet) -> set[tuple[str, str]]:
    return {
        (cell.coordinate, line.split("：")[0])
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
        for line in cell.comment.text.splitlines()
        if not line.startswith("→")
    }


@pytest.mark.parametrize("form", ["xlsx", "xls", "csv"])
def test_refused_cells_are_marked_where_they_stand(tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        path = book(tmp_path / "m.xlsx", {"成员": ROWS})
    elif form == "xls":
        path = old_book(tmp_path / "m.xls", {"成员": ROWS})
    else:
        lines = [",".join(f'"{cell}"' for cell in row) for row in ROWS]
        path = write(tmp_path, "m.csv", *lines)
    made = report([problems_of(path, register("members"))])
    sheet = made.worksheets[0]
    assert marked(sheet) == WRONG
    filled = {
        c.coordinate for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == "00FFC7CE"
    }
    assert filled == {place for place, _ in WRONG}
    assert [sheet.cell(2, n).value for n in range(1, 6)] == HEAD
    assert sheet["C3"].value == "2023.5"
    assert made.sheetnames[-1] == SUMMARY_SHEET


def test_the_looks_of_the_own_file_stay_and_its_formulas_become_values(tmp_path: Path) -> None:
    def dress(made: Workbook) -> None:
        sheet = made.worksheets[0]
        sheet["A1"].font = Font(bold=True, size=20)
        sheet.merge_cells("A1:E1")
        sheet.column_dimensions["B"].width = 33
        sheet["G3"] = "=1+1"
        made.create_sheet("别的")["A1"] = "不动"

    path = book(tmp_path / "m.xlsx", {"成员": ROWS}, dress)
    made = report([problems_of(path, register("members"))])
    sheet = made["成员"]
    assert sheet["A1"].font.size == 20
    assert sheet.column_dimensions["B"].width == 33
    assert [str(m) for m in sheet.merged_cells.ranges] == ["A1:E1"]
    assert made["别的"]["A1"].value == "不动"
    assert all(c.data_type != "f" for s in made.worksheets for row in s.iter_rows() for c in row)


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    lines = [",".join(f'"{cell}"' for cell in row) for row in ROWS]
    made = report([problems_of(write(tmp_path, "m.csv", *lines), register("members"))])
    cells = [made.worksheets[0][place] for place in ("E3", "E4", "E5")]
    assert [c.value for c in cells] == ["=SUM(1,2)", "+1", "@x"]
    assert {c.data_type for c in cells} == {"s"}
    assert all(c.quotePrefix for c in cells)


def test_the_summary_counts_by_rule_and_lists_every_refusal(tmp_path: Path) -> None:
    path = book(tmp_path / "m.xlsx", {"成员": ROWS})
    refused = problems_of(path, register("members"))
    rows = list(report([refused])[SUMMARY_SHEET].iter_rows(values_only=True))
    assert rows[0][0] == "4 处被拒绝，没有写入"
    counted = {row[0]: row[1] for row in rows[3:6]}
    assert counted == {"required": 2, "date-unreadable": 1, "date-day": 1}
    listed = [row for row in rows if row[0] == "m.xlsx"]
    assert {(row[1], row[2], row[3], row[5]) for row in listed} == {
        ("成员", p.row, p.column, p.rule) for p in refused.problems
    }
    assert any("未核对" in str(row[0]) for row in rows)


def test_what_was_not_checked_is_said_with_the_reason() -> None:
    cell = Problem("a.csv", "", 3, "成员", "", "required", Text("空", "empty"), Text("填", "fill"))
    whole = Problem("b.csv", "", 0, "", "", "text", Text("坏", "bad"), Text("改", "mend"))
    assert [len(not_run(found)) for found in ([cell], [whole], [cell, whole])] == [2, 2, 3]
    assert "b.csv" in not_run([whole])[0].zh


def test_there_is_no_cap_on_refusals(tmp_path: Path) -> None:
    rows = [HEAD, *(["", f"单位{n}", "某日", "", ""] for n in range(3_000))]
    refused = problems_of(book(tmp_path / "m.xlsx", rows), register("members"))
    assert len(refused.problems) == 6_000
    made = report([refused])
    assert len(marked(made.worksheets[0])) == 6_000
    assert made[SUMMARY_SHEET].max_row > 6_000


def test_of_a_long_file_the_refused_rows_are_written_with_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "MARKED_ROWS", 2)
    refused = problems_of(book(tmp_path / "m.xlsx", {"成员": ROWS}), register("members"))
    made = report([refused])
    assert made.sheetnames == [SUMMARY_SHEET, "成员"]
    rows = list(made["成员"].iter_rows(values_only=True))
    assert rows[0] == ("原文件", "原行号", *HEAD, "问题")
    assert [row[:4] for row in rows[1:]] == [
        ("m.xlsx", 4, "C01", None), ("m.xlsx", 5, None, "丙")
    ]  # fmt: skip
    assert "某日" in str(rows[1][-1])
    (table,) = read_tables(_saved(made, tmp_path), [register("members")])  # it can go back
    assert [cells[3] for _, cells in table.rows] == ["", "丙"]


def test_more_refusals_than_a_sheet_holds_go_on_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "MARKED_ROWS", 2)
    monkeypatch.setattr(refused_rows, "SHEET_ROWS", 8)
    rows = [HEAD, *(["C1", f"=单位{n}", "某日", "", ""] for n in range(20))]
    made = report([problems_of(book(tmp_path / "m.xlsx", {"成员": rows}), register("members"))])
    sheets = [sheet for sheet in made.worksheets if sheet.title.startswith("成员")]
    assert [sheet.max_row for sheet in sheets] == [8, 8, 7]
    numbers = [row[1] for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert numbers == list(range(2, 22))
    listed = [row for sheet in made.worksheets if sheet.title.startswith(SUMMARY_SHEET)
              for row in sheet.iter_rows(values_only=True) if row[0] == "m.xlsx"]  # fmt: skip
    assert len(listed) == 20
    assert {sheet.cell(2, 4).data_type for sheet in sheets} == {"s"}  # no formula


def test_several_files_are_reported_together(tmp_path: Path) -> None:
    one = problems_of(book(tmp_path / "m.xlsx", {"成员": ROWS}), register("members"))
    other = problems_of(write(tmp_path, "n.csv", ",".join(HEAD), "C9,,,,"), register("members"))
    made = report([one, other])
    assert made.sheetnames == [SUMMARY_SHEET, "成员", "n"]


def test_a_file_that_cannot_be_read_is_in_the_summary(tmp_path: Path) -> None:
    path = write(tmp_path, "m.csv", "")
    with pytest.raises(RefusedRegister) as error:
        read_tables(path, [])
    (refused,) = refused_files([(path, None)], error.value.problems)
    rows = list(report([refused])[SUMMARY_SHEET].iter_rows(values_only=True))
    assert ("m.csv", "not-empty") in {(row[0], row[5]) for row in rows if row[0]}


def _saved(made: Workbook, folder: Path) -> Path:
    made.save(folder / "报告.xlsx")
    return folder / "报告.xlsx"


# ---- corrected and loaded again ----

AREAS = [
    ["区划代码", "名称", "类别", "上级", "起始日期", "截止日期", "报告日期"],
    ["1501", "呼和浩特市", "市", "", "", "", "2021"],
    ["150102", "新城区", "区县", "1501", "", "", "2021"],
    ["15010500x", "赛罕区", "区县", "1501", "", "", "2021"],
    ["150105006", "昭乌达路街道", "街道", "赛罕区", "", "", "2021"],
]


def test_refused_rows_are_left_out_and_only_they_are_new_afterwards(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(tmp_path / "areas.xlsx", AREAS)
    whole = book(tmp_path / "whole.xlsx", [*AREAS[:3], ["150105", *AREAS[3][1:]], AREAS[4]])
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    told = tmp_path / "报告.xlsx"
    said = call("load", str(path), "--skip-refused", "--report", str(told), "--format", "json")
    assert said.code == 4
    rows = {(r["kind"], r["name"]): r["count"] for r in json.loads(said.out)["rows"]}
    # The street rests on the district, so it is left out with it.
    assert rows["refused", "known-reference"] == 1
    assert rows["nodes", "District"] == 1
    assert check(store).violations == ()
    sheet = load_workbook(told).worksheets[0]
    assert {place for place, _ in marked(sheet)} == {"A4", "D5"}
    mended = load_workbook(told)
    mended.worksheets[0]["A4"] = "150105"
    mended.save(told)
    again = load(store, [Input(told, register("areas"))], who="测试")
    assert {k: n for k, n in again.report.tally.nodes.items() if n} == {"District": 1, "Street": 1}
    assert check(store).violations == ()
    loaded = check(store).checksum
    for batch in (2, 1):
        rollback(store, batch, who="测试")
    load(store, inputs_of(whole), who="测试")
    assert check(store).checksum == loaded
