"""Loading from the command line, on both engines: what is told, what is kept, what is asked."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.ledger import batches
from graph.store import Store
from loaders.load import Input, read_manifest, recognise
from loaders.registers import REGISTERS
from tests.cli_support import ROOT, Call, caller, door

EXAMPLES = ROOT / "examples" / "hohhot"
LIST = "code,name,parent\n150102,新城区,1501\n150102004,东街街道,150102\n"
CITY = "区划代码,名称,类别,上级,起始日期,截止日期,报告日期\n1501,呼和浩特市,市,,,,2021\n"


@pytest.fixture
def call(store: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two registers; the first in the alphabet refers to the other."""
    (tmp_path / "a.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "b.csv").write_text(CITY, encoding="utf-8")
    return tmp_path


def test_a_folder_is_recognised_ordered_and_loaded_as_one_batch(call: Call, folder: Path) -> None:
    # The list has no row for the city, which the other register brings.
    said = call("load", str(folder / "b.csv"))
    assert said.code == 0
    assert "第 1 批：读入 1 行" in said.out
    said = call("load", str(folder), "--reported", "2021")
    assert said.code == 0
    assert said.out.splitlines()[0] == "第 2 批：读入 3 行"
    assert said.err == ""
    answer = call(
        "ask", "area-coverage", "area=新城区", "--as-of", "2022-01-01", "--format", "json"
    )
    assert [row["name"] for row in json.loads(answer.out)["rows"]] == ["东街街道"]


def test_the_same_file_again_writes_nothing(call: Call, store: Store, folder: Path) -> None:
    call("load", str(folder / "b.csv"))
    said = call("load", str(folder / "b.csv"))
    assert said.code == 0
    assert "已载入过" in said.out
    assert len(batches(store)) == 1


def test_a_dry_run_counts_and_writes_nothing(call: Call, store: Store, folder: Path) -> None:
    said = call("load", str(folder / "b.csv"), "--dry-run")
    assert said.code == 0
    assert "检查通过：1 行，没有写入" in said.out
    assert batches(store) == []


def test_programs_get_the_counts_as_rows(call: Call, folder: Path) -> None:
    said = call("load", str(folder / "b.csv"), "--format", "json")
    document = json.loads(said.out)
    assert document["batch"] == 1
    assert document["dry_run"] is False
    assert {(row["kind"], row["name"]): row["count"] for row in document["rows"]} == {
        ("rows", "areas"): 1, ("nodes", "City"): 1, ("edges", "STATE"): 1
    }  # fmt: skip


def test_a_report_file_is_kept_of_a_load_and_of_a_refusal(
    call: Call, folder: Path, tmp_path: Path
) -> None:
    assert call("load", str(folder / "b.csv"), "--report", str(tmp_path / "r.csv")).code == 0
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {"kind": "nodes", "name": "City", "count": "1"} in list(csv.DictReader(file))
    (folder / "bad.csv").write_text(LIST.replace("150102004", "15010200x"), encoding="utf-8")
    said = call("load", str(folder / "bad.csv"), "--reported", "2021",
                "--report", str(tmp_path / "r.xlsx"), "--format", "json")  # fmt: skip
    assert said.code == 1
    (row,) = json.loads(said.out)["rows"]
    assert (row["file"], row["row"], row["column"], row["value"]) == (
        "bad.csv", 3, "code", "15010200x"
    )  # fmt: skip
    cell = load_workbook(tmp_path / "r.xlsx").worksheets[0]["A3"]
    assert cell.value == "15010200x"
    assert "区划代码" in cell.comment.text


def test_batches_are_rows_with_number_and_state(call: Call, folder: Path) -> None:
    call("load", str(folder / "b.csv"))
    rows = json.loads(call("batches", "--format", "json").out)["rows"]
    assert [(row["batch"], row["state"]) for row in rows] == [(1, "published")]
    assert "City=1" in rows[0]["counts"]
    table = call("batches").out
    assert "published" in table
    assert "City=1" not in table  # folded away


def test_no_batches_yet_is_said_so(call: Call) -> None:
    said = call("batches")
    assert said.code == 2
    assert "gongjian load" in said.err


def test_a_template_loads_once_it_is_filled_in(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "区域.csv"
    said = call("template", "areas", str(file))
    assert said.code == 0
    assert "必填：名称、类别" in said.out
    text = file.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].split(",")[:2] == ["区划代码", "名称"]
    cells = {"区划代码": "1501", "名称": "呼和浩特市", "类别": "市", "报告日期": "2021"}
    row = ",".join(cells.get(heading, "") for heading in text.strip().split(","))
    file.write_text(text + row + "\n", encoding="utf-8")
    assert call("load", str(file), "--register", "areas").code == 0


def test_a_template_never_overwrites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mine", encoding="utf-8")
    said = caller(capsys, {})("template", "areas", str(file))
    assert said.code == 2
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_every_register_is_listed_and_has_a_template(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {})
    assert name in call("registers").out
    assert call("template", name, str(tmp_path / "t.csv")).code == 0
    headings = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").strip().split(",")
    assert headings == [column.headings[0] for column in REGISTERS[name].columns]


@pytest.mark.parametrize(
    "item", read_manifest(EXAMPLES / "manifest.toml"), ids=lambda i: i.path.stem
)
def test_a_register_is_recognised_with_a_few_columns_that_nobody_reads(item: Input) -> None:
    assert recognise(item.path).name == item.register.name
