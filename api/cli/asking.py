"""`gongjian ask`: the questions, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import Session, both, session_of
from graph.errors import Misuse, RefusedInput, no_data
from graph.text import Text

if TYPE_CHECKING:
    from datetime import date

    from queries import Answer
    from queries.citations import Citation

T = TypeVar("T")


def ask(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help=both("问题的名称", "name of a question"))
    ] = "",
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]…",
            help=both("参数，如 area=新城区；区域可写名称、代码或路径",
                      "parameters, such as area=150102: areas by name, code or path"),
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help=both("哪一天的情况；默认今天",
                                                          "the day asked about; today")),
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="DATE|TICK",
                     help=both("按当时所知：某日终了，或某个批次号；默认最新",
                               "as known at the end of a day, or at a batch; else the newest")),
    ] = None,
    db: Db = None,
    form: FormatOption = None,
    output: Output = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help=both("最多多少行", "rows at most"))
    ] = 100_000,
    sources: Annotated[
        bool, typer.Option("--sources", help=both("表下列出每行的依据", "list the sources below"))
    ] = False,
    all_columns: Annotated[
        bool,
        typer.Option("--all-columns", help=both("标识和依据列也显示", "show ids and sources too")),
    ] = False,
    describe: Annotated[
        bool,
        typer.Option("--describe", help=both("说明这个问题：参数、列、示例、语句",
                                             "explain it: parameters, columns, example, Cypher")),
    ] = False,
    cypher: Annotated[
        bool, typer.Option("--cypher", help=both("只打印语句，可贴入 Neo4j Browser",
                                                 "print the Cypher, for Neo4j Browser"))
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain",
                     help=both("不提问，只看数据库打算怎样找：语句、参数、执行计划",
                               "do not ask: show statement, parameters and the engine's plan")),
    ] = False,
) -> int:  # fmt: skip
    """Ask a question, or list, explain or print questions."""
    from api.cli import explaining
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, put
    from queries.catalogue import find

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    if not name:
        table = explaining.as_table(session.lang)
        put(session, table, form_, output, people=lambda: explaining.listed(session.lang))
        return 0
    question = find(name)
    if cypher or describe:
        print(
            question.cypher if cypher else "\n".join(explaining.described(question, session.lang))
        )
        return 0
    given = pairs(parameters or [])
    if explain:
        tick = moment(known_at)
        with opened(session, db) as store:
            from queries.asking import explain as plan_of

            plan = _unless_empty(store, lambda: plan_of(store, name, given, as_of=as_of, tick=tick))
            print("\n".join(explaining.planned(question, given, plan, store.agent(), session.lang)))
        return 0
    answer, cited = answered(
        session, db, name, given, as_of=as_of, known_at=known_at, most=most, cite=sources
    )
    from api.cli.answers import drawn_answer, more
    from api.formats import SYNTHETIC, table_of

    table = table_of(answer)
    folded = () if all_columns else None
    put(session, table, form_, output,
        people=lambda: drawn_answer(answer, session, cited=cited, hide=folded))  # fmt: skip
    if form_ != "table":
        if answer.synthetic:
            session.say(SYNTHETIC)
        if answer.truncated:
            session.say(more(answer))
    return 0


def answered(
    session: Session,
    db: str | None,
    name: str,
    given: dict[str, str],
    *,
    as_of: str | None = None,
    known_at: str | None = None,
    most: int = 100_000,
    cite: bool = False,
) -> tuple[Answer, dict[str, Citation]]:
    """Ask one question of a database.

    Returns
    -------
    tuple of Answer and dict
        The answer, and its citations by assertion where they were wanted.

    Raises
    ------
    Misuse
        The question, a parameter or a day is not right, or there is no data yet.
    """
    from api.cli.opening import opened

    tick = moment(known_at)
    if as_of is not None:
        typed_day(as_of, "--as-of")
    with opened(session, db) as store:
        from queries.asking import ask as ask_store

        answer = _unless_empty(
            store,
            lambda: ask_store(
                store, name, given, as_of=as_of, tick=tick, most=most, lang=session.lang
            ),
        )
        if answer.tick == 0:
            raise no_data(str(store.endpoint.folder or store.endpoint.uri))
        from queries.citations import cited_by

        return answer, cited_by(store, answer) if cite else {}


def _unless_empty(store: Any, work: Callable[[], T]) -> T:
    """Do something; where it fails on a database without any data, say that instead."""
    from graph.ledger.read import watermark

    try:
        return work()
    except Misuse:
        if store.read(watermark) == 0:
            raise no_data(store.endpoint.uri) from None
        raise


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Return ``key=value`` words as a dictionary.

    Raises
    ------
    Misuse
        A word without ``=``, or a key said twice.
    """
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise Misuse(
                Text(f"“{word}”不是 参数=值", f"{word!r} is not key=value"),
                todo=Text("例如 area=新城区", "such as area=新城区"),
            )
        if key in found:
            raise Misuse(
                Text(f"参数 {key} 给了两次", f"{key} is given twice"),
                todo=Text("只留一个", "keep one of them"),
            )
        found[key] = value
    return found


def moment(text: str | None) -> int | date | None:
    """Return a batch number, or the last day of a date, from what was typed."""
    if text is None:
        return None
    if text.strip().isdecimal() and len(text.strip()) < 8:
        return int(text)
    return typed_day(text, "--known-at")


def typed_day(text: str, option: str) -> date:
    """Return the last day of a date that was typed as an option.

    Raises
    ------
    Misuse
        It is not a date; in a register that would be refused input.
    """
    from graph.time import parse_date

    try:
        return parse_date(text).last
    except RefusedInput as error:
        raise Misuse(error.what, where=option, todo=error.todo) from error


COMMANDS: Commands = {
    "ask": (ask, both("提问；不给名称时列出全部问题", "ask a question; without a name, list them")),
}
