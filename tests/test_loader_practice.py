"""Loading in practice: rate and time left, waiting for another writer, receipts, what is asked."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from api.cli.pace import Pace, in_turn
from api.cli.session import Session
from graph.errors import Conflict
from graph.ledger import batches
from graph.ledger.lock import acquire, holder, release
from graph.store import Store
from loaders.load import load
from tests.cli_support import Call, caller, door
from tests.loader_support import given, write
from tests.test_loader_load import AREAS, BODIES
from tests.workbook_support import Rows, book

MEMBERS = ["委员会", "成员单位", "起始日期", "截止日期"]
AGREEMENTS = "协议编号,协议名称,甲方,乙方,所属社区,签订日期,有效期,报告日期"


@pytest.fixture
def call(store: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})


def areas(store: Store, folder: Path) -> None:
    load(store, [given(folder, "areas", *AREAS), given(folder, "organisations", *BODIES)], who="x")


def test_a_line_has_rate_and_time_left() -> None:
    now = [0.0]
    pace = Pace("zh", lambda: now[0])
    assert pace.line("读", 0, 9_000) == "读 0/9,000"
    now[0] = 2.0
    assert pace.line("读", 2_000, 9_000) == "读 2,000/9,000，每秒 1,000，还要 0:07"
    assert pace.line("写", 1, 9) == "写 1/9"  # another phase has a rate of its own
    now[0] = 5.0
    assert pace.line("写", 4, 7_204).endswith("还要 2:00:00")


def test_who_waits_is_told_for_whom_and_goes_on(store: Store, tmp_path: Path, call: Call) -> None:
    areas(store, tmp_path)
    fence = acquire(store)
    owner = holder(store)
    assert owner
    with pytest.raises(Conflict, match=owner):
        in_turn(Session(), store, patience=0)
    release(store, fence)
    assert holder(store) == ""
    before = time.monotonic()
    in_turn(Session(), store)
    assert time.monotonic() - before < 1
    committees = write(tmp_path, "c.csv", "编号,名称,类别,服务地区,成立日期,报告日期",
                       "C1,锦绣大党委,大党委,150102007003,,2021")  # fmt: skip
    assert call("load", str(committees)).code == 0


def test_a_complete_list_takes_scope_and_day_from_the_lines_above_it(
    store: Store, tmp_path: Path, call: Call
) -> None:
    areas(store, tmp_path)
    load(store, [given(tmp_path, "committees", "编号,名称,类别,服务地区,成立日期,报告日期",
                       "C1,锦绣大党委,大党委,150102007003,,2021")], who="x")  # fmt: skip

    def listed(name: str, period: str, *rows: list[str]) -> Path:
        lines: Rows = [
            ["成员单位"],
            ["填报单位：锦绣社区", "", f"报告期：{period}"],
            MEMBERS,
            *rows,
        ]
        return book(tmp_path / name, lines)

    first = listed("一.xlsx", "2022年", ["C1", "O1", "", ""], ["C1", "O2", "", ""])
    assert call("load", str(first), "--complete").code == 0
    assert (
        call("load", str(listed("二.xlsx", "2023年", ["C1", "O2", "", ""])), "--complete").code == 0
    )
    ends = store.query(
        "MATCH (l:Ledger {id: 'ledger'}) MATCH (u)-[m:MEMBER_OF]->() "
        "WHERE m.known_from <= l.watermark < m.known_to RETURN u.code, m.to_max"
    ).rows
    assert {code: end.year for code, end in ends} == {"O1": 2023, "O2": 9999}
    silent = write(tmp_path, "无.csv", ",".join(MEMBERS), "C1,O1,,")
    said = call("load", str(silent), "--complete")
    assert (said.code, "--scope" in said.err) == (2, True)
    said = call("load", str(silent), "--complete", "--scope", "150102007003")
    assert (said.code, "--reported" in said.err) == (2, True)


def test_files_come_back_with_a_receipt_for_their_sender(
    store: Store, tmp_path: Path, call: Call
) -> None:
    areas(store, tmp_path)
    folder, out = tmp_path / "来件", tmp_path / "回执"
    folder.mkdir()
    write(folder, "a.csv", "所属社区,单位名称,单位性质,在职人数,党员数,报告日期,联系电话",
          "150102007003,图书馆,事业单位,20,23,2024,13912345678")  # fmt: skip
    write(folder, "b.csv", "编号,所属社区,单位,资源类别,资源名称,报告日期",
          "Z1,150102007003,第一小校,场地,操场,2024")  # fmt: skip
    said = call("load", str(folder), "--receipt", str(out), "--report", str(tmp_path / "r.json"))
    assert said.code == 4
    told = {name: json.loads((out / f"{name}.回执.json").read_text("utf-8"))
            for name in ("a.csv", "b.csv")}  # fmt: skip
    assert (told["a.csv"]["state"], told["b.csv"]["state"]) == ("loaded", "in part")
    assert told["a.csv"]["not_read"] == {"a.csv": ["联系电话"]}
    assert [f["rule"] for f in told["a.csv"]["findings"]] == ["part-over-whole"]
    ((waits),) = told["b.csv"]["left_out"]
    assert "gongjian names decide" in waits["todo"]
    letter = (out / "b.csv.回执.txt").read_text("utf-8")
    assert "已载入，部分行待判定或被拒" in letter
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (len(report["findings"]), len(report["left_out"])) == (1, 1)
    assert call("load", str(tmp_path / "没有.csv"), "--receipt", str(out)).code == 1


def test_a_plan_says_why_coverage_would_change(store: Store, tmp_path: Path, call: Call) -> None:
    areas(store, tmp_path)
    file = write(tmp_path, "协议.csv", AGREEMENTS,
                 "A1,共建,O1,O2,150102007003,2020-03-01,2020.3-2099.12,2021")  # fmt: skip
    document = json.loads(call("load", str(file), "--dry-run", "--format", "json").out)
    (entry,) = [e for e in document["coverage"] if e["level"] == "Community"]
    assert (entry["before"], entry["after"]) == (
        {"covered": 0, "of": 1}, {"covered": 1, "of": 1}
    )  # fmt: skip
    # Begun before this load and recorded by it: late, and not new.
    assert {c["cause"]: c["gained"] for c in entry["causes"] if c["gained"]} == {"补录": 1}
    assert len(batches(store)) == 1
    assert call("load", str(file)).code == 0
    people = write(
        tmp_path, "区域.csv", AREAS[0], "150102007009,新社区居委会,正式,社区,150102007,,,2021"
    )
    said = call("load", str(people), "--dry-run")
    assert "共建签约覆盖（社区、村）" in said.out
    assert "1/1 → " in said.out
    assert "1/2" in said.out
