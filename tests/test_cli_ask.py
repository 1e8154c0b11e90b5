"""Asking from the command line, on both engines."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.store import Store
from graph.time import today
from queries import catalogue
from tests.cli_support import Call, caller, door, program

SITES = ("ask", "area-coverage", "area=新城区", "level=Site", "--as-of", "2026-01-01")


@pytest.fixture
def call(demo: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**os.environ, **door(demo), "GONGJIAN_LANG": "zh"})


def test_a_table_names_the_question_the_place_the_day_and_the_doubt(call: Call) -> None:
    said = call(*SITES)
    assert said.code == 0
    assert said.err == ""
    title, circumstances, head, rule, *rows = said.out.splitlines()
    assert title == "哪些区域在某日有共建协议（area-coverage）"
    assert circumstances.startswith("上级区域 = 新城区；看哪一级 = Site；2026年1月1日，截至第 1 批")
    assert head.split()[:3] == ["区域", "上级", "是否覆盖"]
    assert set(rule) == {"─"}
    assert ["航苑小区", "可能"] in [[row.split()[0], row.split()[2]] for row in rows]


def test_columns_stand_below_each_other_although_chinese_is_wide(call: Call) -> None:
    from api.cli.help import width

    _, _, head, _, *rows = call(*SITES).out.splitlines()
    start = width(head[: head.index("是否覆盖")])
    for row in rows:
        word = next(w for w in ("确定", "可能", "否") if f" {w} " in row)
        assert width(row[: row.index(f" {word} ") + 1]) == start


def test_ids_and_sources_are_folded_away_until_wanted(call: Call) -> None:
    assert "区域标识" not in call(*SITES).out
    wide = call(*SITES, "--all-columns").out
    assert "区域标识" in wide
    assert "依据" in wide


def test_sources_are_cited_with_article_paragraph_file_and_row(call: Call) -> None:
    out = call(*SITES, "--sources").out
    assert "[1] 《党建一子落 激起满盘活》（2020） ¶102（agreements.csv:2）" in out.splitlines()


def test_json_is_the_document_of_the_contract(call: Call) -> None:
    said = call(*SITES, "--format", "json")
    document = json.loads(said.out)
    assert set(document) >= {
        "question", "parameters", "as_of", "tick", "columns", "rows", "cypher", "truncated"
    }  # fmt: skip
    assert document["as_of"] == "2026-01-01"
    assert document["parameters"] == {"area": "新城区", "level": "Site"}
    assert set(document["columns"][0]) == {"name", "type", "unit", "title"}
    assert [c["name"] for c in document["columns"]] == list(document["rows"][0])
    assert said.err == ""


def test_json_lines_and_csv_have_the_rows_of_json(call: Call) -> None:
    rows = json.loads(call(*SITES, "--format", "json").out)["rows"]
    lines = [json.loads(line) for line in call(*SITES, "--format", "jsonl").out.splitlines()]
    assert lines == rows
    read = list(csv.DictReader(io.StringIO(call(*SITES, "--format", "csv").out)))
    assert [(r["area_id"], r["covered"]) for r in read] == [
        (r["area_id"], r["covered"]) for r in rows
    ]


def test_a_file_takes_its_format_from_its_name(call: Call, tmp_path: Path) -> None:
    said = call(*SITES, "--output", str(tmp_path / "结果.csv"))
    assert said.out == said.err == ""
    data = (tmp_path / "结果.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfarea_id,")  # with the mark that Excel wants
    assert call(*SITES, "-o", str(tmp_path / "结果.xlsx")).code == 0
    book = load_workbook(tmp_path / "结果.xlsx")
    assert "区域" in [cell.value for cell in book.worksheets[0][1]]
    assert book.worksheets[1]["B1"].value == "area-coverage"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["结果.csv", "结果.xlsx"]


def test_a_file_that_cannot_be_written_is_said_so(call: Call, tmp_path: Path) -> None:
    said = call(*SITES, "-o", str(tmp_path / "没有" / "x.csv"))
    assert said.code == 2
    assert "位置：" in said.err
    assert "怎么办：" in said.err


def test_an_empty_answer_says_so_with_its_parameters(call: Call) -> None:
    for question, words in (
        ("agreements-in-force", "没有符合的行"),
        ("grid-coverage", "没有网格名单：覆盖与否不知道，不是 0"),
    ):
        said = call("ask", question, "area=托克托县", "--as-of", "2022-01-01")
        assert said.code == 0
        assert said.out.splitlines()[1:] == ["区域 = 托克托县；2022年1月1日，截至第 1 批", words]


def test_a_shortened_answer_says_so(call: Call) -> None:
    said = call(*SITES, "--most", "1")
    assert said.out.splitlines()[-1] == "只取了前 1 行，还有更多；用 --most 多取"
    said = call(*SITES, "--most", "1", "--format", "json")
    assert json.loads(said.out)["truncated"] is True
    assert "只取了前 1 行" in said.err


def test_dates_not_known_are_words_in_a_table_and_days_in_json(call: Call) -> None:
    words = ("ask", "area-network", "area=航苑小区", "--as-of", "2026-01-01")
    table = call(*words).out
    assert "不详" in table
    assert "未定" in table
    assert "9999" not in table
    rows = json.loads(call(*words, "--format", "json").out)["rows"]
    assert {row["to_max"] for row in rows} == {"9999-12-31"}


def test_as_known_at_a_batch_or_a_day(call: Call) -> None:
    assert json.loads(call(*SITES, "--known-at", "1", "--format", "json").out)["tick"] == 1
    now = call(*SITES, "--known-at", today().isoformat(), "--format", "json")
    assert json.loads(now.out)["tick"] == 1
    for when in ("77", "1999-12-31"):
        said = call(*SITES, "--known-at", when)
        assert said.code == 2
        assert "怎么办：" in said.err


def test_english_is_one_option_away(call: Call) -> None:
    out = call(*SITES, "--lang", "en").out
    assert out.startswith("Which areas have a co-building agreement in force on a day")
    assert "possible" in out
    assert call(*SITES, GONGJIAN_LANG="en").out == out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("ask", "area-coverag", "area=新城区"), "没有“area-coverag”这个问题"),
        (("ask", "area-coverage"), "缺少参数 area"),
        (("ask", "area-coverage", "新城区"), "“新城区”不是 参数=值"),
        (("ask", "area-coverage", "area=新城区", "area=回民区"), "参数 area 给了两次"),
        (("ask", "area-coverage", "area=新城区", "colour=red"), "没有参数 colour"),
        (("ask", "area-coverage", "area=新城区", "level=省"), "level 不能是“省”"),
        (("ask", "area-coverage", "area=没有这个区"), "没有叫“没有这个区”的区域"),
        (("ask", "grid-coverage", "area=锦绣社区"), "“锦绣社区”有 2 个"),
        (("ask", "area-coverage", "area=新城区", "--most", "0"), "“0”不是不小于 1 的整数"),
        (("ask", "area-coverage", "area=新城区", "--format", "pdf"), "没有“pdf”这种格式"),
        (("ask", "area-coverage", "area=新城区", "--nosuch"), "没有选项 --nosuch"),
        (("ask", "area-coverage", "area=新城区", "--as-of", "2023"), "请给出具体的一天"),
    ],
)
def test_a_question_asked_wrongly_says_what_and_what_to_do(
    call: Call, words: tuple[str, ...], what: str
) -> None:
    call("ask", "area-coverage", "area=新城区", "level=Site")  # the door stands open
    said = call(*words)
    assert said.code == 2
    assert said.out == ""
    assert what in said.err
    assert "怎么办：" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_day_that_does_not_exist_is_misuse(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = caller(capsys, {})("ask", "area-coverage", "area=新城区", option, "2023-02-30")
    assert said.code == 2
    assert "2023-02-30" in said.err
    assert f"位置：{option}" in said.err
    assert "怎么办：" in said.err


def test_an_empty_database_points_to_the_demo(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    said = caller(capsys, {**os.environ, **door(store)})("ask", "area-coverage", "area=新城区")
    assert said.code == 2
    assert "数据库里还没有数据" in said.err
    assert "gongjian demo" in said.err


def test_no_database_yet_starts_nothing_and_makes_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = {"GONGJIAN_HOME": str(tmp_path / "home")}
    said = caller(capsys, home)("ask", "area-coverage", "area=新城区")
    assert said.code == 2
    assert "gongjian load" in said.err
    assert list(tmp_path.iterdir()) == []


def test_the_questions_are_listed_by_family_with_their_titles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = caller(capsys, {})
    out = call("ask").out
    for question in catalogue().values():
        assert question.name in out
        assert question.title.zh in out
    rows = json.loads(call("ask", "--format", "json").out)["rows"]
    assert {row["name"] for row in rows} == set(catalogue())


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_question_explains_itself_without_a_database(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {})
    question = catalogue()[name]
    out = call("ask", name, "--describe").out
    parts = [(p.name, p.title.zh) for p in question.parameters]
    parts += [(c.name, c.title.zh) for c in question.columns]
    assert [part for part in parts if not all(word in out for word in part)] == []
    assert call("ask", name, "--cypher").out.strip() == question.cypher.strip()


def test_asking_in_a_real_process_writes_rows_to_stdout_alone(demo: Store) -> None:
    demo.query("RETURN 1")
    said = program(*SITES, "--format", "json", env=door(demo))
    assert said.code == 0
    assert said.err == ""
    assert json.loads(said.out)["question"] == "area-coverage"


def test_a_table_in_english_calls_kinds_and_definitions_in_english(call: Call) -> None:
    words = ("ask", "reported-and-counted", "area=回民区", "--as-of", "2024-12-31")
    out = call(*words, "--lang", "en", "--all-columns").out
    assert "streets, towns and townships on the division list" in out
    assert "区划清单上的街道、镇、乡" in call(*words).out
    kinds = ("ask", "area-network", "area=新城区", "--lang")
    assert "Community" not in call(*kinds, "zh").out
    assert "agreement" in call(*kinds, "en").out.lower()


def test_a_plan_is_shown_and_nothing_is_asked(call: Call, demo: Store) -> None:
    said = call("ask", "area-coverage", "area=新城区", "level=Site", "--explain")
    assert said.code == 0
    assert "MATCH (top:" in said.out
    assert demo.agent() in said.out
    plan = said.out.split("执行计划")[1]
    assert "Expand" in plan or "EXPAND" in plan
    assert "老缸房街" not in said.out
    said = call("ask", "area-coverage", "area=没有这里", "--explain")
    assert said.code == 2
    assert "没有叫“没有这里”的区域" in said.err
