"""`gongjian dump`, `restore` and `export`: a database as files, and back, on either engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.databases import engine_named
from api.cli.options import Commands, Db
from api.cli.session import Session, both, session_of
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from graph.dump import Manifest
    from graph.store import Store


def dump(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=both("写到这个新文件夹", "the new folder"))
    ],
    with_key: Annotated[
        bool,
        typer.Option("--with-holder-key", help=both("连同持股自然人的化名密钥（请妥善保管）",
                                                    "with the key of the pseudonyms; guard it")),
    ] = False,
    db: Db = None,
) -> int:  # fmt: skip
    """Write the whole database to a folder of Parquet files; readers go on meanwhile."""
    from api.cli.opening import opened
    from graph.dump import dump as write

    session = session_of(ctx)
    with opened(session, db) as store:
        key = _key(session, store) if with_key else None
        with session.working(Text("转储…", "Dumping…")) as told:
            manifest = write(store, folder, holder_key=key, progress=_each(told))
    _tell(session, manifest)
    session.say(Text(f"已写入：{folder}", f"written to {folder}"))
    return 0


def restore(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=both("dump 写出的文件夹", "what dump wrote"))
    ],
    replace: Annotated[
        bool,
        typer.Option("--replace", help=both("换下那里的数据库；旧的保留在旁边",
                                            "in the place of one, which is kept beside it")),
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="ENGINE",
                     help=both("本地数据库用哪种：arcadedb（默认）或 neo4j",
                               "of a local database: arcadedb (default) or neo4j")),
    ] = None,
    db: Db = None,
) -> int:  # fmt: skip
    """Fill a new database from a dump, compare it, and only then put it in its place."""
    from graph.dump import restore as fill
    from graph.dump import restore_folder
    from graph.engines import LocalAddress, locate, read_settings

    session = session_of(ctx)
    address = locate(db, session.env)
    with session.working(Text("恢复…", "Restoring…")) as told:
        if isinstance(address, LocalAddress):
            manifest, before = restore_folder(
                folder, address.folder, settings=read_settings(session.env),
                engine=engine_named(engine), replace=replace, progress=_each(told),
            )  # fmt: skip
        else:
            from api.cli.opening import opened

            if replace or engine:
                raise Misuse(
                    Text("--replace 和 --engine 只用于本地文件夹",
                         "--replace and --engine are for a local folder"),
                    todo=Text("把数据恢复到空的数据库", "restore into an empty database"),
                )  # fmt: skip
            with opened(session, db, create=True) as store:
                manifest, before = fill(store, folder, progress=_each(told)), None
    _tell(session, manifest)
    if manifest.holder_key and not isinstance(address, LocalAddress):
        session.say(
            Text("化名密钥在转储里，请自行放到载入者的机器上",
                 "the key of the pseudonyms is in the dump: put it where loads are run")
        )  # fmt: skip
    if before:
        session.say(Text(f"原来的数据库：{before}", f"the database before: {before}"))
    return 0


def export(
    ctx: typer.Context,
    target: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=both("写到这个新文件或文件夹", "a new file or folder")),
    ],
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT",
                     help=both("graphml、gexf、parquet 或 neo4j-csv；不写时看扩展名",
                               "graphml, gexf, parquet or neo4j-csv; else by the ending")),
    ] = "",
    area: Annotated[
        str,
        typer.Option("--area", metavar="AREA",
                     help=both("只要这个区域和与它相连的", "an area and what touches it")),
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help=both("哪一天有效的；不写为全部",
                                                               "in force on a day; else all"))
    ] = "",
    known_at: Annotated[
        str,
        typer.Option("--known-at", metavar="DATE|TICK", help=both("按当时所知", "as known then")),
    ] = "",
    db: Db = None,
) -> int:  # fmt: skip
    """Write the graph for another program: Gephi, Cytoscape, pandas, neo4j-admin."""
    from api.cli.asking import moment, typed_day
    from api.cli.opening import opened
    from graph.interop import take_view
    from graph.interop.files import FILE_FORMATS, write_view
    from queries.resolve import find_any

    session = session_of(ctx)
    form = form or target.suffix.removeprefix(".") or "parquet"
    if form not in FILE_FORMATS:
        raise Misuse(
            Text(f"没有“{form}”这种格式", f"there is no format {form!r}"),
            where="--format",
            todo=Text("可用：" + "、".join(FILE_FORMATS), "one of: " + ", ".join(FILE_FORMATS)),
        )
    with opened(session, db) as store:
        with session.working(Text("读取…", "Reading…")):
            view = take_view(
                store,
                as_of=typed_day(as_of, "--as-of") if as_of else None,
                tick=moment(known_at or None),
                area=find_any(store, area).id if area else None,
            )  # fmt: skip
        write_view(view, target, form)
    session.say(
        Text(f"{len(view.nodes):,} 个节点、{len(view.edges):,} 条关系 → {target}",
             f"{len(view.nodes):,} nodes, {len(view.edges):,} edges → {target}")
    )  # fmt: skip
    if view.synthetic:
        session.say(Text("含合成数据，不可引用", "with SYNTHETIC DATA: not for citation"))
    return 0


def _key(session: Session, store: Store) -> bytes:
    from graph.holder import holder_key

    return holder_key(store.endpoint.folder, session.env, known=True)


def _each(told: Callable[[str], None]) -> Callable[[str, int], None]:
    return lambda name, rows: told(f"{name} {rows:,}")


def _tell(session: Session, manifest: Manifest) -> None:
    rows = sum(part.rows for part in manifest.parts)
    session.say(
        Text(
            f"{rows:,} 行，截至第 {manifest.tick} 批，校验和 {manifest.checksum}",
            f"{rows:,} rows as of batch {manifest.tick}, checksum {manifest.checksum}",
        )
    )
    if manifest.synthetic:
        session.say(Text("含合成数据，不可引用", "with SYNTHETIC DATA: not for citation"))


COMMANDS: Commands = {
    "dump": (dump, both("整个数据库写成文件（Parquet）", "a whole database as files (Parquet)")),
    "export": (
        export,
        both("为别的程序写出图（GraphML、GEXF、Parquet、CSV）", "the graph for another program"),
    ),
    "restore": (restore, both("从转储建立数据库", "make a database from a dump")),
}
