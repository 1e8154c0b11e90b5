"""The page of all rules of loading, with their sources: ``python -m loaders.rulebook``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from graph.text import Text
from loaders.checks import CHECKS
from loaders.dirt import GROUPS
from loaders.registers import REGISTERS
from loaders.rules import Kind, rules

HEADS: dict[Kind, Text] = {
    "file": Text("整个文件被拒绝", "Files that are refused"),
    "cell": Text("单元格或整行被拒绝", "Cells and rows that are refused"),
    "clean": Text("规范化：原文与结果都保留", "Cells taken otherwise: both texts are kept"),
    "note": Text("看到但不当作数据", "Seen and passed over"),
    "check": Text("核对：照常载入并列出（退出码 4）", "Cross-checks: loaded and told (exit 4)"),
}


def page() -> str:
    """Return the page of all rules, in both languages."""
    lines = [
        "# 载入规则 · Rules of loading", "",
        "由 `python -m loaders.rulebook` 生成，请勿手改。Generated; edit `loaders/rules.py`.", "",
        "没有一条规则会猜：说不准的单元格被拒绝，原文始终保留。",
        "No rule guesses: what is not sure is refused, and what a cell says is always kept.",
    ]  # fmt: skip
    for kind, head in HEADS.items():
        lines += ["", f"## {head.zh} · {head.en}", "", "| 规则 | 说明 | meaning | 例 | 依据 |",
                  "|---|---|---|---|---|"]  # fmt: skip
        lines += [
            f"| `{r.name}` | {r.about.zh} | {r.about.en} | {r.example} | {r.source} |".replace(
                "|  |", "| |")
            for r in rules() if r.kind == kind
        ]  # fmt: skip
    return "\n".join([*lines, *_of_checks(), *_of_dirt()]) + "\n"


def _of_checks() -> Iterator[str]:
    """Yield the lines of the part on cross-checks."""
    yield from ("", "## 交叉核对：只告知，不改 · Cross-checks: findings, never repairs", "",
                "| 核对 | 登记册 | 说明 | meaning | 依据 |", "|---|---|---|---|---|")  # fmt: skip
    for check in CHECKS:
        registers = "、".join(REGISTERS[name].title.zh for name in check.registers)
        about = check.about
        yield f"| `{check.name}` | {registers} | {about.zh} | {about.en} | {check.source} |"


def _of_dirt() -> Iterator[str]:
    """Yield the lines of the part on dirt and the rules that meet it."""
    yield ""
    yield "## 常见的脏法与规则 · Dirt and the rules that meet it"
    yield ""
    yield "测试见 `tests/test_loader_dirt.py`。Tests: there, and in the files it names."
    for head, group in GROUPS:
        yield from ("", f"### {head.zh} · {head.en}", "",
                    "| 脏法 | dirt | 规则 | 结果 | outcome |", "|---|---|---|---|---|")  # fmt: skip
        for dirt in group:
            named = "、".join(f"`{rule}`" for rule in dirt.rules) or "—"
            about, then = dirt.about, dirt.outcome
            yield f"| {about.zh} | {about.en} | {named} | {then.zh} | {then.en} |"


if __name__ == "__main__":
    sys.stdout.write(page())
