"""`gongjian doctor`: what this machine and the database are found able to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from api.cli.options import Commands, Db, FormatOption
from api.cli.session import both, session_of
from graph.text import Lang, Text

if TYPE_CHECKING:
    from api.doctor import Check

FINDINGS = 4
_SIGNS = {"ok": "✓", "warn": "!", "bad": "✗", "unknown": "?"}


def doctor(ctx: typer.Context, db: Db = None, form: FormatOption = None) -> int:
    """Look at everything, change nothing; 4 where something does not work."""
    from api.cli.screen import chosen_format, put
    from api.doctor import checks
    from api.formats import Table
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, None)
    with session.working(Text("检查…", "Looking…")):
        found = checks(db, session.env)
    columns = (
        Column("name", "string", Text("项目", "what"), identity=True),
        Column("state", "string", Text("结果", "state")),
        Column("value", "string", Text("发现", "found")),
        Column("todo", "string", Text("怎么办", "what to do")),
    )
    lang = session.lang
    rows = [(c.name[lang], c.state, c.value[lang], c.todo[lang] if c.todo else None) for c in found]
    put(session, Table(columns, rows), form_, None, people=lambda: _lines(found, lang))
    return FINDINGS if any(check.state == "bad" for check in found) else 0


def _lines(found: list[Check], lang: Lang) -> Iterator[str]:
    from api.cli.help import padded, width

    left = max(width(check.name[lang]) for check in found) + 2
    for check in found:
        yield f"{_SIGNS[check.state]} {padded(check.name[lang], left)}{check.value[lang]}\n"
        if check.todo is not None:
            arrow = Text("怎么办：", "what to do: ")[lang]
            yield f"{' ' * (left + 2)}{arrow}{check.todo[lang]}\n"


COMMANDS: Commands = {
    "doctor": (doctor, both("检查本机和数据库", "look at this machine and the database")),
}
