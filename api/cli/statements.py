"""`gongjian cypher`: one's own statement, which may only read."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import both, session_of
from graph.text import Text

MOST = 1_000
SECONDS = 60.0  # on Neo4j; a local ArcadeDB has GONGJIAN_COMMAND_SECONDS for every statement


def cypher(
    ctx: typer.Context,
    statement: Annotated[
        str, typer.Argument(metavar="'MATCH …'", help=both("只读语句", "a reading statement"))
    ],
    db: Db = None,
    form: FormatOption = None,
    output: Output = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help=both("最多多少行", "rows at most"))
    ] = MOST,
) -> int:
    """Send a reading statement of one's own, gated and bounded."""
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, drawn, put
    from api.formats import Table
    from api.gate import reading_only
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    checked = reading_only(statement)
    with opened(session, db) as store:
        found = store.read(lambda tx: tx.run(checked, most=most + 1), seconds=SECONDS)
    columns = tuple(Column(name, "string", Text(name, name)) for name in found.columns)
    truncated = len(found.rows) > most
    table = Table(columns, found.rows[:most], {"cypher": checked, "truncated": truncated})
    if not table.rows and form_ == "table":
        session.say(Text("没有符合的行", "no rows match"))
        return 0
    put(session, table, form_, output, people=lambda: drawn(table, session))
    if truncated:
        session.say(
            Text(f"只取了前 {most} 行；用 --most 多取", f"only the first {most} rows; see --most")
        )
    return 0


COMMANDS: Commands = {
    "cypher": (cypher, both("发送自己的只读语句", "send a reading statement of your own")),
}
