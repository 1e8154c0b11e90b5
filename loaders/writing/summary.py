"""What is wrong with files, as lines: by rule, what was not checked, and every refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.text import Lang, Text
from loaders.layout import Table
from loaders.problems import Problem

REFUSED = Text("问题", "what is wrong")
TODO = Text("怎么办", "what to do")
_BLANK = ("", "", "", "")
_OF_ROWS = ("known-reference", "start-before-end", "number-once", "two-sides", "covered-by-whom")


@dataclass(frozen=True, slots=True)
class Refused:
    """One file of a load, with what is wrong in it.

    Parameters
    ----------
    path : Path
    tables : tuple of Table
        What was read of it; empty where it could not be read.
    problems : tuple of Problem
        All of them.
    """

    path: Path
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def summary(refused: Sequence[Refused], lang: Lang) -> Iterator[tuple[str | int, ...]]:
    """Yield the lines of a summary: counts by rule first, then every refusal, without a cap.

    Parameters
    ----------
    refused : sequence of Refused
    lang : {"zh", "en"}
    """
    problems = [p for entry in refused for p in entry.problems]
    said = {
        "title": Text(f"{len(problems)} 处被拒绝，没有写入", f"{len(problems)} refusals"),
        "rule": Text("规则", "rule"), "times": Text("次数", "times"),
        "file": Text("文件", "file"), "sheet": Text("工作表", "sheet"), "row": Text("行", "row"),
        "column": Text("列", "column"), "value": Text("值", "value"),
    }  # fmt: skip
    yield (said["title"][lang],)
    yield ("",)
    yield (said["rule"][lang], said["times"][lang], *_BLANK, REFUSED[lang], TODO[lang])
    first = {p.rule: p for p in reversed(problems)}
    for rule, times in Counter(p.rule for p in problems).most_common():
        entry = first[rule]
        yield (rule, times, *_BLANK, entry.what[lang], entry.todo[lang])
    yield ("",)
    for text in not_run(problems):
        yield (text[lang],)
    yield ("",)
    yield (
        said["file"][lang], said["sheet"][lang], said["row"][lang], said["column"][lang],
        said["value"][lang], said["rule"][lang], REFUSED[lang], TODO[lang],
    )  # fmt: skip
    for p in problems:
        yield (p.file, p.sheet, p.row or "", p.column, p.value, p.rule, p.what[lang], p.todo[lang])


def not_run(problems: Sequence[Problem]) -> list[Text]:
    """Return which checks could not be made, and why."""
    rows = {(p.file, p.sheet, p.row) for p in problems if p.row and p.column}
    files = {p.file for p in problems if not p.row}
    said = []
    if rows:
        names = "、".join(_OF_ROWS)
        said.append(Text(
            f"未核对：有单元格被拒的 {len(rows)} 行，其引用、起止先后和重复要改正后才能核对"
            f"（{names} 等）",
            f"not checked: references, order of days and repeats in the {len(rows)} rows with "
            f"refused cells ({names} …)"))  # fmt: skip
    if files:
        listed = "、".join(sorted(files))
        said.append(Text(
            f"未核对：读不了的文件（{listed}）里的各行",
            f"not checked: the rows of files that cannot be read ({listed})"))  # fmt: skip
    if problems:
        said.append(Text(
            "未核对：与已入库内容的比较（更改、终止、清单里消失的行），因为被拒的行没有写入",
            "not compared with what is there (changed, ended, vanished): refused rows are not "
            "written"))  # fmt: skip
    return said
