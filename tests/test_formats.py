"""Answers leave as JSON, JSON Lines, CSV and workbooks, and programs can read them back."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime

from openpyxl import load_workbook

from api.captions import CODED, called
from api.formats import (
    Table,
    as_json,
    csv_lines,
    jsonl_lines,
    plain,
    shown,
    table_of,
    write_xlsx,
)
from graph.store import Store
from graph.text import Text
from graph.time import OPEN_END, UNKNOWN_START
from queries import catalogue
from queries.asking import ask
from queries.question import Column
from queries.types import ColumnType


def column(name: str, type_: ColumnType = "string") -> Column:
    return Column(name, type_, Text(f"列{name}", f"column {name}"))


FORMULAS = ["=1+1", "+86", "-x", "@SUM(A1)", "\tx", "\rx"]
DIRTY = Table(
    (column("text"), column("n", "integer"), column("day", "date"), column("ids", "sources")),
    [
        ('逗号,"引号"\n换行', -5, date(2023, 4, 20), ["a", "b"]),
        (None, None, OPEN_END, []),
        *((word, 1, UNKNOWN_START, ["=x"]) for word in FORMULAS),
    ],
    {"question": "probe", "cypher": "=MATCH (n) RETURN n"},
)


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def workbook(table: Table) -> list[list[tuple[object, str]]]:
    stream = io.BytesIO()
    write_xlsx(table, stream)
    sheets = load_workbook(io.BytesIO(stream.getvalue())).worksheets
    return [[(c.value, c.data_type) for row in sheet.iter_rows() for c in row] for sheet in sheets]


def test_a_csv_file_reads_back_as_it_was() -> None:
    rows = read_csv("".join(csv_lines(DIRTY)))
    assert rows[0] == {
        "text": '逗号,"引号"\n换行', "n": "-5", "day": "2023-04-20", "ids": "a;b"
    }  # fmt: skip
    assert rows[1] == {"text": "", "n": "", "day": "9999-12-31", "ids": ""}


def test_no_cell_of_a_csv_file_is_a_formula() -> None:
    rows = read_csv("".join(csv_lines(DIRTY)))[2:]
    assert [row["text"] for row in rows] == ["'" + word.replace("\r", "\n") for word in FORMULAS]
    assert {row["ids"] for row in rows} == {"'=x"}


def test_no_cell_of_a_workbook_is_a_formula_and_no_text_is_changed() -> None:
    rows, about = workbook(DIRTY)
    assert {kind for _, kind in rows + about} <= {"s", "n", "inlineStr"}
    texts = [value for value, _ in rows]
    assert set(FORMULAS[:4]) <= set(texts)
    assert -5 in texts
    assert "9999-12-31" in texts


def test_a_workbook_says_on_its_second_sheet_what_was_asked() -> None:
    about = [value for value, _ in workbook(DIRTY)[1]]
    assert about[:2] == ["question", "probe"]
    assert "=MATCH (n) RETURN n" in about
    assert "ids" in about


def test_control_characters_do_not_break_a_workbook() -> None:
    rows, _ = workbook(Table((column("a"),), [("x\x07y",)]))
    assert [value for value, _ in rows] == ["列a", "xy"]


def test_generated_data_is_marked_in_every_format() -> None:
    table = Table((column("a"),), [("x",), ("y",)], {"synthetic": True}, synthetic=True)
    assert json.loads(as_json(table))["synthetic"] is True
    assert [json.loads(line)["synthetic"] for line in jsonl_lines(table)] == [True, True]
    assert [row["synthetic"] for row in read_csv("".join(csv_lines(table)))] == ["true", "true"]
    rows, about = workbook(table)
    assert "合成数据" in [value for value, _ in rows]
    assert str(about[0][0]).startswith("合成数据")


def test_real_data_carries_no_mark() -> None:
    table = Table((column("a"),), [("x",)])
    assert list(csv_lines(table)) == ["a\n", "x\n"]
    assert list(jsonl_lines(table)) == ['{"a": "x"}\n']


def test_people_read_doubt_in_words_and_programs_in_days() -> None:
    day = column("day", "date")
    assert [shown(UNKNOWN_START, day, lang) for lang in ("zh", "en")] == ["不详", "unknown"]
    assert [shown(OPEN_END, day, lang) for lang in ("zh", "en")] == ["未定", "open"]
    assert shown(date(2023, 4, 20), day, "zh") == "2023-04-20"
    assert plain(UNKNOWN_START) == "0001-01-01"


def test_people_read_shares_certainty_and_switches_in_their_language() -> None:
    assert shown(0.125, column("x", "share"), "zh") == "12.5 %"
    assert shown(1.0, column("x", "share"), "zh") == "100 %"
    assert shown(96.40, column("x", "number"), "zh") == "96.4"
    assert [shown("可能", column("x", "certainty"), lang) for lang in ("zh", "en")] == [
        "可能", "possible"
    ]  # fmt: skip
    assert [shown(False, column("x", "boolean"), lang) for lang in ("zh", "en")] == ["否", "no"]
    assert shown(datetime(2024, 5, 6, 7, 8), column("x"), "zh") == "2024-05-06 07:08"  # noqa: DTZ001  # shown as it is
    assert shown(None, column("x", "number"), "zh") == ""


def test_numbers_that_json_has_no_word_for_are_null() -> None:
    table = Table((column("a", "number"),), [(float("nan"),), (float("inf"),)])
    assert [row["a"] for row in json.loads(as_json(table))["rows"]] == [None, None]


def test_the_document_of_an_answer_is_that_of_the_contract(demo: Store) -> None:
    answer = ask(demo, "area-coverage", {"area": "新城区", "level": "Site"}, as_of="2026-01-01")
    document = json.loads(as_json(table_of(answer)))
    assert list(document)[:6] == ["question", "parameters", "as_of", "tick", "columns", "rows"]
    assert document == answer.document()


def test_every_format_of_an_answer_has_the_same_rows(demo: Store) -> None:
    answer = ask(demo, "area-network", {"area": "新城区"}, as_of="2026-01-01")
    table = table_of(answer)
    names = [column.name for column in table.columns]
    documents = json.loads(as_json(table))["rows"]
    assert [json.loads(line) for line in jsonl_lines(table)] == documents
    lines = read_csv("".join(csv_lines(table)))
    assert [row["node_id"] for row in lines] == [row["node_id"] for row in documents]
    cells = [value for value, _ in workbook(table)[0]]
    assert len(cells) == len(names) * (len(documents) + 1)
    assert [row["from_max"] for row in documents] == [row["from_max"] for row in lines]


def test_every_choice_and_every_word_of_a_coded_column_has_an_english_name() -> None:
    written = re.compile(r"(?:THEN|ELSE)\s*'([^']+)'")
    lacking = {
        (question.name, word)
        for question in catalogue().values()
        for word in (
            *(choice for p in question.parameters for choice in p.choices),
            *(
                word
                for column in question.columns
                if column.name in CODED
                for clause in re.findall(rf"(CASE\b(?:(?!\bEND\b).)*)END AS {column.name}\b",
                                         question.statement, re.DOTALL)
                for word in written.findall(clause)
            ),
        )
        if not word.isascii() and called(word, "en") == word
    }  # fmt: skip
    assert lacking == set()
