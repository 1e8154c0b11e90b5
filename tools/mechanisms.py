"""The mechanisms of the five articles: where the graph holds each, and which question returns it.

`examples/mechanisms.csv` says for each which question should return it; the page shows what
that question really returned from the loaded examples, with the edges that its sources made.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph.schema import EDGES, NODES
from graph.store import Store
from queries.asking import ask
from tools.markdown import table_row

TABLE = Path(__file__).resolve().parent.parent / "examples" / "mechanisms.csv"
DAY = date(2024, 6, 30)
# Standing of a mechanism, in the order of the page, with what it means.
INSTANCE, FIGURE, RULE, INITIATIVE, OUTSIDE = "实例", "数字", "规则", "机制", "范围外"
MEANING = {
    INSTANCE: "报道自己的实例：一个节点和它的关系 · its own instance: a node with its edges",
    FIGURE: "报道只给出一个数字，旁边是图的清点 · a reported figure, beside the graph's own count",
    RULE: "报道说的是一条规定，在规则集里 · a rule of the place, in a rule set",
    INITIATIVE: "只作为机制节点登记 · represented only as an Initiative",
    OUTSIDE: "不载，写明原因 · out of scope, with the reason",
}
RETURNED = (INSTANCE, FIGURE, RULE)

# Questions whose rows are counts or findings: the edges that they read.
_READ: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "branch-tree": (("REPORTS_TO", "Branch", "Branch"),),
    "check-ins": (("CHECKED_IN", "Unit", "District"),),
    "grid-findings": (
        ("COVERS", "Branch", "Grid"), ("POST_OF", "Post", "Branch"), ("LOCATED_IN", "Team", "Grid"),
        ("LOCATED_IN", "Venue", "Grid"),
    ),
    "property-management": (("MANAGES", "Enterprise", "Site"),),
}  # fmt: skip
_SAID = "UNWIND $ids AS id MATCH (x:Assertion {id: id}) RETURN DISTINCT x.said, x.citation"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A row of the table."""

    number: int
    name: str
    place: str
    article: str
    paragraph: int
    standing: str
    question: str
    parameters: Mapping[str, str]
    column: str
    value: str
    note: str


def read(path: Path = TABLE) -> list[Mechanism]:
    """Return the mechanisms in the order of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Mechanism(
                int(row["序号"]), row["机制"], row["地点"], row["文章"], int(row["段落"]),
                row["归类"], row["问题"],
                dict(word.split("=", 1) for word in row["参数"].split()),
                row["列"], row["值"], row["说明"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def returned(store: Store, mechanism: Mechanism) -> list[dict[str, Any]]:
    """Ask the question of a mechanism, and return the rows that show its instance."""
    answer = ask(store, mechanism.question, mechanism.parameters, as_of=DAY)
    return [row for row in answer.records() if str(row[mechanism.column]) == mechanism.value]


def held(store: Store, rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the edges that the sources of some rows made, and the citations of these sources."""
    ids = [id_ for row in rows for id_ in row.get("sources") or ()]
    said = store.query(_SAID, {"ids": ids}).rows if ids else []
    edges = {_edge(*_type_and_labels(words)) for words, _ in said}
    return sorted(edges), sorted({citation for _, citation in said})


def _type_and_labels(said: str) -> tuple[str, str, str]:
    """Return what an assertion begins with: relationship type, and the labels of both ends."""
    type_, *ends = json.loads(said)[:5]
    start, end = [word for word in ends if word in NODES][:2]
    return type_, start, end


def _edge(type_: str, start: str, end: str) -> str:
    ends = (NODES[start].caption.zh, NODES[end].caption.zh)
    return f"{ends[0]} —{EDGES[type_].caption.zh} {type_}→ {ends[1]}"


def page(store: Store) -> str:
    """Return the page as Markdown, with what the loaded examples really return."""
    return "\n".join(_lines(store)).rstrip() + "\n"


def _lines(store: Store) -> Iterator[str]:
    mechanisms = read()
    counts = Counter(m.standing for m in mechanisms)
    yield "# 179 项机制 · The 179 mechanisms\n"
    yield "由 `tools/docs.py` 从 `examples/mechanisms.csv` 和示例库的真实回答写成。"
    yield "五篇公开报道里写到的每一项机制：图在哪里存着报道自己的那个实例，哪个问题答得出来；"
    yield "测试在两种引擎上逐项去问。\n"
    yield "Written by `tools/docs.py` from `examples/mechanisms.csv` and what the loaded"
    yield "examples really answer; do not edit. For every mechanism of the five articles: where"
    yield "the graph holds the article's own instance, and which question returns it. A test asks"
    yield "each.\n"
    total = sum(counts[s] for s in RETURNED)
    yield "| 归类 | 项 | 含义 |\n|---|---|---|"
    yield f"| **由问题答出 · returned by a question** | **{total}** | |"
    for standing in RETURNED:
        yield f"| — {standing} | {counts[standing]} | {MEANING[standing]} |"
    for standing in (INITIATIVE, OUTSIDE):
        yield f"| **{standing}** | **{counts[standing]}** | {MEANING[standing]} |"
    yield ""
    yield "报道只给个数、没有逐一具名的，由一个节点代表，`several` 写明几个，从不当作一个来数。"
    yield "Where an article only counts, one node stands for all; `several` says how many, and it"
    yield "is never counted as one.\n"
    for standing in MEANING:
        yield f"## {standing}\n"
        yield MEANING[standing] + "\n"
        yield from _table(store, [m for m in mechanisms if m.standing == standing])
        yield ""


def _table(store: Store, mechanisms: Sequence[Mechanism]) -> Iterator[str]:
    if mechanisms[0].standing == OUTSIDE:
        yield "| 序号 | 机制 | 地点 | 出处 | 原因 |\n|---|---|---|---|---|"
        for m in mechanisms:
            yield table_row(m.number, m.name, m.place, _where(m), m.note)
        return
    yield "| 序号 | 机制 | 地点 | 出处 | 问题 | 答出 | 节点与关系 |"
    yield "|---" * 7 + "|"
    for m in mechanisms:
        rows = returned(store, m)
        edges, _ = held(store, rows)
        words = " ".join(f"{name}={value}" for name, value in m.parameters.items())
        said = _shown(m, rows[0]) if rows else "**没有答出**"
        yield table_row(
            m.number, m.name, m.place, _where(m), f"`ask {m.question} {words}`", said,
            "；".join(edges or (_edge(*read_) for read_ in _READ.get(m.question, ())))
            or _of_rule(rows),
        )  # fmt: skip


def _shown(m: Mechanism, row: Mapping[str, Any]) -> str:
    if m.standing == FIGURE:
        value = row["reported"]
        said = f"{m.value} {row['qualifier']} {value:g} {row['unit']}" if value else m.value
        counted = "未清点" if row["counted"] is None else f"清点 {row['counted']}"
        return f"{said}；{counted}"
    note = f"（{m.note}）" if m.note else ""
    return f"{m.value}{note}"


def _of_rule(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows or "rule_id" not in rows[0]:
        return ""
    return f"规则 {rows[0]['rule_id']}（{rows[0]['weight']}）"


def _where(m: Mechanism) -> str:
    return f"{m.article} ¶{m.paragraph}"
