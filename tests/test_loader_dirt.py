"""Every way in which registers are dirty meets its rule, and the cell keeps what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph.text import Text
from loaders import clean
from loaders.checks import CHECKS
from loaders.cleaning import CLEANED, Cleaner
from loaders.codes import check_sign, credit_code
from loaders.declare import Column, Register
from loaders.dirt import DIRT, LOGIC, NAMES
from loaders.files.cells import Book, Sheet
from loaders.form import Cleaned
from loaders.heads import Vocabulary
from loaders.layout import Table, tables
from loaders.people import person_name
from loaders.quantities import counted, percent
from loaders.read import match_columns, read_tables
from loaders.rules import rules
from tests.workbook_support import book

CODE = "91150105MA0N1A2B3" + check_sign("91150105MA0N1A2B3")
LEGAL = CODE[:17] + ("0" if CODE[17] != "0" else "1")

# A register of one column of each kind, so that a case shows nothing but its dirt.
KINDS = Register(
    name="kinds", title=Text("各种列", "kinds"), about=Text("试", "test"), make=lambda _: iter(()),
    columns=(
        Column("name", ("单位名称",), required=True),
        Column("count", ("人数",), clean=counted, optional_heading=True),
        Column("share", ("占比%",), clean=percent, optional_heading=True),
        Column("yes", ("是否三有",), clean=clean.yes_no, optional_heading=True),
        Column("day", ("日期",), clean=clean.day, optional_heading=True),
        Column("code", ("信用代码",), clean=credit_code, optional_heading=True),
        Column("person", ("某人",), clean=person_name, optional_heading=True),
    ),
)  # fmt: skip
HEAD = ["序号", "单位名称", "人数", "占比%", "是否三有", "日期", "信用代码", "某人"]
COLUMNS = {c.name: c.headings[0] for c in KINDS.columns}


@dataclass(frozen=True)
class Met:
    """What became of the rows of a table."""

    table: Table
    values: list[Mapping[str, Any]]
    cells: list[Mapping[str, str]]
    refused: list[tuple[int, str]]
    rules: set[str] = field(default_factory=set)


def meet(path: Path) -> Met:
    (table,) = read_tables(path, [KINDS])
    cleaner = Cleaner(table, KINDS, match_columns(table, KINDS), None)
    rows = [cleaner.row(number, cells) for number, cells in table.rows]
    refused = [(p.row, p.rule) for _, problems in rows for p in problems]
    seen = {note.rule for note in (*table.notes, *cleaner.notes)} | set(cleaner.changes.counts)
    return Met(
        table, [row.values for row, _ in rows], [row.cells for row, _ in rows], refused,
        seen | {rule for _, rule in refused},
    )  # fmt: skip


def one(folder: Path, name: str, text: Any) -> Met:
    """Meet one cell of a column."""
    row = {"单位名称": "甲", COLUMNS[name]: text}
    return meet(book(folder / "t.xlsx", [HEAD, [row.get(h, "") for h in HEAD]]))


def day(found: Any) -> str:
    return f"{found.first} {found.last}"


MAY = "2023-05-01 2023-05-31"
FIRST = "2023-05-01 2023-05-01"

# Dirt → column, cell → value (None: nothing), or the rule that refuses it.
READ: Sequence[tuple[str, str, Any, Any]] = [
    ("full-width", "name", "１１０国道Ａ座", "110国道A座"),
    ("full-width", "count", "１，２００", 1200),
    ("full-width", "share", "75.94％", 75.94),
    ("brackets", "name", "红星（集团)公司", "红星（集团）公司"),
    ("brackets", "name", "红星(集团)公司", "红星(集团)公司"),
    ("blanks", "name", "王\u3000伟", "王伟"),
    ("blanks", "name", "第一\u00a0小学", "第一小学"),
    ("blanks", "name", "第\u200b一小学", "第一小学"),
    ("blanks", "name", "China\u3000Mobile", "China Mobile"),
    ("line-breaks", "name", "呼和浩特市\n第一小学", "呼和浩特市第一小学"),
    ("line-breaks", "name", "第一小学、", "第一小学"),
    ("units", "count", "22家", 22),
    ("units", "count", "3542 家", 3542),
    ("no-value", "count", "无", None),
    ("no-value", "count", "/", None),
    ("no-value", "day", "—", None),
    ("no-value", "code", "待定", None),
    ("ticks", "yes", "√", True),
    ("ticks", "yes", "是", True),
    ("ticks", "yes", "1", True),
    ("ticks", "yes", "有", True),
    ("ticks", "yes", "×", False),
    ("months", "day", "2023.5", MAY),
    ("months", "day", "2023年5月", MAY),
    ("months", "day", "二〇二三年五月", MAY),
    ("months", "day", "202305", MAY),
    ("months", "day", "2023.10", "2023-10-01 2023-10-31"),
    ("days", "day", "2023.5.1", FIRST),
    ("days", "day", "2023/5/1", FIRST),
    ("days", "day", "2023-05-01", FIRST),
    ("days", "day", "20230501", FIRST),
    ("2023.10", "day", 2023.1, "2023-01-01 2023-10-31"),
    ("serial", "day", 45047, FIRST),
    ("code-form", "code", CODE.lower(), CODE),
    ("code-form", "code", f"{CODE[:8]} {CODE[8:17]}-{CODE[17]}", CODE),
    ("no-code", "code", "个体", None),
    ("no-code", "code", "无", None),
    ("check-sign", "code", LEGAL, LEGAL),
    ("post-only", "person", "派出所所长", None),
    ("post-only", "person", "王\u3000伟", "王伟"),
]
REFUSED: Sequence[tuple[str, str, Any, str]] = [
    ("vague", "count", "近5000", "number"),
    ("vague", "count", "170余", "number"),
    ("vague", "share", "超50%", "percent"),
    ("percent-one", "share", "1", "percent"),
    ("percent-one", "share", 1, "percent"),
    ("serial", "day", "45047", "date-digits"),
    ("no-year", "day", "5月", "date-no-year"),
    ("no-year", "day", "23.5", "date-two-digit-year"),
    ("no-such-day", "day", "2023年2月30日", "date-day"),
    ("e17", "code", "9.11501E+17", "code-as-number"),
    ("e17", "code", 911501050000000000, "code-as-number"),
    ("swaps", "code", CODE.replace("0", "O", 1), "credit-code"),
    ("swaps", "code", CODE.replace("1", "I", 1), "credit-code"),
    ("old-codes", "code", "150105600012345", "credit-code"),
    ("old-codes", "code", "70130123-4", "credit-code"),
    ("lost-zero", "code", "539", "credit-code"),
    ("two-names", "person", "张三、李四", "one-person"),
    ("two-names", "person", "张三 李四", "one-person"),
]


@pytest.mark.parametrize(("dirt", "column", "cell", "value"), READ)
def test_a_dirty_cell_is_read_as_it_was_meant(
    tmp_path: Path, dirt: str, column: str, cell: Any, value: Any
) -> None:
    met = one(tmp_path, column, cell)
    assert met.refused == []
    found = met.values[0].get(column)
    assert (day(found) if column == "day" and found else found) == value
    kept = met.cells[0]
    assert kept[COLUMNS[column]] == str(cell)  # what the cell says stays with the evidence
    if isinstance(value, str) and column != "day" and value != cell:
        assert kept[COLUMNS[column] + CLEANED] == value


@pytest.mark.parametrize(("dirt", "column", "cell", "rule"), REFUSED)
def test_a_cell_that_cannot_be_sure_is_refused_by_its_rule(
    tmp_path: Path, dirt: str, column: str, cell: Any, rule: str
) -> None:
    assert one(tmp_path, column, cell).refused == [(2, rule)]


def test_every_cell_that_is_read_otherwise_meets_a_rule_of_its_dirt(tmp_path: Path) -> None:
    allowed = {dirt.name: set(dirt.rules) for dirt in DIRT}
    for name in dict.fromkeys(case[0] for case in (*READ, *REFUSED)):
        met: set[str] = set()
        for dirt, column, cell, _ in (*READ, *REFUSED):
            if dirt == name:
                met |= one(tmp_path, column, cell).rules
        assert allowed[name] <= met, name


def test_the_only_code_that_a_misread_one_may_be_is_told(tmp_path: Path) -> None:
    (table,) = read_tables(
        book(tmp_path / "t.xlsx", [HEAD, ["1", "甲", "", "", "", "", CODE.replace("0", "O", 1)]]),
        [KINDS],
    )
    cleaner = Cleaner(table, KINDS, match_columns(table, KINDS), None)
    _, (problem,) = cleaner.row(*table.rows[0])
    assert CODE in problem.todo.zh


# ---- layout ----

ROW = ["1", "甲", "", "", "", "", "", ""]


def test_ditto_and_merged_cells_are_the_value_above(tmp_path: Path) -> None:
    rows = [HEAD, ["1", "甲", "5"], ["2", "乙", "同上"], ["3", "丙", "〃"], ["4", "丁", ""]]
    met = meet(book(tmp_path / "t.xlsx", rows, lambda b: b.worksheets[0].merge_cells("C4:C5")))
    assert [v.get("count") for v in met.values] == [5, 5, 5, 5]
    assert {"same-as-above", "merged-cell"} <= met.rules


def test_a_record_over_two_rows_is_refused_as_such(tmp_path: Path) -> None:
    rows = [HEAD, ["1", "甲", "5", "50%", "√"], ["", "", "", "", "", "2023.5"], ["2", "乙", "6"],
            ["3", "", "6", "50%", "√"]]  # fmt: skip
    met = meet(book(tmp_path / "t.xlsx", rows))
    assert met.refused == [(3, "record-over-rows"), (5, "required")]


def test_numbers_of_rows_that_repeat_or_skip_are_told(tmp_path: Path) -> None:
    rows = [HEAD, *([str(n), f"甲{i}"] for i, n in enumerate((1, 2, 2, 5, 1, 2, 3)))]
    met = meet(book(tmp_path / "t.xlsx", rows))
    assert len(met.values) == 7
    (told,) = [note for note in met.table.notes if note.rule == "serial-numbers"]
    assert told.value == "2"
    assert "重复或倒退：第 4 行" in told.what.zh
    assert "跳号：第 5 行" in told.what.zh
    assert "serial-numbers" not in meet(book(tmp_path / "u.xlsx", [HEAD, ROW])).rules


def test_totals_signatures_hidden_and_blank_rows_are_told_from_records(tmp_path: Path) -> None:
    def hide(made: Workbook) -> None:
        made.worksheets[0].row_dimensions[5].hidden = True
        made.worksheets[0].column_dimensions["C"].hidden = True

    rows = [["某街道台账"], ["填报单位：某街道", "", "填报时间：2024.10.8"], HEAD, ROW,
            ["2", "乙"], [], ["合计", "", "2"], ["注：截至三季度末"], ["填表人：某"]]  # fmt: skip
    met = meet(book(tmp_path / "t.xlsx", rows, hide))
    assert [number for number, _ in met.table.rows] == [4, 5]
    assert met.table.head.unit == "某街道"
    assert {"total-row", "foot-row", "hidden-rows", "hidden-columns"} <= met.rules


LAYOUTS = {  # shown by tests of their own, here and in test_loader_workbooks.py
    "title", "two-row-head", "merged-down", "two-rows", "several-tables", "hidden", "sheets",
    "head-words", "totals", "foot", "blank", "serials", "formats", "ditto",
}  # fmt: skip
# In test_loader_personal.py, test_loader_names.py, test_loader_clerks.py, test_loader_checks.py
# and test_time.py.
ELSEWHERE = {
    "term", "birthdays", "phones", *(dirt.name for dirt in (*NAMES, *LOGIC)),
}  # fmt: skip


def test_every_dirt_has_a_test_and_its_rules_exist() -> None:
    known = {rule.name for rule in rules()} | {check.name for check in CHECKS}
    assert {rule for dirt in DIRT for rule in dirt.rules} <= known
    shown = {case[0] for case in (*READ, *REFUSED)} | LAYOUTS | ELSEWHERE
    assert {dirt.name for dirt in DIRT} == shown
    assert all(dirt.about.zh and dirt.about.en and dirt.outcome.zh for dirt in DIRT)


def test_a_blank_that_joins_two_names_is_not_taken_off() -> None:
    sheet = Sheet("", ((1, tuple(HEAD)), (2, ("1", "张三 李四"))))
    (table,) = tables(Book("t.csv", "", "csv", "", (sheet,)), Vocabulary.of([KINDS]))
    cleaner = Cleaner(table, KINDS, match_columns(table, KINDS), None)
    row, _ = cleaner.row(*table.rows[0])
    assert row["name"] == "张三 李四"


def test_a_percentage_in_a_number_cell_is_read_as_it_is_shown(tmp_path: Path) -> None:
    def fill(made: Workbook) -> None:
        for row, form in ((2, "0%"), (3, "0.0%"), (4, "General")):
            made.worksheets[0].cell(row, 4, 1 if row == 2 else 0.7594).number_format = form

    met = meet(book(tmp_path / "t.xlsx", [HEAD, ["1", "甲"], ["2", "乙"], ["3", "丙"]], fill))
    shares = [found.value if isinstance(found := v.get("share"), Cleaned) else found
              for v in met.values]  # fmt: skip
    assert shares == [100, 75.94, None]
    assert met.refused == [(4, "percent")]  # 0.7594: of a hundred, or of one?
