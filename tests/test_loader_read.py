"""Whatever a spreadsheet program saves is read as it was meant, or refused with its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Misuse, RefusedInput
from graph.schema.codes import AREA_KIND
from loaders import clean
from loaders.load import Input, read_manifest, recognise, register
from loaders.problems import SHOWN, Problem, RefusedRegister
from loaders.read import match_columns, read_table
from loaders.registers import REGISTERS
from tests.loader_support import refused, write

HEAD = "委员会,成员,起始日期,截止日期"
ROWS = (HEAD, "C01,第一小学,2023.5,", "C01,人民医院,,2024")
CELLS = (("C01", "第一小学", "2023.5", ""), ("C01", "人民医院", "", "2024"))
EXAMPLES = Path(__file__).parent.parent / "examples" / "hohhot"


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_one_register_in_every_encoding_is_one_table(
    tmp_path: Path, encoding: str, read_as: str
) -> None:
    table = read_table(write(tmp_path, "members.csv", *ROWS, encoding=encoding))
    assert table.encoding == read_as
    assert table.headings == tuple(HEAD.split(","))
    assert table.rows == ((2, CELLS[0]), (3, CELLS[1]))


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_read_in_both_orders(tmp_path: Path, mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    path = tmp_path / "m.csv"
    path.write_bytes(mark + "\r\n".join(ROWS).encode(codec))
    assert [cells for _, cells in read_table(path).rows] == list(CELLS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_line_ends_and_tabs_make_no_difference(tmp_path: Path, end: str, separator: str) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(end.join(row.replace(",", separator) for row in ROWS).encode())
    assert [cells for _, cells in read_table(path).rows] == list(CELLS)


def test_blank_lines_before_and_between_are_passed_over_and_counted(tmp_path: Path) -> None:
    blank = ("", ROWS[0], "", ROWS[1], ",,,", "　,,,", ROWS[2], "")
    assert [number for number, _ in read_table(write(tmp_path, "m.csv", *blank)).rows] == [4, 7]
    tabs = [line.replace(",", "\t") for line in blank]
    assert [number for number, _ in read_table(write(tmp_path, "m.tsv", *tabs)).rows] == [4, 7]


def test_a_cell_may_hold_quotes_commas_and_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "m.csv", HEAD, '"C,01","他说""好""\n第二行",,', "C02,乙,,")
    rows = read_table(path).rows
    assert rows[0] == (2, ("C,01", '他说"好"\n第二行', "", ""))
    assert rows[1][0] == 4  # the line on which a row begins, as an editor shows it


def test_a_short_row_is_filled_up_and_empty_surplus_cells_are_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, "m.csv", HEAD, "C01,甲", "C01,乙,,,,　, ")
    assert [cells for _, cells in read_table(path).rows] == [
        ("C01", "甲", "", ""), ("C01", "乙", "", "")
    ]  # fmt: skip


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    one = read_table(write(tmp_path, "a.csv", *ROWS))
    other = read_table(write(tmp_path, "b.csv", *ROWS))
    marked = read_table(write(tmp_path, "c.csv", *ROWS, encoding="utf-8-sig"))
    assert one.sha256 == other.sha256 != marked.sha256
    assert one.rows == marked.rows


def test_headings_are_read_without_the_blanks_around_them(tmp_path: Path) -> None:
    table = read_table(
        write(tmp_path, "m.csv", " 委员会　,\u200b成员\ufeff,\u00a0起始日期,截止日期")
    )
    assert table.headings == tuple(HEAD.split(","))


@pytest.mark.parametrize(
    ("data", "rule", "row"),
    [
        (b"", "not-empty", 0),
        (b"  \r\n\t\n", "not-empty", 0),
        (b"\xef\xbb\xbf", "not-empty", 0),
        (b"\xff\xfe", "not-empty", 0),
        (b",,,\n,,\n", "not-empty", 0),
        ("\u3000\n".encode(), "not-empty", 0),
        (b"PK\x03\x04" + bytes(40), "wrong-extension", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "wrong-extension", 0),
        (bytes(range(256)), "text", 0),
        (b"\x7fELF\x02\x01\x01\x00", "text", 0),
        ("委员会,成员".encode("utf-16-le"), "text", 0),  # no mark: the NULs tell
        (b"\xff\xfea", "text", 0),  # half a character
        ("委员会,成员,委员会\nC01,甲,C02\n".encode(), "headings-once", 1),
        ("委员会,成员,委员会 \nC01,甲,C02\n".encode(), "headings-once", 1),
        ("\n\n成员,成员\n".encode(), "headings-once", 3),
        (f"{HEAD}\nC01,甲,,,多\n".encode(), "as-many-cells", 2),
        (f'{HEAD}\nC01,"甲\n乙",,,多\n'.encode(), "as-many-cells", 2),
        (f'{HEAD}\nC01,"甲"乙,,\n'.encode(), "csv", 2),
        (f'{HEAD}\nC01,"never closed,,\n'.encode(), "csv", 2),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(
    tmp_path: Path, data: bytes, rule: str, row: int
) -> None:
    path = tmp_path / "登记册.csv"
    path.write_bytes(data)
    problem = refused(path)
    assert (problem.rule, problem.row) == (rule, row)
    assert problem.file == "登记册.csv"
    assert problem.what.zh
    assert problem.todo.en


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.csv").rule == "exists"
    assert refused(tmp_path).rule == "readable"


# ---- columns ----


def test_the_order_of_columns_is_free_and_headings_have_synonyms(tmp_path: Path) -> None:
    ours = read_table(write(tmp_path, "a.csv", *ROWS))
    theirs = read_table(
        write(tmp_path, "b.csv", "有效期止,成员单位,开始日期,委员会", ",甲,2023,C01")
    )
    assert match_columns(ours, register("members")) == {
        "committee": 0, "member": 1, "start": 2, "end": 3
    }  # fmt: skip
    assert match_columns(theirs, register("members")) == {
        "end": 0, "member": 1, "start": 2, "committee": 3
    }  # fmt: skip


def test_every_missing_column_is_named_with_its_synonyms(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "m.csv", "委员会,起始日期", "C01,"))
    with pytest.raises(RefusedRegister) as error:
        match_columns(table, register("members"))
    assert [(p.rule, p.row) for p in error.value.problems] == [("headings-present", 1)] * 2
    said = [p.what.zh for p in error.value.problems]
    assert "成员" in said[0]
    assert "截止日期" in said[1]
    assert "有效期止" in error.value.problems[1].todo.zh


def test_two_headings_of_one_column_are_refused(tmp_path: Path) -> None:
    problem = refused(write(tmp_path, "m.csv", f"{HEAD},成员单位", "C01,甲,,,乙"))
    assert problem.rule == "headings-once"
    assert "成员、成员单位" in problem.what.zh


def test_every_register_is_told_from_the_others_by_its_headings(tmp_path: Path) -> None:
    for name, declared in REGISTERS.items():
        heads = [column.headings[0] for column in declared.columns]
        full = write(tmp_path, f"{name}-full.csv", ",".join(heads), "," * (len(heads) - 1))
        assert recognise(full).name == name
        synonyms = [column.headings[-1] for column in declared.columns]
        other = write(tmp_path, f"{name}-other.csv", ",".join(reversed(synonyms)), "x")
        assert recognise(other).name == name


def test_every_example_file_is_recognised() -> None:
    for item in read_manifest(EXAMPLES / "manifest.toml"):
        assert recognise(item.path) is item.register, item.path.name


def test_a_file_of_no_known_kind_asks_for_its_register(tmp_path: Path) -> None:
    with pytest.raises(Misuse) as error:
        recognise(write(tmp_path, "x.csv", "甲,乙", "1,2"))
    assert error.value.todo is not None
    assert "--register" in error.value.todo.zh


def test_a_file_with_many_unknown_headings_is_not_guessed_at(tmp_path: Path) -> None:
    heads = [c.headings[0] for c in REGISTERS["members"].columns[:4]]
    strange = ["食堂", "车位数", "绿化率", "星级"]
    with pytest.raises(Misuse, match="食堂"):
        recognise(write(tmp_path, "m.csv", ",".join([*heads, *strange]), "x"))


def test_a_column_about_persons_does_not_stand_in_the_way(tmp_path: Path) -> None:
    heads = [c.headings[0] for c in REGISTERS["members"].columns[:4]]
    file = write(tmp_path, "m.csv", ",".join([*heads, "联系电话", "备注"]), "x")
    assert recognise(file).name == "members"


def test_an_unknown_register_offers_all() -> None:
    with pytest.raises(Misuse) as error:
        register("agreement")
    assert error.value.todo is not None
    assert "agreements" in error.value.todo.zh


def test_a_manifest_names_day_and_scope_of_a_complete_list() -> None:
    items = {item.path.name: item for item in read_manifest(EXAMPLES / "manifest.toml")}
    divisions = items["divisions_2021.csv"]
    assert (divisions.scope, divisions.register.name) == ("1501", "areas-2021")
    assert divisions.reported is not None
    assert divisions.reported.text == "2021"
    partial: Input = items["areas.csv"]
    assert (partial.scope, partial.reported) == ("", None)


# ---- cells ----


@given(st.text(max_size=20))
def test_trimming_is_done_at_once(text: str) -> None:
    assert clean.trim(clean.trim(text)) == clean.trim(text)
    assert clean.trim(text) in text


@given(
    st.text(" \t\n\u3000\u00a0\ufeff\u200b\u2060\u2003", max_size=8),
    st.text("甲 b\u3000c", max_size=6),
)
def test_no_invisible_mark_is_left_around_a_cell(around: str, text: str) -> None:
    kept = text.strip()
    assert clean.trim(around + kept + around[::-1]) == kept


@pytest.mark.parametrize("text", ["1501", "150102", "150102007", "150102007003", "１５０１０２"])
def test_a_code_has_four_six_nine_or_twelve_digits(text: str) -> None:
    assert clean.area_code(text) in {"1501", "150102", "150102007", "150102007003"}


@pytest.mark.parametrize(
    "text",
    ["", "15", "15010200700", "1501020070031", "15010A", "1501-02", "150102.0", "١٥٠١", "1.5E+11"],
)
def test_a_code_of_another_length_or_form_is_refused(text: str) -> None:
    with pytest.raises(RefusedInput) as error:
        clean.area_code(text)
    assert str(len(text)) in error.value.what.zh
    assert error.value.todo is not None


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-3", -3), ("1,000", 1000), ("12,345,678.5", 12345678.5), ("２．５", 2.5),
     ("１，０００", 1000), ("007", 7), ("+4", 4)],
)  # fmt: skip
def test_a_number_is_read_exactly(text: str, value: float) -> None:
    assert clean.number(text) == value
    assert type(clean.number(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    ["", "约100", "100余", "50%", "1,5", "1,00", "12,3456", "1e3", "nan", "--1", "三", "1 000"],
)
def test_anything_else_is_no_plain_number(text: str) -> None:
    with pytest.raises(RefusedInput) as error:
        clean.number(text)
    assert text in error.value.what.zh


@pytest.mark.parametrize("text", ["-1", "1.5", "一"])
def test_a_count_is_whole_and_not_negative(text: str) -> None:
    assert clean.count("12") == 12
    with pytest.raises(RefusedInput):
        clean.count(text)


def test_a_word_of_a_list_is_taken_as_it_is_and_others_get_the_list() -> None:
    assert clean.one_of(AREA_KIND)("社区") == "社区"
    with pytest.raises(RefusedInput) as error:
        clean.one_of(AREA_KIND)("小区域")
    assert error.value.todo is not None
    assert "社区" in error.value.todo.zh
    assert "community" in error.value.todo.en
    with pytest.raises(RefusedInput, match="把握"):
        clean.one_of_words("把握", "certainty", ("确定", "可能"))("也许")


def test_a_date_keeps_its_doubt_and_its_text() -> None:
    day = clean.day("2023.5")
    assert (str(day.first), str(day.last), day.text) == ("2023-05-01", "2023-05-31", "2023.5")
    with pytest.raises(RefusedInput):
        clean.day("2023-02-30")


# ---- what is told ----


def problem(row: int, rule: str = "required") -> Problem:
    from graph.text import Text

    return Problem(
        "甲.csv", "", row, "名称", "值", rule, Text("不对", "wrong"), Text("改", "mend it")
    )


def test_refusals_tell_file_row_column_value_rule_and_cure() -> None:
    error = RefusedRegister([problem(7)])
    zh, en = error.render("zh"), error.render("en")
    for part in ("甲.csv", "7", "名称", "值", "required", "不对", "改"):
        assert part in zh
    for part in ("甲.csv", "row 7", "wrong", "mend it", "nothing was written"):
        assert part in en
    assert error.exit_code == 1


def test_many_refusals_are_counted_by_rule() -> None:
    error = RefusedRegister([problem(n) for n in range(2, 2 + SHOWN + 15)])
    lines = error.render("zh").splitlines()
    assert len(lines) == SHOWN + 2
    assert f"还有 15 处（required × {SHOWN + 15}）" in lines[-1]
    assert len(error.problems) == SHOWN + 15


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n", min_codepoint=32))


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("甲", "乙"), *rows])
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    table = read_table(path)
    assert [cells for _, cells in table.rows] == [
        row for row in rows if any(clean.trim(cell) for cell in row)
    ]
