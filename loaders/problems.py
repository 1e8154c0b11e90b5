"""What is wrong with a register: every cell that was refused, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import RefusedInput
from graph.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused cell, row or file.

    Parameters
    ----------
    file, sheet : str
        Where it stands; `sheet` is empty for a text file.
    row : int
        Line of the file, the first is 1; 0 when the whole file is meant.
    column : str
        Heading as printed; empty when the whole row is meant.
    value : str
        The cell as it stands in the file.
    rule : str
        Short name of the rule that it breaks.
    what, todo : Text
        What is wrong, and what to do about it.
    open : bool
        A question about a name that a person can decide: it stops its row alone.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    rule: str
    what: Text
    todo: Text
    open: bool = False

    def place(self, lang: Lang = "zh") -> str:
        """Return file, row and column for a person."""
        parts = [self.file]
        if self.sheet:
            parts.append(self.sheet)
        if self.row:
            parts.append(Text(f"第 {self.row} 行", f"row {self.row}")[lang])
        if self.column:
            parts.append(f"“{self.column}”")
        return Text("，", ", ")[lang].join(parts)


SHOWN = 20  # on a screen; the report file lists all of them


class RefusedRegister(RefusedInput):
    """A register that breaks rules; nothing of it was written.

    Parameters
    ----------
    problems : sequence of Problem
        All of them, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        files = len({p.file for p in problems})
        super().__init__(
            Text(
                f"{files} 个文件中有 {len(problems)} 处被拒绝，什么也没有写入",
                f"{len(problems)} refusals in {files} files; nothing was written",
            ),
            where=first.place(),
            todo=first.todo,
        )
        self.problems = tuple(problems)

    def render(self, lang: Lang = "zh") -> str:
        lines = [self.what[lang]]
        value = "值" if lang == "zh" else "value"
        rule = "规则" if lang == "zh" else "rule"
        lines += [
            f"- {p.place(lang)}{'：' if lang == 'zh' else ': '}{p.what[lang]}"
            + (f"（{value} {p.value!r}，{rule} {p.rule}）" if p.value else f"（{rule} {p.rule}）")
            + f" → {p.todo[lang]}"
            for p in self.problems[:SHOWN]
        ]
        if len(self.problems) > SHOWN:
            more = len(self.problems) - SHOWN
            rules = ", ".join(
                f"{r} × {n}" for r, n in Counter(p.rule for p in self.problems).items()
            )
            lines.append(
                f"……还有 {more} 处（{rules}）" if lang == "zh" else f"… and {more} more ({rules})"
            )
        return "\n".join(lines)
