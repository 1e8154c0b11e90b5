"""Templates: blank ones that load nothing, filled ones that change nothing when they go back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.errors import RefusedInput
from graph.ledger.check import check
from graph.store import Store
from loaders.declare import Register
from loaders.inputs import inputs_of, opened, recognise, register
from loaders.load import Input, load
from loaders.read import read_table
from loaders.records import CODES_SHEET, EXAMPLE, GUIDE_SHEET
from loaders.registers import REGISTERS
from loaders.writing.filled import filled
from loaders.writing.template import HEAD_ROW, choices, write_template
from tests.cli_support import Call, caller, door
from tests.loader_support import given

AREAS = (
    "区划代码,名称,名称用法,类别,上级,起始日期,截止日期,报告日期",
    "1501,呼和浩特市,正式,市,,,,2021",
    "150102,新城区,正式,区县,1501,,,2021",
    "150105,赛罕区,正式,区县,1501,,,2021",
    "150102007,迎新路街道,正式,街道,150102,,,2021年5月",
    "150105006,昭乌达路街道,正式,街道,150105,2019年上半年,,2021年第三季度",
)
BODIES = (
    "编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期,报告日期",
    "O1,=第一小学,单位,学校,150102007,,—,2001,2021",
    "O2,迎新路街道党工委,党组织,党工委,同上,,,2003.5,2021-06-30",
    "O3,昭乌达路医院,单位,医院,150105006,,,,2021",
)
AGREEMENTS = (
    "协议编号,协议名称,甲方,乙方,共建地区,签订日期,有效期起,有效期止,报告日期",
    "A1,共建一,O1,O2,150102007,2021年3月,,2024.12,2021",
    "A2,共建二,O3,O2,150105006,,2020,,2021",
)


def blank(tmp_path: Path, declared: Register, name: str = "t.xlsx") -> Path:
    path = tmp_path / name
    with path.open("wb") as stream:
        write_template(declared, stream)
    return path


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_a_blank_template_is_its_register_and_loads_nothing(tmp_path: Path, name: str) -> None:
    path = blank(tmp_path, REGISTERS[name])
    assert recognise(path).name == name
    table = read_table(path, REGISTERS.values())
    assert table.headings == tuple(c.headings[0] for c in REGISTERS[name].columns)
    assert table.head_row == HEAD_ROW
    assert table.rows == ()
    assert [note.rule for note in table.notes] == ["example-row"]  # its other sheets are ours
    assert (table.head.unit, table.head.period, table.head.filled) == ("", "", "")


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_a_template_offers_lists_and_says_how_to_fill_it_in(tmp_path: Path, name: str) -> None:
    declared = REGISTERS[name]
    book = load_workbook(blank(tmp_path, declared))
    sheet, guide = book.worksheets[0], book[GUIDE_SHEET]
    listed = [c for c in declared.columns if choices(c)]
    assert len(sheet.data_validations.dataValidation) == len(listed)
    if listed:
        assert book[CODES_SHEET].sheet_state == "hidden"
        words = [book[CODES_SHEET].cell(n + 2, 1).value for n in range(len(choices(listed[0])))]
        assert tuple(words) == choices(listed[0])
    told = {row[0] for row in guide.iter_rows(min_row=4, max_col=1, values_only=True)}
    assert {c.headings[0] for c in declared.columns} <= told
    assert all(
        str(sheet.cell(HEAD_ROW + 1, n).value).startswith(EXAMPLE)
        for n in range(1, len(declared.columns) + 1)
    )


def test_a_half_replaced_example_is_refused(tmp_path: Path) -> None:
    path = blank(tmp_path, register("members"))
    book = load_workbook(path)
    book.worksheets[0].cell(HEAD_ROW + 1, 1, "C01")
    book.save(path)
    table = read_table(path, [register("members")])
    assert [number for number, _ in table.rows] == [HEAD_ROW + 1]
    from tests.test_loader_workbooks import cleaned

    _, problems, _ = cleaned(path)
    assert {p.rule for p in problems} == {"example-left"}


def test_what_is_filled_in_below_the_head_is_read(tmp_path: Path) -> None:
    path = blank(tmp_path, register("members"))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A2"], sheet["B2"] = "填报单位：迎新路街道", "报告期：2024年第三季度"
    for column, value in enumerate(("C01", "第一小学", "2023.10", ""), start=1):
        sheet.cell(HEAD_ROW + 2, column, value)
    book.save(path)
    ((item, table),) = opened(inputs_of(path))
    assert table.rows[0][1][:3] == ("C01", "第一小学", "2023.10")
    assert table.head.unit == "迎新路街道"
    assert item.reported is not None
    assert item.reported.last.isoformat() == "2024-09-30"


# ---- there and back ----


def loaded(store: Store, folder: Path) -> list[Register]:
    kinds = {"areas": AREAS, "organisations": BODIES, "agreements": AGREEMENTS}
    load(store, [given(folder, kind, *lines) for kind, lines in kinds.items()], who="测试")
    return [register(kind) for kind in kinds]


@pytest.mark.parametrize("area", ["", "新城区"])
def test_a_filled_register_that_goes_back_unchanged_changes_nothing(
    store: Store, tmp_path: Path, area: str
) -> None:
    kinds = loaded(store, tmp_path)
    before = check(store)
    for declared in kinds:
        known = filled(store, declared, area)
        path = tmp_path / f"{declared.name}.xlsx"
        with path.open("wb") as stream:
            write_template(declared, stream, rows=known.rows)
        assert load(store, [Input(path, declared)], who="测试").report.tick == 0
    assert check(store) == before


def test_a_filled_register_holds_the_rows_of_an_area(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    every = filled(store, register("organisations")).rows
    assert {row["number"]: row.get("area") for row in every} == {
        "O1": "150102007", "O2": "150102007", "O3": "150105006"
    }  # fmt: skip
    assert every[0]["name"] == "=第一小学"
    ours = filled(store, register("organisations"), "新城区").rows
    assert [row["number"] for row in ours] == ["O1", "O2"]
    agreed = filled(store, register("agreements"), "150105").rows
    assert [row["number"] for row in agreed] == ["A2"]


def test_an_edited_row_changes_only_what_was_edited(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    declared = register("agreements")
    rows = filled(store, declared).rows
    rows[0]["reported"], rows[0]["end"] = "2022", "2022-06"
    path = tmp_path / "edited.xlsx"
    with path.open("wb") as stream:
        write_template(declared, stream, rows=rows)
    done = load(store, [Input(path, declared)], who="测试")
    assert done.report.tick == 2
    assert done.report.tally.nodes.total() == 0
    assert set(done.report.tally.rows) <= {"STATE", "SIGNED", "CO_BUILDS"}
    again = filled(store, declared).rows
    assert {row["number"]: row.get("end", "") for row in again} == {"A1": "2022-06", "A2": ""}


def test_what_a_later_file_says_is_what_is_filled_in(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    row = "O3,昭乌达路人民医院,单位,医院,150105006,,,,2023"
    later = given(tmp_path, "organisations", BODIES[0], row)
    load(store, [later], who="测试")
    rows = {row["number"]: row for row in filled(store, register("organisations")).rows}
    assert (rows["O3"]["name"], rows["O3"]["reported"]) == ("昭乌达路人民医院", "2023")
    assert len(rows) == 3


def test_nothing_that_is_written_becomes_a_formula(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    declared = register("organisations")
    path = tmp_path / "t.xlsx"
    with path.open("wb") as stream:
        write_template(declared, stream, rows=filled(store, declared).rows)
    cells = [c for row in load_workbook(path).worksheets[0].iter_rows() for c in row]
    (dangerous,) = [c for c in cells if str(c.value).startswith("=")]
    assert dangerous.data_type == "s"
    assert dangerous.quotePrefix
    assert all(c.data_type != "f" for c in cells)


def test_the_command_writes_a_filled_template(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(store, tmp_path)
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    file = str(tmp_path / "现状.xlsx")
    said = call("template", "organisations", file, "--filled", "新城区")
    assert said.code == 0
    assert "填入 2 行" in said.err
    assert load_workbook(tmp_path / "现状.xlsx").worksheets[0].cell(HEAD_ROW + 1, 1).value == "O1"


LISTS = {
    "resources": ("清单编号,单位,资源类别,资源名称,所属社区,报告日期",
                  "Z1,=第一小学,场地,操场,迎新路街道,2024-06-30"),
    "projects": ("清单编号,项目名称,牵头单位,所属社区,完成时限,报告日期",
                 "X1,课后托管,=第一小学,迎新路街道,2024年12月,2024-06-30"),
}  # fmt: skip


def test_the_three_lists_are_one_workbook_that_goes_back_unchanged(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(store, tmp_path)
    load(store, [given(tmp_path, kind, *lines) for kind, lines in LISTS.items()], who="测试")
    before = check(store)
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    path = tmp_path / "三张清单.xlsx"
    said = call("template", "three-lists", str(path), "--filled", "迎新路街道")
    assert said.code == 0, said.err
    assert "填入 2 行" in said.err
    book = load_workbook(path)
    assert book.sheetnames == ["资源清单", "需求清单", "项目清单", GUIDE_SHEET, CODES_SHEET]
    again = call("load", str(path), "--yes", "--dry-run", "--format", "json")
    assert again.code == 0, again.err
    items = inputs_of(path)
    assert [item.register.name for item in items] == ["resources", "needs", "projects"]
    done = load(store, items, who="测试")
    assert done.report.tick == 0
    assert [n.sheet for n in done.notes if n.rule == "empty-sheet"] == ["需求清单"]
    assert check(store) == before
    book["资源清单"].cell(HEAD_ROW + 1, 6, "操场（周末）")
    book["资源清单"].cell(HEAD_ROW + 1, 1, "Z2")
    book.save(path)
    done = load(store, inputs_of(path), who="测试")
    assert done.report.tally.nodes["Resource"] == 1


def test_a_blank_workbook_of_the_three_lists_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "三张清单.xlsx"
    assert caller(capsys, {})("template", "three-lists", str(path)).code == 0
    assert [item.register.name for item in inputs_of(path)] == ["resources", "needs", "projects"]
    assert all(table.rows == () for _, table in opened(inputs_of(path)))
    assert caller(capsys, {})("template", "three-lists", str(tmp_path / "t.csv")).code == 2


def test_a_template_of_another_ending_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call: Call = caller(capsys, {})
    assert call("template", "members", str(tmp_path / "t.pdf")).code == 2
    assert not (tmp_path / "t.pdf").exists()


def test_an_empty_database_has_nothing_to_fill_in(store: Store) -> None:
    assert filled(store, register("members")).rows == []


def test_an_unknown_area_is_refused(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    with pytest.raises(RefusedInput, match="没有这个区域"):
        filled(store, register("members"), "火星")
