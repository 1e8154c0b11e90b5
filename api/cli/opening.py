"""From `--db` to an open store."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.session import Session
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from graph.engines import EngineName, LocalAddress
    from graph.store import Store


@contextlib.contextmanager
def opened(
    session: Session, db: str | None, *, create: bool = False, engine: EngineName | None = None
) -> Iterator[Store]:
    """Open the database that `--db` means, starting its server if need be.

    Parameters
    ----------
    session : Session
    db : str or None
        The option; None for the default.
    create : bool
        Make the database where there is none; otherwise that is an error, and no folder is made.
    engine : {"arcadedb", "neo4j"}, optional
        For a new folder.

    Yields
    ------
    Store

    Raises
    ------
    Misuse
        There is no database yet.
    EngineError
        It cannot be reached.
    """
    from graph.engines import LocalAddress, attach, locate, read_settings

    address = locate(db, session.env)
    if isinstance(address, LocalAddress) and not create and _nothing_there(address):
        raise no_data(str(address.folder))
    with session.working(Text("连接数据库…", "Reaching the database…")) as told:
        stack = contextlib.ExitStack()
        with stack:
            endpoint = stack.enter_context(
                attach(address, engine=engine, progress=told, settings=read_settings(session.env))
            )
            store = stack.enter_context(_store()(endpoint))
            held = stack.pop_all()
    with held:
        yield store


def _nothing_there(address: LocalAddress) -> bool:
    from graph.engines.folder import Folder

    root = address.folder
    return not Folder(root).stamp.exists() and not (root.is_dir() and any(root.iterdir()))


def _store() -> type[Store]:
    """Import the store without numpy, which the driver would load for values we never send.

    It is a third of the time that a question takes on a running server.
    """
    missing = object()
    before = sys.modules.get("numpy", missing)
    if before is missing:
        sys.modules["numpy"] = None  # type: ignore[assignment]  # documented: "not to be found"
    try:
        from graph.store import Store
    finally:
        if before is missing:
            del sys.modules["numpy"]
    return Store


def no_data(where: str) -> Misuse:
    """Return the error for a database that holds nothing yet."""
    return Misuse(
        Text("数据库里还没有数据", "there is no data in this database yet"),
        where=where,
        todo=Text(
            "先看示例：gongjian demo；或载入登记册：gongjian load 文件…",
            "see an example with `gongjian demo`, or load registers with `gongjian load FILE…`",
        ),
    )
