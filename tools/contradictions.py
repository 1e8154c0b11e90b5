"""Where the sources contradict each other: both sides, and the question that shows them.

`examples/contradictions.csv` says for each side where it stands in an answer: in a column of a
returned row, or (`依据`) in the original cells of what the row rests on. Nothing is settled here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph.store import Store
from queries.asking import ask
from tools.markdown import table_row

TABLE = Path(__file__).resolve().parent.parent / "examples" / "contradictions.csv"
DAY = date(2024, 6, 30)
EVIDENCE = "依据"
DISPUTED, LEFT_OUT = "争议", "不载"
# What became of a contradiction, in the order of the page.
MEANING = {
    DISPUTED: "采用的一条入图，落选的是 DISPUTED 行，不参与清点 · "
    "one stands, the other is a DISPUTED row",
    "并存": "两边都在图里，各有名称、日期或范围 · both stand, each with its name, days or scope",
    "对照": "上报的数字旁边是图的清点 · the reported figure beside what the graph counts",
    "存疑": "原样照录，不猜 · kept as printed, nothing guessed",
    "相符": "看似矛盾，其实相符 · no contradiction after all",
    LEFT_OUT: "词句误字或缺文，没有可录的事实 · a misprint or a gap that states no fact",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says, where it says so, and where an answer shows it."""

    says: str
    where: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row of the table; two calls where the sides speak of two places."""

    number: int
    sort: str
    item: str
    sides: tuple[Side, Side]
    question: str
    calls: tuple[Mapping[str, str], ...]
    handling: str
    note: str


def read(path: Path = TABLE) -> list[Contradiction]:
    """Return the contradictions in the order of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Contradiction(
                int(row["编号"]), row["种类"], row["事项"],
                (_side(row, "甲"), _side(row, "乙")), row["问题"],
                tuple(
                    dict(word.split("=", 1) for word in call.split())
                    for call in row["参数"].split("|") if call.strip()
                ),
                row["处理"], row["说明"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _side(row: Mapping[str, str], side: str) -> Side:
    column, _, value = row[f"{side}见于"].partition("=")
    return Side(row[side], row[f"{side}出处"], column, value)


def answers(store: Store, one: Contradiction) -> list[dict[str, Any]]:
    """Ask the question of a contradiction, with the original cells beside each row."""
    rows = [r for call in one.calls for r in ask(store, one.question, call, as_of=DAY).records()]
    ids = sorted({id_ for row in rows for id_ in row.get("sources") or ()})
    said = ask(store, "evidence", {"ids": ids}, as_of=DAY).records() if ids else []
    words = {e["assertion_id"]: f"{e['citation']} {e['register']} {e['cells']}" for e in said}
    return [
        {**row, EVIDENCE: " ".join(words.get(id_, "") for id_ in row.get("sources") or ())}
        for row in rows
    ]


def shown(rows: Sequence[Mapping[str, Any]], side: Side) -> bool:
    """Say whether an answer shows a side."""
    if side.column == EVIDENCE:
        return any(side.value in row[EVIDENCE] for row in rows)
    return any(str(_plain(row[side.column])) == side.value for row in rows)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def page(store: Store) -> str:
    """Return the page as Markdown, with what the loaded examples really return."""
    return "\n".join(_lines(store)).rstrip() + "\n"


def _lines(store: Store) -> Iterator[str]:
    found = read()
    counts = Counter(one.handling for one in found)
    yield "# 40 处互相矛盾的说法 · Forty contradictions\n"
    yield "由 `tools/docs.py` 从 `examples/contradictions.csv` 和示例库的真实回答写成。五篇公开报道"
    yield "彼此之间、与 2021 年区划清单之间说法不一的地方：两边并列，各有出处，从不改成一致；"
    yield "测试在两种引擎上逐项去问，两边都要在答案里。\n"
    yield "Written by `tools/docs.py` from `examples/contradictions.csv` and what the loaded"
    yield "examples really answer; do not edit. Where the five articles disagree with each other"
    yield "or with the division list of 2021: both sides, each with its source, never made to"
    yield "agree. A test asks each, on both engines, and wants both sides in the answer.\n"
    yield "| 处理 | 项 | 含义 |\n|---|---|---|"
    for handling, meaning in MEANING.items():
        yield f"| {handling} | {counts[handling]} | {meaning} |"
    yield ""
    for handling, meaning in MEANING.items():
        yield f"## {handling}\n"
        yield meaning + "\n"
        yield "| 编号 | 事项 | 甲 | 乙 | 问题 | 甲见于 | 乙见于 | 说明 |\n" + "|---" * 8 + "|"
        for one in (c for c in found if c.handling == handling):
            rows = answers(store, one) if one.question else []
            calls = "；".join(
                " ".join(["`ask", one.question, *(f"{k}={v}" for k, v in call.items())]) + "`"
                for call in one.calls
            )
            yield table_row(
                one.number, f"{one.item}（{one.sort}）",
                *(f"{side.says}（{side.where}）" for side in one.sides), calls,
                *(_seen(rows, side) for side in one.sides), one.note,
            )  # fmt: skip
        yield ""


def _seen(rows: Sequence[Mapping[str, Any]], side: Side) -> str:
    if not side.column:
        return ""
    return f"{side.column}：{side.value}" if shown(rows, side) else "**没有答出**"
