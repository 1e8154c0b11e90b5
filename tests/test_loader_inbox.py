"""An inbox: what comes is loaded, filed away and answered with a receipt."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli.inbox import DONE, RETURNED, sweep
from api.cli.session import Session
from graph.ledger import batches
from graph.store import Store
from loaders.inputs import Input, inputs_of
from tests.cli_support import caller
from tests.loader_support import write
from tests.test_loader_load import AREAS
from tests.workbook_support import book


def read(file: Path) -> list[Input]:
    return inputs_of(file)


def settled(path: Path) -> Path:
    os.utime(path, (path.stat().st_mtime - 60,) * 2)
    return path


def test_what_comes_is_filed_away_with_a_receipt(store: Store, tmp_path: Path) -> None:
    lines = [["填报单位：新城区", "", "报告期：2024年第三季度"], *(row.split(",") for row in AREAS)]
    settled(book(tmp_path / "好.xlsx", lines))
    settled(write(tmp_path, "坏.csv", AREAS[0], "x,甲,正式,市,,,,2021"))
    settled(write(tmp_path, "生.csv", "甲,乙,丙", "1,2,3"))
    copying = write(tmp_path, "在拷贝.csv", *AREAS)
    os.utime(copying, (copying.stat().st_mtime + 3600,) * 2)  # as if it changed all the while
    settled(write(tmp_path, "~$好.xlsx", "锁"))
    assert sweep(Session(), store, tmp_path, read, who="测试") == 3
    assert {p.name for p in tmp_path.iterdir()} == {DONE, RETURNED, "在拷贝.csv", "~$好.xlsx"}
    (receipt,) = (tmp_path / DONE).glob("*.json")
    said = json.loads(receipt.read_text("utf-8"))
    assert (said["state"], said["batch"], said["rows"]) == ("loaded", 1, {"areas": 4})
    assert (said["unit"], said["period"]) == ("新城区", "2024年第三季度")
    returned = {p.name.split("-", 2)[2] for p in (tmp_path / RETURNED).iterdir()}
    assert returned == {
        "坏.csv", "坏.csv.回执.json", "坏.csv.回执.txt", "坏-问题.xlsx",
        "生.csv", "生.csv.回执.json", "生.csv.回执.txt",
    }  # fmt: skip
    (marked,) = (tmp_path / RETURNED).glob("*问题.xlsx")
    assert load_workbook(marked).worksheets[0]["A2"].comment is not None
    assert len(batches(store)) == 1
    settled(book(tmp_path / "再来.xlsx", lines))
    assert sweep(Session(), store, tmp_path, read, who="测试") == 1
    assert len(list((tmp_path / DONE).glob("*.xlsx"))) == 2
    assert [entry.state for entry in batches(store)].count("published") == 1


def test_only_one_folder_is_watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = caller(capsys, {})("load", str(write(tmp_path, "a.csv", *AREAS)), "--watch")
    assert said.code == 2
    assert "--watch" in said.err
