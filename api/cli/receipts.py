"""回执: what became of a file, for the one who sent it; as JSON, and as a letter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.text import Lang, Text
from graph.time import SHANGHAI

if TYPE_CHECKING:
    from loaders.inputs import Input
    from loaders.outcome import Outcome

ENDING = ".回执"
STATES = {
    "loaded": Text("已载入", "loaded"),
    "in part": Text("已载入，部分行待判定或被拒", "loaded but for some rows"),
    "loaded before": Text("此前已载入，内容相同", "the same content was loaded before"),
    "nothing new": Text("已读入，没有新内容", "read; nothing was new"),
    "returned": Text("退回，什么也没有载入", "returned; nothing was loaded"),
}


def receipt(
    file: Path, inputs: Sequence[Input], done: Outcome | None, why: str = ""
) -> dict[str, Any]:
    """Return what became of one file.

    Parameters
    ----------
    file : Path
    inputs : sequence of Input
        Its tables.
    done : Outcome or None
        What the load did; None where it was refused.
    why : str
        Why it was refused, in words.
    """
    head = next((item.table.head for item in inputs if item.table), None)
    said: dict[str, Any] = {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "",
        "at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
        "unit": head.unit if head else "", "period": head.period if head else "",
        "registers": list(dict.fromkeys(item.register.title.zh for item in inputs)),
    }  # fmt: skip
    if done is None:
        return {**said, "state": "returned", "why": why}
    ours = [p for p in done.refused if p.file == file.name]
    if done.skipped:
        state = "loaded before"
    elif ours:
        state = "in part"
    else:
        state = "loaded" if done.report.tick else "nothing new"
    return {
        **said, "state": state, "batch": done.report.tick or None,
        "rows": {item.register.name: len(item.table.rows) for item in inputs if item.table}
        or dict(done.rows),
        "left_out": [
            {"row": p.row, "sheet": p.sheet, "column": p.column, "value": p.value,
             "what": p.what.zh, "todo": p.todo.zh} for p in ours
        ],
        "findings": [
            {"row": f.row, "sheet": f.sheet, "column": f.column, "value": f.value,
             "rule": f.rule, "what": f.what.zh, "source": f.source}
            for f in done.findings if f.file == file.name
        ],
        "not_read": {name: h for name, h in done.personal.items() if name == file.name},
    }  # fmt: skip


def letter(said: dict[str, Any], lang: Lang = "zh") -> str:
    """Return a receipt as a person reads it."""
    lines = [
        Text("回执", "Receipt")[lang],
        Text(f"文件：{said['file']}", f"file: {said['file']}")[lang],
        Text(f"填报单位：{said['unit'] or '未写'}", f"unit: {said['unit'] or 'not said'}")[lang],
        Text(f"报告期：{said['period'] or '未写'}", f"period: {said['period'] or 'not said'}")[
            lang
        ],
        Text(f"收到：{said['at']}", f"at: {said['at']}")[lang],
        Text(f"结果：{STATES[said['state']].zh}", f"result: {STATES[said['state']].en}")[lang],
    ]
    if said.get("batch"):
        lines.append(Text(f"批次：{said['batch']}", f"batch: {said['batch']}")[lang])
    for name, rows in said.get("rows", {}).items():
        lines.append(Text(f"读入：{name} {rows} 行", f"read: {rows} rows of {name}")[lang])
    lines += [
        f"- 第 {entry['row']} 行 {entry['column']}：{entry['what']} → {entry['todo']}"
        for entry in said.get("left_out", [])
    ]
    lines += [
        f"- 核对 第 {entry['row']} 行 {entry['column']}：{entry['what']}（{entry['source']}）"
        for entry in said.get("findings", [])
    ]
    for headings in said.get("not_read", {}).values():
        names = "、".join(dict.fromkeys(headings))
        lines.append(
            Text(f"涉及个人，没有读入：{names}", f"about persons, not read: {names}")[lang]
        )
    if said.get("why"):
        lines.append(said["why"])
    return "\n".join(lines) + "\n"


def write(place: Path, said: dict[str, Any], lang: Lang = "zh") -> None:
    """Write a receipt beside a place: ``….回执.json`` and ``….回执.txt``."""
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    place.with_name(f"{place.name}{ENDING}.json").write_text(text, encoding="utf-8")
    place.with_name(f"{place.name}{ENDING}.txt").write_text(letter(said, lang), encoding="utf-8")
