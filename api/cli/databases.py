"""`gongjian engine`: the server of a local database, and physical copies of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from api.cli.options import Commands, Db, FormatOption
from api.cli.session import Session, both, session_of
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from api.formats import Table
    from graph.engines import EngineName, Status

ABOUT = both("本地数据库的服务进程：启动、停止、状态、日志、备份",
             "the server of a local database: start, stop, status, logs, backup")  # fmt: skip
STATES = {
    "absent": Text("还没有数据库", "no database yet"),
    "stopped": Text("没有运行", "stopped"),
    "starting": Text("正在启动", "starting"),
    "running": Text("运行中", "running"),
    "orphaned": Text(
        "管理进程已不在，服务器未结束", "its keeper is gone, the server has not ended"
    ),
}


def start(
    ctx: typer.Context,
    db: Db = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="ENGINE",
                     help=both("新数据库用哪种：arcadedb（默认）或 neo4j",
                               "for a new database: arcadedb (default) or neo4j")),
    ] = None,
    form: FormatOption = None,
) -> int:  # fmt: skip
    """Start the server and leave it running."""
    from graph.engines import read_settings
    from graph.engines import start as start_server

    session = session_of(ctx)
    wanted = engine_named(engine)
    folder = _folder(session, db, "start")
    with session.working(Text("启动数据库…", "Starting the database…")) as told:
        found = start_server(
            folder, engine=wanted, progress=told, settings=read_settings(session.env)
        )
    return _show(session, found, form)


def engine_named(engine: str | None) -> EngineName | None:
    """Return the engine that ``--engine`` means; None for the default.

    Raises
    ------
    Misuse
        There is no such engine.
    """
    if engine not in (None, "arcadedb", "neo4j"):
        raise Misuse(
            Text(f"没有“{engine}”这种数据库", f"there is no engine {engine!r}"),
            where="--engine",
            todo=Text("可用：arcadedb、neo4j", "one of: arcadedb, neo4j"),
        )
    return cast("EngineName | None", engine)


def stop(
    ctx: typer.Context,
    db: Db = None,
    force: Annotated[
        bool, typer.Option("--force", help=both("正在被使用也停；不肯停的就终止",
                                                "although in use; kill what does not end"))
    ] = False,
    form: FormatOption = None,
) -> int:  # fmt: skip
    """Stop the server in an orderly way."""
    from graph.engines import read_settings
    from graph.engines import stop as stop_server

    session = session_of(ctx)
    folder = _folder(session, db, "stop")
    with session.working(Text("停止数据库…", "Stopping the database…")):
        found = stop_server(folder, force=force, settings=read_settings(session.env))
    return _show(session, found, form)


def status(ctx: typer.Context, db: Db = None, form: FormatOption = None) -> int:
    """Show how the server stands; nothing is started."""
    from graph.engines import LocalAddress, locate
    from graph.engines import status as status_of

    session = session_of(ctx)
    address = locate(db, session.env)
    if isinstance(address, LocalAddress):
        return _show(session, status_of(address.folder), form)
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, put

    with opened(session, db) as store:
        agent = store.agent()
        store.query("RETURN 1")  # the name is given before the password is looked at
    table = _table({"state": "running", "uri": address.uri, "version": agent})
    put(session, table, chosen_format(form, None), None)
    return 0


def logs(
    ctx: typer.Context,
    db: Db = None,
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=1, metavar="N", help=both("各取几行", "of each"))
    ] = 50,
) -> int:
    """Print the last lines of the keeper and of the server."""
    from graph.engines import logs as lines_of

    session = session_of(ctx)
    for line in lines_of(_folder(session, db, "logs"), lines):
        print(line)
    return 0


def backup(
    ctx: typer.Context,
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=both("写到这个新文件夹", "the new folder"))
    ],
    db: Db = None,
) -> int:
    """Copy the database as its engine keeps it; ArcadeDB goes on, Neo4j is stopped for it."""
    from graph.engines import read_settings
    from graph.engines.backup import back_up

    session = session_of(ctx)
    folder = _folder(session, db, "backup")
    with session.working(Text("备份…", "Backing up…")) as told:
        made = back_up(folder, target, settings=read_settings(session.env), progress=told)
    session.say(
        Text(
            f"{made.engine} {made.version}，{made.size / 1e6:,.1f} MB，已写入：{target}",
            f"{made.engine} {made.version}, {made.size / 1e6:,.1f} MB, written to {target}",
        )
    )
    return 0


def restore(
    ctx: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=both("engine backup 写出的文件夹",
                                                   "what engine backup wrote")),
    ],
    db: Db = None,
) -> int:  # fmt: skip
    """Make a new database from a backup, open it once, and only then put it in its place."""
    from graph.engines import read_settings
    from graph.engines.backup import restore_backup

    session = session_of(ctx)
    folder = _folder(session, db, "restore")
    with session.working(Text("恢复…", "Restoring…")) as told:
        made = restore_backup(source, folder, settings=read_settings(session.env), progress=told)
    session.say(
        Text(
            f"{made.engine} {made.version}，备份于 {made.made}，已恢复到：{folder}",
            f"{made.engine} {made.version}, backed up {made.made}, restored to {folder}",
        )
    )
    return 0


def _folder(session: Session, db: str | None, command: str) -> Path:
    from graph.engines import LocalAddress, locate

    address = locate(db, session.env)
    if isinstance(address, LocalAddress):
        return address.folder
    raise Misuse(
        Text("这是别人管理的服务器", "this server is looked after by somebody else"),
        where=address.uri,
        todo=Text(f"engine {command} 只用于本地文件夹", f"engine {command} is for local folders"),
    )


def _show(session: Session, found: Status, form: str | None) -> int:
    from api.cli.screen import chosen_format, put

    values = {name: getattr(found, name) for name in found.__dataclass_fields__}
    values["folder"] = str(found.folder)
    table = _table(values)
    captions = {
        "state": Text("状态", "state"), "folder": Text("文件夹", "folder"),
        "engine": Text("数据库", "engine"), "version": Text("版本", "version"),
        "uri": Text("地址", "address"), "pid": Text("管理进程", "keeper"),
        "server_pid": Text("服务进程", "server"), "memory_mb": Text("内存 MB", "memory MB"),
        "in_use": Text("正在使用", "in use"),
    }  # fmt: skip

    def people() -> list[str]:
        lang = session.lang
        said = {**values, "state": STATES[found.state][lang]}
        if found.state != "running":
            said.pop("in_use")
        else:
            said["in_use"] = Text("是", "yes")[lang] if found.in_use else Text("否", "no")[lang]
        colon = Text("：", ": ")[lang]
        return [f"{captions[k][lang]}{colon}{v}\n" for k, v in said.items() if v is not None]

    put(session, table, chosen_format(form, None), None, people=people)
    return 0


def _table(values: Mapping[str, Any]) -> Table:
    """Return one row; every value under its own name."""
    from api.formats import Table
    from queries.question import Column

    numbers = ("pid", "server_pid", "memory_mb")
    columns = tuple(
        Column(name, "integer" if name in numbers else "string", Text(name, name))
        for name in values
    )
    return Table(columns, [tuple(values.values())])


COMMANDS: Commands = {
    "start": (start, both("启动", "start it")),
    "stop": (stop, both("停止", "stop it")),
    "status": (status, both("状态", "how it stands")),
    "logs": (logs, both("日志", "its last words")),
    "backup": (backup, both("备份成引擎自己的格式", "copy it as its engine keeps it")),
    "restore": (restore, both("从备份建立数据库", "make a database from a backup")),
}
