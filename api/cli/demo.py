"""`gongjian demo`: load the example city, ask it, show how to go on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.options import Commands
from api.cli.session import both, session_of
from graph.text import Text

ROWS = 8


def demo(
    ctx: typer.Context,
    examples: Annotated[
        Path | None,
        typer.Option("--examples", metavar="FOLDER",
                     help=both("示例登记册所在的文件夹", "the folder of the example registers")),
    ] = None,
) -> int:  # fmt: skip
    """Load the example city into .gongjian/demo and ask it."""
    from api.cli.answers import drawn_answer
    from api.cli.opening import opened
    from api.cli.reporting import told
    from api.demo import FOLDER, QUESTIONS, command, manifest

    session = session_of(ctx)
    lang, db = session.lang, str(FOLDER)
    listed = manifest(examples)
    with (
        opened(session, db, create=True) as store,
        session.working(Text("载入示例…", "Loading the example…")) as progress,
    ):
        from loaders.load import load, read_manifest
        from queries.asking import ask

        done = load(
            store, read_manifest(listed), who="demo",
            progress=lambda what, number, of: progress(f"{what} {number}/{of}"),
        )  # fmt: skip
        answers = [ask(store, asked.name, asked.parameters) for asked in QUESTIONS]
    print(Text("一、载入", "Loaded")[lang])
    print("".join(told(done, session)), flush=True)
    print(Text("二、提问", "Asked")[lang] + "\n")
    for asked, answer in zip(QUESTIONS, answers, strict=True):
        if asked.first:
            place = [column.name for column in answer.question.columns].index(asked.first)
            answer.rows.sort(key=partial(_without, place=place))
        print("".join(drawn_answer(answer, session, most=ROWS)), end="")
        print(f"$ {command(*asked.words(), '--db', db)}\n", flush=True)
    print(Text("三、接下来", "What next")[lang])
    for words, text in (
        (("serve", "--db", db), Text("打开网页", "the pages")),
        (("ask",), Text("全部问题", "all questions")),
        (("engine", "stop", "--db", db), Text("停止数据库", "stop the database")),
    ):
        print(f"$ {command(*words)}  # {text[lang]}")
    return 0


def _without(row: tuple[Any, ...], *, place: int) -> bool:
    return row[place] is None


COMMANDS: Commands = {
    "demo": (demo, both("载入示例城市并提问", "load the example city and ask it")),
}
