"""What a file does not say of itself and a load must know: asked for at a terminal, else told."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from api.cli.session import Session
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from loaders.inputs import Input

_PERIOD = Text(
    "报告期或报告日（如 2024年第三季度；行内自有日期的可回车跳过）",
    "the period or day it speaks for (such as 2024年第三季度; Enter leaves it out)",
)
_SCOPE = Text("完整清单的范围（区划代码或名称）", "what the list is complete for (code or name)")


def asked(session: Session, item: Input, *, complete: bool) -> Input:
    """Return an input with its period and, of a complete list, its scope.

    Both come from the command line or from the lines above the table (报告期, 填报时间, 填报单位);
    what is missing is asked for where a person sits at a terminal.

    Raises
    ------
    Misuse
        A complete list does not say for what or for when, and nobody can be asked.
    """
    head = item.table.head if item.table else None
    if item.table is None:
        return item  # of a manifest, which says both
    if complete and not item.scope:
        item = replace(item, scope=(head.unit if head else "") or _answer(session, item, _SCOPE))
        if not item.scope:
            raise Misuse(
                Text("完整清单要有范围：表头上方没有“填报单位”",
                     "a complete list needs its scope: no unit stands above the table"),
                where=str(item.path),
                todo=Text("用 --scope 写明", "say it with --scope"),
            )  # fmt: skip
    silent = head is None or not (head.period or head.filled)
    if item.reported is None and silent and not _dated(item):
        from graph.time import parse_date

        text = _answer(session, item, _PERIOD)
        item = replace(item, reported=parse_date(text) if text else None)
    return item


def _dated(item: Input) -> bool:
    """Tell whether a table has a column for the day of each row."""
    from loaders.read import match_columns

    return item.table is None or "reported" in match_columns(item.table, item.register)


def _answer(session: Session, item: Input, question: Text) -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ""
    sheet = f" [{item.table.sheet}]" if item.table and item.table.sheet else ""
    session.say(Text(f"{item.path.name}{sheet}：", f"{item.path.name}{sheet}:"))
    return str(typer.prompt(question[session.lang], default="", show_default=False, err=True))
