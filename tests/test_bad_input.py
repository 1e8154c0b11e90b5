"""Bad input, from the command line, on both engines.

Each is told what, where (file, row, column, value), which rule and what to do; nothing is
written; the exit code is that of the contract.
"""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.ledger import batches
from graph.store import Store
from loaders.load import Input, load, register
from tests.cli_support import Call, Said, caller, door

AREAS = "区划代码,名称,类别,上级,起始日期,截止日期,报告日期\n"
AGREEMENTS = "协议编号,协议名称,形式,甲方,乙方,共建地区,签订日期,有效期起,有效期止,报告日期\n"
LISTED = "code,name,parent\n"

# What stands before each case: a city, two districts with a street each, and two units.
GROUND = {
    "areas": AREAS
    + "1501,呼和浩特市,市,,,,2021\n"
    + "150102,新城区,区县,1501,,,2021\n"
    + "150105,赛罕区,区县,1501,,,2021\n"
    + "150102007,迎新路街道,街道,150102,,,2021\n"
    + "150105001,人民路街道,街道,150105,,,2021\n",
    "organisations": "编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期,报告日期\n"
    "U1,第一中学,单位,学校,150105001,,,,2021\n"
    "U2,人民医院,单位,医院,150105001,,,,2021\n",
}


@dataclass(frozen=True)
class Bad:
    """A file, and what must be said of it."""

    register: str
    data: bytes | None
    row: int | None
    column: str
    value: str
    rule: str
    said: str


def text(register: str, content: str, *told: object) -> Bad:
    row, column, value, rule, said = told
    assert isinstance(row, int | None)
    return Bad(register, content.encode(), row, str(column), str(value), str(rule), str(said))


CASES = {
    "missing": Bad("areas", None, None, "", "", "exists", "没有这个文件"),
    "empty": Bad("areas", b"", None, "", "", "not-empty", "文件是空的"),
    "only blanks": Bad("areas", b" \n\r\n", None, "", "", "not-empty", "文件是空的"),
    "binary": Bad("areas", bytes(range(256)) * 8, None, "", "", "text", "不是文本文件"),
    "workbook": Bad("areas", b"PK\x03\x04rest", None, "", "", "wrong-extension", "Excel"),
    "lacks a column": text(
        "agreements", AGREEMENTS.replace("协议名称,", "") + "A1,,U1,U2,,,,,2021\n",
        1, "", "", "headings-present", "缺少“协议名称”列",
    ),
    "repeats a heading": text(
        "areas", AREAS.replace("类别", "名称") + "1501,甲,甲,,,,2021\n",
        1, "", "", "headings-once", "表头重复：名称",
    ),
    "code of 11 digits": text(
        "areas", AREAS + "15010500103,永乐社区,社区,150105001,,,2021\n",
        2, "区划代码", "15010500103", "area-code", "11 位",
    ),
    "30 February": text(
        "areas", AREAS + "150105001003,永乐社区,社区,150105001,2023年2月30日,,2021\n",
        2, "起始日期", "2023年2月30日", "date-day", "没有这一天",
    ),
    "ends before it starts": text(
        "agreements", AGREEMENTS + "A1,共建,,U1,U2,150105001,,2023.5,2022.12,2023\n",
        2, "有效期止", "2022.12", "start-before-end", "",
    ),
    "unit nobody knows": text(
        "agreements", AGREEMENTS + "A1,共建,,第一中学,第三医院,150105001,,,,2023\n",
        2, "乙方", "第三医院", "known-reference", "没有这个单位或组织：“第三医院”",
    ),
    "community under a street of another district": text(
        "areas", AREAS + "150102007003,锦绣社区,社区,150105001,,,2021\n",
        2, "上级", "150105001", "code-under-parent", "呼和浩特市/赛罕区/人民路街道",
    ),
    "listed community under a street of another district": text(
        "areas-2021", LISTED + "150102007003,锦绣社区居委会,150105001\n",
        2, "parent", "150105001", "code-under-parent", "呼和浩特市/赛罕区/人民路街道",
    ),
}  # fmt: skip


@pytest.fixture
def call(store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """The command line before a database with the ground of all cases."""
    inputs = []
    for name, content in GROUND.items():
        file = tmp_path / f"{name}.csv"
        file.write_text(content, encoding="utf-8")
        inputs.append(Input(file, register(name)))
    load(store, inputs, who="tests")
    return caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})


def contents(store: Store) -> list[tuple[object, ...]]:
    """Return what the database holds, counted by label and by type, and its batches."""
    nodes = store.query("MATCH (n) RETURN labels(n)[0] AS what, count(n) AS n ORDER BY what")
    edges = store.query("MATCH ()-[r]->() RETURN type(r) AS what, count(r) AS n ORDER BY what")
    return [*nodes.rows, *edges.rows, len(batches(store))]  # type: ignore[list-item]  # only compared


@pytest.mark.parametrize("name", CASES)
def test_a_bad_register_is_refused_and_nothing_written(
    name: str, call: Call, store: Store, tmp_path: Path
) -> None:
    bad = CASES[name]
    file = tmp_path / "坏.csv"
    if bad.data is not None:
        file.write_bytes(bad.data)
    before = contents(store)
    said = call("load", str(file), "--register", bad.register, "--reported", "2021",
                "--format", "json")  # fmt: skip
    assert said.code == 1
    (problem,) = json.loads(said.out)["rows"]
    assert Path(problem["file"]).name == "坏.csv"
    assert (problem["row"], problem["column"], problem["value"], problem["rule"]) == (
        bad.row, bad.column, bad.value, bad.rule
    )  # fmt: skip
    assert bad.said in problem["what"]
    assert problem["todo"]
    told(said, "坏.csv", bad.rule, bad.value, problem["what"], problem["todo"])
    assert contents(store) == before


def told(said: Said, *parts: str) -> None:
    """Check that a person reads all of it on stderr, and no traceback."""
    assert said.err.startswith("错误：")
    assert [part for part in parts if part not in said.err] == []
    assert "Traceback" not in said.err


def test_a_register_that_lacks_a_column_need_not_be_named(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "坏.csv"
    file.write_bytes(CASES["lacks a column"].data or b"")
    said = call("load", str(file))
    assert said.code == 1
    told(said, "坏.csv", "headings-present", "缺少“协议名称”列")


def test_a_register_of_no_known_kind_asks_to_be_named(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "坏.csv"
    file.write_text("颜色,形状\n红,圆\n", encoding="utf-8")
    said = call("load", str(file))
    assert said.code == 2
    told(said, "认不准登记册种类", "--register", "坏.csv")


def test_a_register_in_gb18030_loads_as_well_as_in_utf8(
    call: Call, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "国标.csv"
    file.write_bytes((AREAS + "150105001003,永乐社区,社区,150105001,,,2021\n").encode("gb18030"))
    assert call("load", str(file)).code == 0
    names = store.query("MATCH (n:Community) RETURN n.name, n.code")
    assert names.rows == [("永乐社区", "150105001003")]


def test_every_problem_of_a_file_is_told_at_once(call: Call, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "坏.csv"
    rows = "".join(f"15010500{n:03},社区{n},社区,150105001,,,2021\n" for n in range(30))
    file.write_text(AREAS + rows, encoding="utf-8")
    said = call("load", str(file), "--format", "json")
    assert said.code == 1
    assert [row["row"] for row in json.loads(said.out)["rows"]] == list(range(2, 32))
    assert "还有 10 处" in said.err
    assert len(batches(store)) == 1


def test_one_bad_file_keeps_the_good_one_out(call: Call, store: Store, tmp_path: Path) -> None:
    good, bad = tmp_path / "好.csv", tmp_path / "坏.csv"
    good.write_text(AREAS + "150105001003,永乐社区,社区,150105001,,,2021\n", encoding="utf-8")
    bad.write_text(AREAS + "15010500103,某社区,社区,150105001,,,2021\n", encoding="utf-8")
    before = contents(store)
    assert call("load", str(good), str(bad)).code == 1
    assert contents(store) == before


def test_a_wrong_password_is_said_so(call: Call, store: Store) -> None:
    before = contents(store)
    wrong = {"GONGJIAN_PASSWORD": "not-it", "GONGJIAN_READER_PASSWORD": "not-it"}
    for words in (("ask", "area-coverage", "area=新城区"), ("batches",), ("engine", "status")):
        said = call(*words, **wrong)
        assert said.code == 3
        assert said.out == ""
        told(said, "数据库拒绝了用户名或密码", f"位置：{store.endpoint.uri}", "怎么办：")
        assert "not-it" not in said.err
    assert contents(store) == before
    # After three failures Neo4j lets nobody of that name in for five seconds.
    deadline = time.monotonic() + 30
    while (said := call("batches")).code:
        told(said, "密码错误次数过多", f"位置：{store.endpoint.uri}", "怎么办：")
        assert said.code == 3
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_no_server_at_the_address_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    env = {"GONGJIAN_PASSWORD": "x", "GONGJIAN_LANG": "zh"}
    said = caller(capsys, env)("ask", "area-coverage", "area=x", "--db", "bolt://127.0.0.1:1")
    assert said.code == 3
    told(said, "连不上数据库服务器", "位置：bolt://127.0.0.1:1", "怎么办：")


def test_a_server_without_tls_is_said_so(call: Call, store: Store) -> None:
    address = store.endpoint.uri.replace("bolt://", "bolt+s://")
    said = call("batches", GONGJIAN_DB=address)
    assert said.code == 3
    told(said, "加密连接失败", f"位置：{address}", "SSL_CERT_FILE")
    assert store.query("RETURN 1").rows == [(1,)]


def test_a_port_in_use_is_said_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        call = caller(capsys, {"GONGJIAN_LANG": "zh"})
        said = call("serve", "--port", port, "--db", str(tmp_path / "db"))
    assert said.code == 3
    told(said, f"端口 {port} 已被占用", f"位置：127.0.0.1:{port}", "怎么办：")
    assert not (tmp_path / "db").exists()


@pytest.mark.parametrize(
    "words", [("ask", "area-coverage", "area=x"), ("load", "好.csv"), ("engine", "start")]
)
def test_a_folder_with_something_else_in_it_is_left_alone(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "好.csv").write_text(GROUND["areas"], encoding="utf-8")
    taken = tmp_path / "文件夹"
    taken.mkdir()
    (taken / "照片.jpg").write_bytes(b"not a database")
    said = caller(capsys, {"GONGJIAN_LANG": "zh"})(*words, "--db", str(taken))
    assert said.code == 3
    told(said, f"位置：{taken}", "怎么办：")
    assert [p.name for p in taken.iterdir()] == ["照片.jpg"]
