"""Rows that nobody meant: every register takes any mixture of dirty cells, or refuses it by name.

`make test` draws 40 tables of each register, always the same; `make fuzz` thousands of others.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from graph.ledger import Node, Report
from loaders.context import Context
from loaders.inputs import Input
from loaders.layout import Table
from loaders.load import Outcome, read_all
from loaders.places import Places
from loaders.registers import REGISTERS
from loaders.rules import rules

_WORDS = re.findall(r"\S+", """
    甲 第一小学 锦绣社区 锦绣社区大党委 迎新路街道 150102007003 150102007 1501 C1 U1 B1 同上
    〃 无 / — 待定 长期 至今 三年 2023.5 2023.10 2023-05-01 二〇二三年五月 2月30日 5月 23.5
    45047 2023.1-2025.12 2023年至今 22家 近5000 170余 1 0 -1 51% 75.94％ 超50% 1E400 nan
    9.11501E+17 91150105MA0N1A2B35 150105600012345 √ × 是 有 已完成 书记 兼职委员 派出所所长
    张三、李四 13800001234 138****1234 150102199001011234 第一小学、人民医院 甲/乙/丙 =1+1
    例：第一小学 机关 学校 非公企业 社会组织 综合 党支部 大党委 611 单独 联合 正常 注销
    组织覆盖 工作覆盖 自然人 企业 应签 场地 急
""")  # fmt: skip
CELLS = (
    "", "", "", "王\u3000伟", "\u200b", "\n", "'", "名" * 400,
    *_WORDS,
)  # fmt: skip


def known() -> Places:
    """Return a street with a community, a school in it and its committee."""
    places = Places()
    above: Node | None = None
    for label, code, name in (
        ("City", "1501", "呼和浩特市"), ("District", "150102", "新城区"),
        ("Street", "150102007", "迎新路街道"), ("Community", "150102007003", "锦绣社区居委会"),
    ):  # fmt: skip
        node = Node(label, f"area-{code}", name, code)
        places.add_area(node, above)
        above = node
    for label, number, name in (
        ("Unit", "U1", "第一小学"), ("Unit", "U2", "人民医院"),
        ("Committee", "C1", "锦绣社区大党委"), ("Branch", "B1", "第一小学党支部"),
        ("Enterprise", "E1", "甲"),
    ):  # fmt: skip
        body = Node(label, f"body-{number}", name, number)
        places.add_body(body, number)
        places.put_in(body, above)
    return places


def spoilt(name: str, chance: random.Random) -> tuple[Input, Table]:
    """Return a table of a register: each cell its example or anything at all."""
    register = REGISTERS[name]
    columns = [c for c in register.columns if not c.optional_heading or chance.random() < 0.8]
    chance.shuffle(columns)
    anything = chance.choice((0, 0.05, 0.2, 0.6, 1.0))
    rows = tuple(
        (number, tuple(
            chance.choice(CELLS) if chance.random() < anything
            else column.example or (chance.choice(CELLS) if column.required else "")
            for column in columns
        ))
        for number in range(2, 2 + chance.choice((1, 3, 8)))
    )  # fmt: skip
    headings = tuple(column.headings[0] for column in columns)
    table = Table(f"{name}.csv", "0" * 64, "utf-8", headings, rows)
    return Input(Path(table.file), register, table=table), table


def taken(count: int, chance: random.Random) -> Counter[str]:
    """Read tables of every register; whatever else than facts or refusals comes out is a fault."""
    met: Counter[str] = Counter()
    for name in REGISTERS:
        for _ in range(count):
            context = Context(known(), holder_key=lambda: b"k" * 32)
            outcome = Outcome(Report(0))
            facts, problems = read_all(context, [spoilt(name, chance)], outcome)
            assert not (facts and problems)
            met["stated" if facts else "refused" if problems else "nothing"] += 1
            met.update(f"rule {p.rule}" for p in problems)
            for problem in problems:
                assert all((problem.what.zh, problem.what.en, problem.todo.zh)), problem
    return met


def test_every_register_bears_any_mixture_of_cells() -> None:
    met = taken(40, random.Random(3))
    assert met["stated"] > 20
    assert met["refused"] > 100
    named = {rule.name for rule in rules()}
    strange = {key.removeprefix("rule ") for key in met if key.startswith("rule ")} - named
    assert not strange, sorted(strange)


@pytest.mark.fuzz
def test_every_register_bears_thousands_of_mixtures() -> None:
    assert taken(1_000, random.Random())["stated"] > 500
