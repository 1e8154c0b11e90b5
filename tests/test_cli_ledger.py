"""The ledger from the command line: correct, take back, merge, split, check, upgrade."""

from __future__ import annotations

import json

import pytest

from graph.ledger import Fact, batches
from graph.store import Store
from tests.cli_support import Call, caller, door
from tests.ledger_support import committee, dates, evidence, keys, member, put, unit, visible

C, SCHOOL = committee("大党委"), unit("学校")


@pytest.fixture
def call(store: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**door(store), "GONGJIAN_LANG": "zh"})


@pytest.fixture
def key(store: Store) -> str:
    """A seat that a register speaks of, and its key."""
    values = {"post": "兼职委员", "holder": "化名甲", "basis": "兼职委员"}
    put(store, Fact("JOINTLY_APPOINTED", SCHOOL, C, values, dates("2023-05-01"), evidence()))
    return keys(store, "JOINTLY_APPOINTED")["学校", "大党委"]


def test_a_correction_is_shown_and_wants_a_yes(call: Call, store: Store, key: str) -> None:
    shown = call("correct", key, "end=2024-06-30", "--because", "协议原件")
    assert (shown.code, "2024年6月30日" in shown.err) == (2, True)
    assert "--yes" in shown.err
    assert len(batches(store)) == 1
    done = call("correct", key, "end=2024-06-30", "--because", "协议原件", "--yes")
    assert done.code == 0
    assert "已发布批次 2：新增 1 行，取代 1 行\n" in done.err


def test_a_value_that_lost_is_counted_apart(call: Call, store: Store, key: str) -> None:
    done = call("correct", key, "basis=挂职", "--because", "协议原件", "--yes")
    assert "新增 1 行，取代 1 行；另存 1 处不同说法" in done.err
    english = call("--lang", "en", "rollback", "2", "--yes")
    assert "1 rows written, 1 superseded\n" in english.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("{key}", "nosuch=1", "--because", "x"), 2, "没有 nosuch"),
        (("{key}", "post=书记", "--because", "x"), 2, "属于事实的身份"),
        (("{key}", "end", "--because", "x"), 2, "字段=值"),
        (("{key}", "end=2022-01-01", "start=2023-01-01", "--because", "x"), 1, "2022"),
        (("0" * 24, "end=2025-12-31", "--because", "x"), 2, "没有这个可见的事实"),
        (("{key}", "end=2025-12-31"), 2, "--because"),
    ],
    ids=["field", "identity", "form", "order", "key", "reason"],
)
def test_a_correction_that_cannot_be_is_refused(
    call: Call, store: Store, key: str, words: tuple[str, ...], code: int, said: str
) -> None:
    refused = call("correct", *(word.format(key=key) for word in words), "--yes")
    assert refused.code == code
    assert said in refused.err
    assert [entry.state for entry in batches(store)] == ["published"]


def test_what_later_batches_touched_is_taken_back_after_them(
    call: Call, store: Store, key: str
) -> None:
    call("correct", key, "end=2024-06-30", "--because", "协议原件", "--yes")
    refused = call("rollback", "1", "--yes")
    assert (refused.code, key in refused.err) == (1, True)
    assert call("rollback", "2", "--yes").code == 0
    assert "已由批次 3 撤回" in call("rollback", "2", "--yes").err
    assert call("rollback", "1", "--yes").code == 0
    assert visible(store, "JOINTLY_APPOINTED") == set()
    assert call("rollback", "99", "--yes").code == 2
    told = json.loads(call("batches", "--format", "json").out)
    assert {row["state"] for row in told["rows"]} == {"published"}
    assert [row["batch"] for row in told["rows"]] == [1, 2, 3, 4]


def test_two_that_are_one_are_merged_and_parted(call: Call, store: Store) -> None:
    old = unit("第一中学")
    put(
        store,
        member(old, C, dates("2023-05-01"), evidence()),
        member(SCHOOL, committee("大工委"), dates("2023-05-01"), evidence(row=2)),
        *(Fact("STATE", n, n, {"name": n.name}, dates("2023"), evidence()) for n in (old, SCHOOL)),
    )
    before = visible(store, "MEMBER_OF")
    same = call("merge", SCHOOL.id, SCHOOL.id, "--because", "同一所", "--yes")
    assert (same.code, "同一个节点" in same.err) == (2, True), same.err
    assert call("merge", SCHOOL.id, old.id, "--because", "同一所", "--yes").code == 0
    assert {a for a, _, _ in visible(store, "MEMBER_OF")} == {"学校"}
    moving = store.query(
        "MATCH (a)-[e:MEMBER_OF]->(b {name: '大党委'}) WHERE e.known_from = 2 RETURN e.sources"
    ).rows[0][0]
    parted = call("split", SCHOOL.id, "东校区", *moving, "--because", "两所", "--yes")
    assert (parted.code, "新的标识" in parted.err) == (0, True)
    assert {a for a, _, _ in visible(store, "MEMBER_OF")} == {"学校", "东校区"}
    for number in ("3", "2"):
        assert call("rollback", number, "--yes").code == 0
    assert visible(store, "MEMBER_OF") == before


def test_check_ends_with_four_where_a_promise_is_broken(call: Call, store: Store, key: str) -> None:
    clean = call("check", "--format", "json")
    assert clean.code == 0
    assert json.loads(clean.out)["violations"] == []
    store.run_write("MATCH ()-[e:JOINTLY_APPOINTED]->() SET e.sources = ['nowhere']")
    broken = call("check", "--format", "json")
    assert broken.code == 4
    assert json.loads(broken.out)["violations"][0]["rule"] == "sources-present"
