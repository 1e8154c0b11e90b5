"""Assertions in the order of writing, in memory or not."""

from __future__ import annotations

import random

import pytest

from graph.identity import node_id
from graph.ledger import Evidence, Fact, Node, Source, spool
from graph.ledger.ahead import in_order
from graph.ledger.facts import Assertion, assertion
from graph.ledger.packing import NAMES, read, values
from graph.time import parse_date, span


def said(number: int) -> list[Assertion]:
    origin = Source("s", "甲.csv", "甲表", "甲表", "sha")
    found = []
    for n in range(number):
        who = Node("Unit", node_id("Unit", "测试", str(n % 7)), f"单位{n % 7}", "", synthetic=True)
        end = Node("Committee", node_id("Committee", "测试", str(n % 3)), "大党委", "C1")
        day = parse_date(f"20{10 + n % 9}-05") if n % 4 else None
        cells = {"行": str(n)}
        said_so = Evidence(origin, "", n // 2, "甲表", f"第 {n} 行", day, n % 3, cells, "全部")
        found.append(assertion(Fact("MEMBER_OF", who, end, {}, span(day, None), said_so, "原文")))
        if n % 5 == 0:
            state = {"name": f"单位{n}", "staff": n}
            found.append(assertion(Fact("STATE", who, who, state, span(day, None), said_so)))
    return found


def test_what_lies_on_disk_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = said(200)
    in_memory = list(spool.Spool(everything))
    random.Random(1).shuffle(everything)
    monkeypatch.setattr(spool, "IN_MEMORY", 30)
    monkeypatch.setattr(spool, "_BLOCK", 7)
    with spool.Spool(everything) as on_disk:
        assert list(on_disk) == in_memory
        assert list(on_disk) == in_memory  # as often as one likes
        again = [(a.group, a.statement.id, a.statement.synthetic) for a in on_disk.assertions()]
        assert list(on_disk.ids()) == again
        some = list(on_disk.assertions())[:40]
    with spool.Spool(a for a in everything if a not in some) as most:
        assert list(most.plus(some)) == in_memory


def test_what_a_node_is_is_written_before_what_it_does() -> None:
    groups = list(spool.Spool(said(40)))
    first = [g.type for g in groups].index("MEMBER_OF")
    assert first > 0
    assert {g.type for g in groups[:first]} == {"STATE"}
    assert {g.type for g in groups[first:]} == {"MEMBER_OF"}
    random.Random(2).shuffle(groups)
    assert [g.type for g in in_order(groups)][:first] == ["STATE"] * first


def test_an_assertion_is_read_back_as_it_was_written() -> None:
    for a in said(40):
        written = dict(zip(NAMES, values(a, "id", "key"), strict=True))
        back = read({name: value for name, value in written.items() if value is not None})
        names = ("slot", "end", "end_label", "span", "values", "register", "precedence",
                 "reported", "reported_first", "dates_text", "synthetic", "absent")  # fmt: skip
        assert [getattr(back.statement, n) for n in names] == [
            getattr(a.statement, n) for n in names
        ]
        assert (back.statement.id, back.statement.key) == ("id", "key")
        places = ("type", "group", "source", "sheet", "row", "citation", "cells", "scope")
        assert [getattr(back, n) for n in places] == [getattr(a, n) for n in places]
        assert (back.start.id, back.start.label) == (a.start.id, a.start.label)
