"""Workbooks as clerks save them: titles, merged heads, totals, hidden rows, typed cells."""

from __future__ import annotations

import struct
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph.time import parse_date
from loaders.cleaning import Cleaner
from loaders.context import Row
from loaders.files.cells import Fault
from loaders.inputs import inputs_of, opened, recognised, register
from loaders.layout import Table
from loaders.problems import Problem, RefusedRegister
from loaders.read import match_columns, read_table, read_tables
from loaders.registers import REGISTERS
from tests.loader_support import write
from tests.workbook_support import book, old_book

HEAD = ["委员会", "成员", "起始日期", "截止日期"]
MORNING = datetime(2023, 5, 1, 9, 30)  # noqa: DTZ001  # a workbook knows no time zones
ALL = tuple(REGISTERS.values())


def tables(path: Path) -> list[Table]:
    return read_tables(path, ALL)


def only(path: Path) -> Table:
    (table,) = tables(path)
    return table


def rules(table: Table) -> list[str]:
    return [note.rule for note in table.notes]


def cleaned(path: Path, kind: str = "members") -> tuple[list[Row], list[Problem], Cleaner]:
    """Return the clean rows of the only table, what is refused, and what was changed."""
    table = only(path)
    declared = register(kind)
    cleaner = Cleaner(table, declared, match_columns(table, declared), None)
    rows, problems = [], []
    for number, cells in table.rows:
        row, refused = cleaner.row(number, cells)
        rows.append(row)
        problems += refused
    return rows, problems, cleaner


# ---- one table in every format ----


def test_one_register_in_every_format_is_one_table(tmp_path: Path) -> None:
    rows = [HEAD, ["C01", "第一小学", "2023.5", ""], ["C01", "人民医院", "", "2024"]]
    lines = [",".join(row) for row in rows]
    found = [
        only(book(tmp_path / "a.xlsx", rows)),
        only(old_book(tmp_path / "a.xls", {"Sheet1": rows})),
        only(write(tmp_path, "a.csv", *lines)),
        only(write(tmp_path, "a.tsv", *(line.replace(",", "\t") for line in lines))),
    ]
    assert {table.rows for table in found} == {found[0].rows}
    assert {table.headings for table in found} == {tuple(HEAD)}
    assert [table.sheet for table in found] == ["Sheet1", "Sheet1", "", ""]
    assert found[0].rows[0] == (2, ("C01", "第一小学", "2023.5", ""))


# ---- where the table is ----

TITLE = ["迎新路街道“大党委”成员单位台账（2024年第三季度）"]
LINES = ["填报单位：迎新路街道党工委", "", "填报时间：2024年10月8日", ""]


@pytest.mark.parametrize("form", ["xlsx", "xls", "csv"])
def test_title_lines_above_the_head_are_read_as_such(tmp_path: Path, form: str) -> None:
    rows = [TITLE, LINES, HEAD, ["C01", "第一小学", "", ""]]
    if form == "csv":
        path = write(tmp_path, "t.csv", *(",".join(row) for row in rows))
    elif form == "xls":
        path = old_book(tmp_path / "t.xls", {"表": rows}, merged=[(0, 0, 0, 3)])
    else:
        path = book(tmp_path / "t.xlsx", rows, lambda b: b.worksheets[0].merge_cells("A1:D1"))
    table = only(path)
    assert table.headings == tuple(HEAD)
    assert [number for number, _ in table.rows] == [4]
    assert table.head.title == TITLE[0]
    assert table.head.unit == "迎新路街道党工委"
    assert table.head.period == "2024年第三季度"
    assert table.head.filled == "2024年10月8日"


@pytest.mark.parametrize(
    ("line", "period", "day"),
    [
        (["报告期：2024年9月"], "2024年9月", "2024-09-30"),
        (["报告期", "2024年上半年"], "2024年上半年", "2024-06-30"),
        (["报告期：9月   填报时间：2024.10.8"], "9月", "2024-09-30"),
        (["报告期：12月   填报时间：2025-01-03"], "12月", "2024-12-31"),
        (["填报单位（盖章）：某街道   填报时间：2024/10/8   填表人：甲   审核人：乙"], "",
         "2024-10-08"),
    ],
)  # fmt: skip
def test_the_day_of_a_table_comes_from_its_head_lines(
    tmp_path: Path, line: list[str], period: str, day: str
) -> None:
    path = book(tmp_path / "t.xlsx", [line, HEAD, ["C01", "甲", "", ""]])
    ((item, table),) = opened(inputs_of(path))
    assert table.head.period == period
    assert item.reported is not None
    assert item.reported.last.isoformat() == day
    given = parse_date("2020")
    ((asked, _),) = opened(inputs_of(path, reported=given))
    assert asked.reported == given  # what the person says goes first


def test_a_period_without_a_year_is_asked_for(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", [["报告期：9月"], HEAD, ["C01", "甲", "", ""]])
    with pytest.raises(RefusedRegister) as error:
        opened(inputs_of(path))
    (problem,) = error.value.problems
    assert (problem.rule, problem.value) == ("period", "9月")
    assert "--reported" in problem.todo.zh


def test_a_head_of_two_rows_with_merged_groups_is_one_head(tmp_path: Path) -> None:
    def merge(made: Workbook) -> None:
        sheet = made.worksheets[0]
        for place in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(place)

    rows = [
        ["委员会", "成员", "负责人", "", "有效期", ""],
        ["", "", "姓名", "电话", "起始日期", "截止日期"],
        ["C01", "甲", "某某", "13800001234", "2023", "2024"],
    ]
    table = only(book(tmp_path / "t.xlsx", rows, merge))
    assert table.headings == (
        "委员会", "成员", "负责人/姓名", "负责人/电话", "有效期/起始日期", "有效期/截止日期"
    )  # fmt: skip
    assert table.head_row == 2
    assert match_columns(table, register("members")) == {
        "committee": 0, "member": 1, "start": 4, "end": 5
    }  # fmt: skip
    assert [number for number, _ in table.rows] == [3]


def test_a_head_of_two_rows_in_a_text_file_is_known_by_its_words(tmp_path: Path) -> None:
    rows = ["委员会,成员,有效期,", ",,起始日期,截止日期", "C01,甲,2023,2024"]
    table = only(write(tmp_path, "t.csv", *rows))
    assert table.headings == ("委员会", "成员", "有效期/起始日期", "有效期/截止日期")
    assert [number for number, _ in table.rows] == [3]


def test_a_record_with_few_cells_is_no_second_head(tmp_path: Path) -> None:
    table = only(book(tmp_path / "t.xlsx", [HEAD, ["", "甲", "", ""], ["C01", "乙", "", ""]]))
    assert table.headings == tuple(HEAD)
    assert [number for number, _ in table.rows] == [2, 3]


def test_a_merged_cell_speaks_for_all_its_rows(tmp_path: Path) -> None:
    rows = [HEAD, ["C01", "甲", "", ""], ["", "乙", "", ""], ["", "丙", "", ""], ["C02", "丁"]]
    path = book(tmp_path / "t.xlsx", rows, lambda b: b.worksheets[0].merge_cells("A2:A4"))
    table = only(path)
    assert [cells[0] for _, cells in table.rows] == ["C01", "C01", "C01", "C02"]
    assert rules(table) == ["merged-cell"]
    plain = only(book(tmp_path / "u.xlsx", rows))
    assert [cells[0] for _, cells in plain.rows] == ["C01", "", "", "C02"]  # nothing is guessed


def test_totals_captions_and_signatures_are_no_records(tmp_path: Path) -> None:
    rows = [
        HEAD, ["迎新路街道"], ["C01", "甲", "", ""], ["小计", "1", "", ""], ["C02", "乙", "", ""],
        ["合 计", "2"], [], ["注：以上为三季度末数"], ["填表人：某", "", "审核人：某"],
    ]  # fmt: skip
    path = book(tmp_path / "t.xlsx", rows, lambda b: b.worksheets[0].merge_cells("A2:D2"))
    table = only(path)
    assert [number for number, _ in table.rows] == [3, 5]
    assert {(note.row, note.rule) for note in table.notes} == {
        (2, "section-row"), (4, "total-row"), (6, "total-row"), (8, "foot-row"), (9, "foot-row")
    }  # fmt: skip
    assert table.head.by == "某"


def test_a_body_whose_name_speaks_of_totals_stays_a_record(tmp_path: Path) -> None:
    rows = [HEAD, ["合计商贸公司", "甲", "", ""], ["C01", "总计划办公室", "", ""]]
    assert len(only(book(tmp_path / "t.xlsx", rows)).rows) == 2


def test_several_tables_on_one_sheet_are_told_apart(tmp_path: Path) -> None:
    rows = [
        ["甲社区成员单位"], HEAD, ["C01", "甲", "", ""], ["C01", "乙", "", ""], [],
        ["乙社区成员单位"], ["成员单位", "委员会", "开始日期", "结束日期"],
        ["丙", "C02", "2023", ""],
    ]  # fmt: skip
    one, other = tables(book(tmp_path / "t.xlsx", rows))
    assert [n for n, _ in one.rows] == [3, 4]
    assert [n for n, _ in other.rows] == [8]
    assert (one.head.title, other.head.title) == ("甲社区成员单位", "乙社区成员单位")
    assert other.head_row == 7


def test_one_sheet_per_community_in_any_order_of_columns(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {
        "锦绣社区": [HEAD, ["C01", "甲", "", ""]],
        "说明": [["请于每季度末填报"]],
        "东街社区": [["截止日期", "成员单位", "委员会", "起始日期"], ["2024", "乙", "C02", ""]],
    })  # fmt: skip
    found = tables(path)
    assert [table.sheet for table in found] == ["锦绣社区", "东街社区"]
    assert rules(found[0]) == ["sheet-without-table"]
    assert match_columns(found[1], register("members"))["committee"] == 2


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    def hide(made: Workbook) -> None:
        sheet = made.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        made.create_sheet("旧").append(HEAD)
        made["旧"].sheet_state = "hidden"

    rows = [HEAD, ["C01", "甲", "", ""], ["C01", "乙", "", "2024"], ["C01", "丙", "", ""]]
    table = only(book(tmp_path / "t.xlsx", rows, hide))
    assert [n for n, _ in table.rows] == [2, 3, 4]
    assert {(note.rule, note.value) for note in table.notes} == {
        ("hidden-rows", "3"), ("hidden-columns", "截止日期"), ("hidden-sheet", "")
    }  # fmt: skip


def test_an_old_workbook_tells_what_is_hidden_how_it_is_shown_and_what_failed(
    tmp_path: Path,
) -> None:
    rows: list[list[Any]] = [
        [*HEAD, "占比"],
        ["C01", "甲", 45047, "", 0.7594],
        ["C01", "乙", 45047, "", 1],
        ["C01", "丙", 2023.1, "", 0.51],
    ]
    path = old_book(
        tmp_path / "t.xls", {"表": rows}, formats=("0.00%", 'yyyy"年"m"月"'),
        style={(1, 4): 1, (2, 4): 1, (1, 2): 2},
        more=[
            (0x0208, struct.pack("<HHHHHHHH", 2, 0, 5, 255, 0, 0, 0x20, 0)),  # row 3, hidden
            (0x007D, struct.pack("<HHHHHH", 3, 3, 256, 0, 1, 0)),  # column D, hidden
            (0x0205, struct.pack("<HHHBB", 4, 1, 0, 0x2A, 1)),  # B5: #N/A
            (0x0006, struct.pack("<HHH", 5, 1, 0) + bytes([2, 0, 7, 0, 0, 0, 255, 255]) + bytes(8)),
        ],
    )  # fmt: skip
    table = only(path)
    cells = dict(table.rows)
    assert [cells[n][4] for n in (2, 3, 4)] == ["75.94%", "100%", "0.51"]
    assert [cells[n][2] for n in (2, 4)] == ["2023年5月", "2023.1"]
    assert [(type(cells[n][1]), cells[n][1]) for n in (5, 6)] == [
        (Fault, "#N/A"), (Fault, "#DIV/0!")
    ]  # fmt: skip
    assert {(note.rule, note.value) for note in table.notes} == {
        ("hidden-rows", "3"), ("hidden-columns", "截止日期")
    }  # fmt: skip


def test_headings_are_known_by_synonyms_units_and_marks(tmp_path: Path) -> None:
    rows = [["*委 员 会", "成员单位（全称）", "起始\n日期", "截止日期*"], ["C01", "甲"]]
    table = only(book(tmp_path / "t.xlsx", rows))
    assert len(match_columns(table, register("members"))) == 4


def test_repeated_headings_that_no_register_reads_are_numbered(tmp_path: Path) -> None:
    rows = [[*HEAD, "联系电话", "联系电话"], ["C01", "甲", "", "", "1", "2"]]
    table = only(book(tmp_path / "t.xlsx", rows))
    assert table.headings[-2:] == ("联系电话", "联系电话（2）")
    assert "heading-numbered" in rules(table)


# ---- what cells hold ----


def test_typed_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    def fill(made: Workbook) -> None:
        sheet = made.worksheets[0]
        values: list[tuple[Any, str]] = [
            (date(2023, 5, 1), "yyyy-mm-dd"), (date(2023, 5, 1), 'yyyy"年"m"月"'),
            (date(2023, 1, 1), 'yyyy"年"'), (MORNING, "yyyy/m/d h:mm"),
            (0.7594, "0.00%"), (0.7594, "General"), (150102007003, "0"), (2023.1, "General"),
            (911501000000000000, "General"), (True, "General"), (time(9, 30), "h:mm"),
            ("０１", "@"),
        ]  # fmt: skip
        for row, (value, form) in enumerate(values, start=2):
            cell = sheet.cell(row, 2, value)
            cell.number_format = form

    table = only(book(tmp_path / "t.xlsx", [HEAD], fill))
    assert [cells[1] for _, cells in table.rows] == [
        "2023-05-01", "2023年5月", "2023年", "2023-05-01 09:30", "75.94%", "0.7594",
        "150102007003", "2023.1", "9.11501E+17", "TRUE", "09:30:00", "０１",
    ]  # fmt: skip


def test_numbers_in_a_column_of_dates_are_days_or_doubts(tmp_path: Path) -> None:
    days = (45047, 2023.1, 2023, 20230501, 230501)
    rows: list[list[Any]] = [[*HEAD], *(["C01", "甲", day, None] for day in days)]
    found, problems, cleaner = cleaned(book(tmp_path / "t.xlsx", rows))
    starts = [row["start"] for row in found[:4]]
    assert [(str(d.first), str(d.last)) for d in starts] == [
        ("2023-05-01", "2023-05-01"), ("2023-01-01", "2023-10-31"), ("2023-01-01", "2023-12-31"),
        ("2023-05-01", "2023-05-01"),
    ]  # fmt: skip
    assert [(p.row, p.rule) for p in problems] == [(6, "date-digits")]
    assert {c.rule for c in cleaner.changes} == {"day-serial", "day-as-number"}


@pytest.mark.parametrize("text", ["1.50102E+11", 150102007003000000])
def test_a_code_that_excel_rounded_is_refused(tmp_path: Path, text: Any) -> None:
    head = ["code", "name", "parent"]
    _, problems, _ = cleaned(
        book(tmp_path / "t.xlsx", [head, [text, "甲", "150102"]]), "areas-2021"
    )
    (problem,) = problems
    assert problem.rule == "code-as-number"
    assert "文本" in problem.todo.zh
    assert problem.value.endswith(("E+11", "E+17"))


def test_a_code_stored_as_a_number_is_read_whole(tmp_path: Path) -> None:
    head = ["code", "name", "parent"]
    rows, problems, _ = cleaned(
        book(tmp_path / "t.xlsx", [head, [150102007003, "甲", 150102007]]), "areas-2021"
    )
    assert problems == []
    assert (rows[0]["code"], rows[0]["parent"]) == ("150102007003", "150102007")


def test_a_failed_or_never_computed_formula_is_refused_where_it_matters(tmp_path: Path) -> None:
    def fail(made: Workbook) -> None:
        sheet = made.worksheets[0]
        sheet["B2"] = "#N/A"
        sheet["B2"].data_type = "e"
        sheet["B3"] = "=A3"
        sheet["F2"] = "=1/0"  # beside the register

    rows = [[*HEAD, "", "备用"], ["C01", "甲"], ["C01", "乙"]]
    _, problems, _ = cleaned(book(tmp_path / "t.xlsx", rows, fail))
    assert [(p.row, p.column, p.value, p.rule) for p in problems] == [
        (2, "成员", "#N/A", "formula-error"), (3, "成员", "=", "formula-not-computed")
    ]  # fmt: skip


def test_ditto_marks_mean_the_cell_above(tmp_path: Path) -> None:
    rows = [HEAD, ["〃", "零", "", ""], ["C01", "甲", "2023", ""], ["同上", "乙", "〃", ""]]
    found, problems, cleaner = cleaned(book(tmp_path / "t.xlsx", rows))
    assert (found[2]["committee"], str(found[2]["start"].first)) == ("C01", "2023-01-01")
    assert [(p.row, p.rule) for p in problems] == [(2, "same-as-above")]
    ditto = [c for c in cleaner.changes if c.rule == "same-as-above"]
    assert [(c.original, c.cleaned) for c in ditto] == [("同上", "C01"), ("〃", "2023")]
    assert found[2].cells["委员会"] == "同上"  # the original stays with the evidence


def test_fillers_mean_that_there_is_nothing(tmp_path: Path) -> None:
    rows = [HEAD, ["C01", "甲", "—", "/"], ["C01", "无", "", ""]]
    found, problems, cleaner = cleaned(book(tmp_path / "t.xlsx", rows))
    assert (found[0]["start"], found[0]["end"]) == (None, None)
    assert [(p.row, p.column, p.rule) for p in problems] == [(3, "成员", "required")]
    assert {c.rule for c in cleaner.changes} == {"no-value"}


def test_line_breaks_and_trailing_marks_are_taken_off_and_kept(tmp_path: Path) -> None:
    rows = [HEAD, ["C01", "呼和浩特市\n第一小学、", "", ""]]
    found, _, cleaner = cleaned(book(tmp_path / "t.xlsx", rows))
    assert found[0]["member"] == "呼和浩特市第一小学"
    assert found[0].cells["成员"] == "呼和浩特市\n第一小学、"
    (change,) = cleaner.changes
    assert (change.rule, change.row, change.column) == ("line-breaks", 2, "成员")


def test_nothing_personal_is_kept(tmp_path: Path) -> None:
    head = [*HEAD, "姓名", "联系电话", "身份证号", "出生年月", "家庭住址", "办公电话", "情况"]
    rows = [head, ["C01", "甲", "", "", "某某", "13800001234", "150102199001011234", "1990.1",
                   "某小区1号楼", "0471-1234567", "请打13800001234或138****5678"]]  # fmt: skip
    found, _, cleaner = cleaned(book(tmp_path / "t.xlsx", rows))
    assert cleaner.personal == ["姓名", "联系电话", "身份证号", "出生年月", "家庭住址", "情况"]
    assert found[0].cells == {"委员会": "C01", "成员": "甲"}  # nothing but what is asked for


# ---- which register ----


def test_a_table_is_recognised_with_reasons(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", [["序号", *HEAD, "联系电话"], [1, "C01", "甲"]])
    guess = recognised(only(path))
    assert guess.register.name == "members"
    assert "4" in guess.reasons().zh
    assert guess.strange == ()


def test_a_workbook_may_hold_several_registers(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {
        "成员": [HEAD, ["C01", "甲", "", ""]],
        "职务": [["编号", "名称", "所在组织", "性质", "依据"], ["P1", "书记", "O1", "", ""]],
    })  # fmt: skip
    assert [(i.register.name, i.table.sheet if i.table else "") for i in inputs_of(path)] == [
        ("members", "成员"), ("posts", "职务")
    ]  # fmt: skip


def test_of_a_named_register_only_its_own_tables_are_read(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {
        "成员": [HEAD, ["C01", "甲", "", ""]],
        "职务": [["职务编号", "职务", "在哪里"], ["P1", "书记", "O1"]],
    })  # fmt: skip
    table = read_table(path, [register("members")])
    assert table.sheet == "成员"
    assert rules(table) == ["sheet-without-table"]
