"""The schema manual, written from the declaration: ``docs/schema.md``."""

from __future__ import annotations

from collections.abc import Iterable

from graph.schema.codes import CODE_LISTS
from graph.schema.declare import CodeList, EdgeType, NodeType, Property
from graph.schema.edges import COMMON, EDGES
from graph.schema.examples import EDGE_EXAMPLES, NODE_EXAMPLES
from graph.schema.nodes import NODES

_HEAD = """\
# 模型手册 · The model

由 `tools/docs.py` 从 `graph/schema` 生成，请勿手改。
Written from `graph/schema` by `tools/docs.py`; do not edit.

节点只是身份；会变的、有争议的都在边上，连同起止四日、入账批次与依据。
名称标（合成）的例子是编造的，其余取自公开报道与区划清单。

A node is identity; what can change or be disputed stands on an edge, with four dates, the ticks and
its evidence. Examples marked 合成 are made up, the others come from published articles and the
division list.
"""


def manual() -> str:
    """Return the manual as Markdown."""
    parts = [_HEAD, "## 节点 · Nodes\n"]
    parts += [_node(node) for node in NODES.values()]
    parts += ["## 关系 · Relationships\n", "每条边都带 · Every edge carries\n"]
    parts += [_table(COMMON), ""]
    parts += [_edge(edge) for edge in EDGES.values()]
    parts += ["## 代码表 · Code lists\n"]
    parts += [_codes(codes) for codes in CODE_LISTS.values()]
    return "\n".join(parts).rstrip() + "\n"


def _node(node: NodeType) -> str:
    lines = [f"### {node.label} · {node.caption.zh} · {node.caption.en}\n"]
    lines += [f"例 · Example: {NODE_EXAMPLES[node.label]}\n"]
    if node.ledger:
        lines += ["账本自用，不承载事实。 Book-keeping, carries no facts.\n"]
    else:
        lines += ["其 STATE 边可带 · Its STATE edge may carry\n", _table(node.state), ""]
    return "\n".join(lines)


def _edge(edge: EdgeType) -> str:
    lines = [f"### {edge.type} · {edge.caption.zh} · {edge.caption.en}\n"]
    lines += [f"反向读作 · Read backwards: {edge.reverse.zh} · {edge.reverse.en}\n"]
    example = EDGE_EXAMPLES[edge.type]
    said = "，".join(f"{name}={value}" for name, value in example.values.items())
    lines += [
        f"例 · Example: `({example.start_name})-[:{edge.type}]->({example.end_name})`"
        + (f"，{said}" if said else "")
        + "\n"
    ]
    if edge.type not in ("STATE", "NAMED", "DISPUTED"):
        lines += ["| 从 from | 到 to |", "|---|---|"]
        lines += [f"| {start} | {'、'.join(ends)} |" for start, ends in edge.joins.items()] + [""]
    if edge.properties and edge.type != "STATE":
        lines += [_table(edge.properties, edge.role), ""]
    notes = []
    if edge.role:
        notes.append(f"身份含 {'、'.join(edge.role)}。 Told apart by {', '.join(edge.role)}.")
    if edge.exact:
        notes.append("日期不带疑问。 Its dates carry no doubt.")
    if edge.single:
        notes.append("一个起点同时至多一条。 At most one at a time from a node.")
    return "\n".join([*lines, *(f"{note}\n" for note in notes)])


def _table(properties: Iterable[Property], role: Iterable[str] = ()) -> str:
    lines = [
        "| 名 name | 含义 meaning | 类型 type | 单位 unit | 代码表 codes |",
        "|---|---|---|---|---|",
    ]
    for p in properties:
        codes = f"[{p.codes.name}](#{p.codes.name})" if p.codes else ""
        name = f"**{p.name}**" if p.name in role else p.name
        lines.append(
            f"| {name} | {p.caption.zh} · {p.caption.en} | {p.type} | {p.unit} | {codes} |"
        )
    return "\n".join(lines)


def _codes(codes: CodeList) -> str:
    lines = [f"### {codes.name}\n", f"{codes.caption.zh} · {codes.caption.en}\n"]
    lines += ["| 值 value | 英文 English | 标志 flags |", "|---|---|---|"]
    lines += [f"| {c.value} | {c.en} | {'、'.join(sorted(c.flags))} |" for c in codes.codes]
    return "\n".join(lines) + "\n"
