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
    from loaders.declare import Register
    from loaders.inputs import InDoubt, Input

_PERIOD = Text(
    "报告期或报告日（如 2024年第三季度；行内自有日期的可回车跳过）",
    "the period or day it speaks for (such as 2024年第三季度; Enter leaves it out)",
)
_SCOPE = Text("完整清单的范围（区划代码或名称）", "what the list is complete for (code or name)")


_WHICH = Text("是哪一种？写序号，回车则不载入", "which one? its number; Enter loads nothing")


def which_register(session: Session, doubt: InDoubt) -> Register | None:
    """Ask which register a table is, with the reasons for each; None where nobody answers."""
    if not _terminal():
        return None
    session.say(Text(f"{doubt.where}：认不准登记册种类", f"{doubt.where}: which register is this?"))
    for number, guess in enumerate(doubt.guesses, start=1):
        why = guess.reasons()
        session.say(Text(f"  {number}. {why.zh}", f"  {number}. {why.en}"))
    said = _prompt(session, _WHICH).strip()
    fits = said.isdecimal() and 1 <= int(said) <= len(doubt.guesses)
    return doubt.guesses[int(said) - 1].register if fits else None


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
    if not _terminal():
        return ""
    sheet = f" [{item.table.sheet}]" if item.table and item.table.sheet else ""
    session.say(Text(f"{item.path.name}{sheet}：", f"{item.path.name}{sheet}:"))
    return _prompt(session, question)


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _prompt(session: Session, question: Text) -> str:
    return str(typer.prompt(question[session.lang], default="", show_default=False, err=True))
